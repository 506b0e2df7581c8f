import { readExample } from '../arxiv/examples.ts';
import type { Retry } from '../async/retry.ts';
import { limits } from '../config.ts';
import { asTooBusy } from '../db/client.ts';
import type { StepName } from '../db/generated/prisma/enums.ts';
import { NotFoundError } from '../errors.ts';
import { type Change, change, isTerminal, type OpenJob } from '../events.ts';
import type { Renderer } from '../rendering/renderer.ts';
import type { Services } from '../services.ts';
import { failJob } from './fail-job.ts';
import { isJobFailure } from './job-failures.ts';
import { joinRenders } from './join-render.ts';
import { endLease, keepLease, type Lease, LeaseLost, requireLease, takeLease } from './lease.ts';
import { endIfDone, PAPER_SHARE, recount, tallyOf } from './progress.ts';
import { sectionMatcher } from './sections.ts';
import { endStep, type StepEnd, startStep } from './steps.ts';
import { refuseWhenStopping } from './stopping.ts';
import { tellRetry } from './tell-retry.ts';
import { lockForPaper, type ReadPaper, writePaper } from './write-paper.ts';

type WorkerServices = Services & { renderer: Renderer };

/** Visualizations that are joined to their renders in one transaction, which keeps others from these renders that long. */
export const JOINED_AT_ONCE = 50;

/**
 * Takes a job from where it is to the point where all its visualizations wait for renders, which end it. Every step can be done again,
 * so a job that lost its process is simply handed to this function once more.
 */
export async function processPaper(services: WorkerServices, { jobId }: { jobId: string }): Promise<void> {
  refuseWhenStopping(services);
  const lease = await takeLease(services, jobId);
  if (!lease) return;
  const lost = new AbortController();
  const signal = AbortSignal.any([lost.signal, services.handingBack]);
  const stopKeeping = keepLease(services, lease, () => lost.abort());
  try {
    await walk(services, lease, signal);
  } catch (error) {
    // While the database is away nothing can be said, and nothing is wrong with the job: it is taken up again.
    if (asTooBusy(error)) services.log.warn({ err: error, jobId }, 'A job waits for the database.');
    else if (!signal.aborted && !(error instanceof LeaseLost)) await failJob(services, lease, explain(services, jobId, error));
  } finally {
    stopKeeping();
    await endLease(services, lease);
  }
}

/** What clients read of an error. One that nobody foresaw is logged whole, and the message holds no more than where to look. */
function explain({ log }: Services, jobId: string, error: unknown): string {
  if (isJobFailure(error)) return error.message;
  log.error({ err: error, jobId }, 'A job failed for a reason nobody foresaw.');
  return `Something went wrong inside arXiviz; its log says more under job ${jobId}.`;
}

async function walk(services: WorkerServices, lease: Lease, signal: AbortSignal): Promise<void> {
  const { jobId } = lease;
  const done = await finishedSteps(services, jobId);
  if (!done.has('read_sections')) {
    const { paper, detail } = await readPaper(services, lease, signal);
    if (!done.has('fetch_paper')) await nextStep(services, lease, 'fetch_paper', { status: 'DONE', detail }, 'read_sections');
    await nextStep(
      services,
      lease,
      'read_sections',
      { status: 'DONE', detail: count(paper.sections.length, 'section') },
      'generate',
      async ({ tx }, job) => {
        await writePaper(tx, paper);
        job.row.paperId = paper.arxivId;
      },
    );
  }
  if (!done.has('generate')) await generate(services, lease, signal);
  await joinAll(services, jobId, signal);
}

async function finishedSteps({ db }: Services, jobId: string): Promise<Set<StepName>> {
  const steps = await db.jobStep.findMany({ where: { jobId, status: { in: ['DONE', 'SKIPPED'] } }, select: { name: true } });
  return new Set(steps.map(({ name }) => name));
}

/** Ends one step and starts the next, with whatever else belongs to it, as one change of the job. */
async function nextStep(
  services: Services,
  lease: Lease,
  from: StepName,
  end: StepEnd,
  to: StepName,
  also: (changing: Change, job: OpenJob) => Promise<void> = async () => {},
): Promise<void> {
  await change(services, async (changing) => {
    const job = await changing.job(lease.jobId);
    // A job that was cancelled meanwhile stays as it is.
    if (isTerminal(job.row.status)) return;
    requireLease(job, lease);
    await also(changing, job);
    await endStep(changing, job, from, end);
    await startStep(changing, job, to);
    // From here on it is known which sections were asked for.
    if (to === 'render_videos') recount(job, (await tallyOf(changing.tx, job)).all());
    if (from === 'read_sections') job.row.progress = Math.max(job.row.progress, PAPER_SHARE);
    job.emit('STEP');
  });
}

