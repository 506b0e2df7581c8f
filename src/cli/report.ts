import type { JobReportQuery } from '../gql/generated/graphql.ts';
import type { Connection } from './connection.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { linkVideos } from './video-links.ts';

type Job = NonNullable<JobReportQuery['job']>;
type Visualization = Job['visualizations'][number];
type Video = NonNullable<Visualization['video']>;

/** What came of a job, with where everything is. Printed as it is by `--json`. */
export interface Report {
  job: Omit<Job, 'paper' | 'visualizations'> & {
    /** It was there before the command. */
    existing: boolean;
    /** It had even ended before the command. */
    endedBefore: boolean;
  };
  paper: {
    arxivId: string;
    title: string | null;
    /** Where its sections and videos are as JSON, once a server runs. */
    url: string;
    /** Whether that can be opened now: the server is there after the command. */
    served: boolean;
  };
  visualizations: (Omit<Visualization, 'video' | 'failure'> & {
    /** In the order of the request, from 1. */
    number: number;
    /** It has a video, and nothing had to be rendered for that. */
    found: boolean;
  })[];
  videos: (Video & {
    visualizationId: string;
    /** On this disk; `null` where it is not. */
    file: string | null;
    /** The same file under a name for people, until the paper is processed again. */
    link: string | null;
  })[];
  failures: (NonNullable<Visualization['failure']> & { visualizationId: string; concept: string })[];
}

type Found = Pick<Report['job'], 'existing' | 'endedBefore'>;

export async function createReport(given: Job, { existing, endedBefore }: Found, connection: Connection): Promise<Report> {
  const { paper, visualizations, ...job } = given;
  const server = connection.client().url.replace(/\/graphql$/, '');
  return {
    job: { ...job, existing, endedBefore },
    paper: {
      arxivId: job.arxivId,
      title: paper?.title ?? null,
      url: connection.lastingUrl(`${server}/api/paper/${job.arxivId}`),
      served: connection.stays,
    },
    visualizations: visualizations.map(({ video, failure: _, ...visualization }, index) => ({
      ...visualization,
      number: index + 1,
      found: video !== null && (endedBefore || visualization.attempts === 0),
    })),
    videos: await describeVideos(given, connection),
    failures: visualizations.flatMap(({ id, concept, failure }) => (failure ? { visualizationId: id, concept, ...failure } : [])),
  };
}

async function describeVideos(
  { arxivId, visualizations }: Job,
  { dataDirectory, fileOf, lastingUrl }: Connection,
): Promise<Report['videos']> {
  const lastingOrNull = (url: string | null) => (url === null ? null : lastingUrl(url));
  const videos = visualizations.flatMap(({ id, concept, video }, index) =>
    video ? { id, concept, video, number: index + 1, file: fileOf(video.url) } : [],
  );
  const links = dataDirectory === null ? null : await linkVideos(dataDirectory, arxivId, videos);
  return videos.map(({ id, video, number, file }) => ({
    ...video,
    visualizationId: id,
    file,
    link: links?.get(number) ?? null,
    url: lastingUrl(video.url),
    posterUrl: lastingOrNull(video.posterUrl),
    captionsUrl: lastingOrNull(video.captionsUrl),
  }));
}

export function exitCodeOf({ job, failures }: Report): ExitCode {
  if (job.status !== 'COMPLETED') return exitCodes.failed;
  return failures.length > 0 ? exitCodes.partlyFailed : exitCodes.done;
}
