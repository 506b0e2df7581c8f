import { parseArxivId } from '../arxiv/id.ts';
import { readConfig } from '../config.ts';
import { ServerAway } from '../gql/client.ts';
import type { Quality } from '../gql/generated/graphql.ts';
import { jobReport } from '../gql/operations.ts';
import { CommandError } from './command-error.ts';
import { askPatiently, type Connection, connectHere, connectTo } from './connection.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { listenForInterruption } from './interruption.ts';
import { emptyView } from './job-view.ts';
import { createProgress } from './progress.ts';
import { createReport, exitCodeOf, type Report } from './report.ts';
import { type StartedJob, startJob } from './start-job.ts';
import { formatSummary } from './summary.ts';
import { stylesFor } from './text.ts';
import { readVisualizations } from './visualizations-file.ts';
import { isOver, type Watching, watchJob } from './watch-job.ts';

export interface ProcessOptions {
  /** A file, or `-`. */
  visualizations?: string;
  quality?: Lowercase<Quality>;
  force?: boolean;
  json?: boolean;
  /** Address of a server; unless given, the one that runs here, or one started for this command. */
  server?: string;
}

/** Processes a paper to the end, showing how far it is, and says what came of it. @throws CommandError and whatever starting a server throws. */
export async function processPaper(arxivId: string, options: ProcessOptions): Promise<ExitCode> {
  const startedAt = performance.now();
  const interruption = listenForInterruption();
  requirePaper(arxivId);
  const file = options.visualizations === undefined ? null : await readVisualizations(options.visualizations);
  const quality = options.quality === undefined ? null : upperCase(options.quality);

  const progress = createProgress();
  // A second Ctrl-C ends the process wherever it is, and leaves no half a picture either.
  process.once('exit', progress.close);
  let connection: Connection | null = null;
  try {
    progress.update({ ...emptyView(arxivId), currentStep: options.server === undefined ? 'Starting' : 'Connecting' });
    // A database that starts is waited for, so that it is stopped well.
    const heard = () => progress.tell(`Stopping. ${interruption.advice()}`);
    interruption.signal.addEventListener('abort', heard, { once: true });
    connection = options.server === undefined ? await connectHere(readConfig(), progress.tell) : connectTo(options.server);
    interruption.signal.removeEventListener('abort', heard);
    if (interruption.signal.aborted) return interruption.exitCode();

    const input = { arxivId, visualizations: file?.visualizations ?? null, quality, force: options.force ?? false };
    const started = await startJob(connection.client(), input, { file, progress, interruption });
    const report = await followToReport(connection, started, { progress, interruption });
    progress.close();
    print(report, options, (performance.now() - startedAt) / 1000);
    return interruption.signal.aborted ? interruption.exitCode() : exitCodeOf(report);
  } finally {
    process.off('exit', progress.close);
    progress.close();
    await connection?.close();
  }
}

/** Says at once what is no paper, instead of starting a database for it. */
function requirePaper(arxivId: string): void {
  const parsed = parseArxivId(arxivId);
  if (parsed.ok) return;
  throw new CommandError(`This is not the id of a paper: ${parsed.reason}.`, exitCodes.usage, { path: ['input', 'arxivId'] });
}

async function followToReport(connection: Connection, started: StartedJob, watching: Watching): Promise<Report> {
  const { job, existing } = started;
  const endedBefore = existing && isOver(job.status);
  if (!endedBefore) {
    await watchJob(connection, started, watching).catch((error) => {
      throw error instanceof ServerAway ? lostSight(error, job.id) : error;
    });
  }
  const answer = await askPatiently(connection, jobReport, { id: job.id });
  if (!answer.job) throw new CommandError(`The server knows no job ${job.id} any more.`, exitCodes.failed);
  return createReport(answer.job, { existing, endedBefore }, connection);
}

function print(report: Report, { json }: ProcessOptions, seconds: number): void {
  const { stdout } = process;
  if (json) {
    stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  } else if (isOver(report.job.status)) {
    const columns = stdout.isTTY ? stdout.columns : null;
    // Apart from what stands above it on the same terminal.
    const gap = stdout.isTTY ? '\n' : '';
    stdout.write(`${gap}${formatSummary(report, { columns, style: stylesFor(stdout), seconds })}`);
  }
}

function lostSight({ message }: ServerAway, jobId: string): CommandError {
  const advice = `Job ${jobId} goes on when the server is back: then run the same command again, without --force, to follow it.`;
  return new CommandError(`${message}\n${advice}`, exitCodes.unavailable);
}

function upperCase<Name extends string>(name: Name): Uppercase<Name> {
  // TypeScript knows the type of this, but not that the method gives it.
  return name.toUpperCase() as Uppercase<Name>;
}