async function readPaper(services: Services, lease: Lease, signal: AbortSignal): Promise<{ paper: ReadPaper; detail: string }> {
  const { arxivId, requestedVersion } = await services.db.job.findUniqueOrThrow({ where: { id: lease.jobId } });
  const example = await readExample(services.config.examplesDirectory, arxivId);
  if (example && (requestedVersion ?? example.paper.version) === example.paper.version)
    return { paper: example.paper, detail: 'From the examples' };
  const reading = tellingRetries(services, lease, (onRetry) => services.arxiv.readPaper(arxivId, requestedVersion, { signal, onRetry }));
  const { notice, ...paper } = await reading;
  return { paper, detail: notice ?? `Version ${paper.version} from arXiv` };
}

/** Asks somebody outside, and tells the job when they are asked again. What is said of a step comes before its end. */
function tellingRetries<T>(services: Services, lease: Lease, ask: (onRetry: (retry: Retry) => void) => Promise<T>): Promise<T> {
  const told: Promise<void>[] = [];
  return ask((retry) => told.push(tellRetry(services, lease, retry))).finally(() => Promise.all(told));
}

/** Asks the generator for visualizations, unless the request brought some. */
async function generate(services: Services, lease: Lease, signal: AbortSignal): Promise<void> {
  const { jobId } = lease;
  const job = await services.db.job.findUniqueOrThrow({
    where: { id: jobId },
    include: {
      paper: { include: { sections: { orderBy: { orderIndex: 'asc' } } } },
      steps: { where: { name: 'generate' } },
      _count: { select: { visualizations: true } },
    },
  });
  if (job._count.visualizations > 0) {
    const source = job.steps[0]?.detail ?? 'known already';
    await nextStep(
      services,
      lease,
      'generate',
      { status: 'SKIPPED', detail: `${count(job._count.visualizations, 'visualization')}, ${source}` },
      'render_videos',
      matchSections,
    );
    return;
  }
  const { generator } = services;
  if (!generator || !job.paper) throw new NotFoundError(`There are no visualizations for ${job.arxivId}, and GENERATOR_URL is not set.`);
  const { id, title, authors, abstract, sections } = job.paper;
  const asked = { arxivId: id, title, authors, abstract, sections };
  const visualizations = await tellingRetries(services, lease, (onRetry) => generator.generate(asked, { signal, limits, onRetry }));
  await nextStep(
    services,
    lease,
    'generate',
    { status: 'DONE', detail: `${count(visualizations.length, 'visualization')} from the generator` },
    'render_videos',
    async (changing, opened) => {
      await changing.tx.visualization.createMany({
        data: visualizations.map(({ sectionId, concept, manimCode }, position) => ({
          jobId,
          position,
          sectionRef: sectionId,
          concept,
          manimCode,
        })),
      });
      await matchSections(changing, opened);
    },
  );
}

/** Notes which section each visualization means. */
async function matchSections({ tx }: Change, { row: { id: jobId, arxivId } }: OpenJob): Promise<void> {
  // No other job may take a section away between the look and the reference to it.
  await lockForPaper(tx, arxivId);
  const match = sectionMatcher(await tx.section.findMany({ where: { paperId: arxivId }, orderBy: { orderIndex: 'asc' } }));
  const unmatched = await tx.visualization.findMany({ where: { jobId, sectionId: null }, select: { id: true, sectionRef: true } });
  for (const [sectionId, found] of Map.groupBy(unmatched, ({ sectionRef }) => match(sectionRef))) {
    if (sectionId) await tx.visualization.updateMany({ where: { id: { in: found.map(({ id }) => id) } }, data: { sectionId } });
  }
}

/** Lets every visualization that is not under way yet wait for its render. */
async function joinAll(services: WorkerServices, jobId: string, signal: AbortSignal): Promise<void> {
  const { quality } = await services.db.job.findUniqueOrThrow({ where: { id: jobId }, select: { quality: true } });
  await change(services, async (changing) => {
    const job = await changing.job(jobId);
    if (isTerminal(job.row.status)) return;
    // Again, because a retry may come long after, when a newer version of the paper has other sections.
    await matchSections(changing, job);
  });
  const waiting = await services.db.visualization.findMany({
    where: { jobId, status: 'PENDING', renderId: null },
    select: { id: true, position: true, manimCode: true },
    orderBy: { position: 'asc' },
  });
  while (waiting.length > 0) {
    signal.throwIfAborted();
    await joinRenders(services, jobId, waiting.splice(0, JOINED_AT_ONCE), { quality, engineVersion: services.renderer.engineVersion });
  }
  // All of them may have ended before this job came to wait for them.
  await change(services, async (changing) => endIfDone(changing, await changing.job(jobId)));
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
