import { readExample } from '../arxiv/examples.ts';
import { limits } from '../config.ts';
import { asTooBusy } from '../db/client.ts';
import type { StepName } from '../db/generated/prisma/enums.ts';
import { NotFoundError } from '../errors.ts';
import { type Change, change, isTerminal, type OpenJob } from '../events.ts';
import type { Renderer } from '../rendering/renderer.ts';
import type { Services } from '../services.ts';
import { failJob } from './fail-job.ts';
import { isJobFailure } from './job-failures.ts';
import { joinRender } from './join-render.ts';
import { endLease, keepLease, takeLease } from './lease.ts';
import { PAPER_SHARE, recount, recountAndEnd } from './progress.ts';
import { sectionMatcher } from './sections.ts';
import { endStep, type StepEnd, startStep } from './steps.ts';
import { lockForPaper, type ReadPaper, writePaper } from './write-paper.ts';

type WorkerServices = Services & { renderer: Renderer };

/**
 * Takes a job from where it is to the point where all its visualizations wait for renders, which end it. Every step can be done again,
 * so a job that lost its process is simply handed to this function once more.
 */
export async function processPaper(services: WorkerServices, { jobId }: { jobId: string }): Promise<void> {
  if (services.stopping.aborted || !(await takeLease(services, jobId))) return;
  const lost = new AbortController();
  const signal = AbortSignal.any([lost.signal, services.stopping]);
  const stopKeeping = keepLease(services, jobId, () => lost.abort());
  try {
    await walk(services, jobId, signal);
  } catch (error) {
    // While the database is away nothing can be said, and nothing is wrong with the job: it is taken up again.
    if (asTooBusy(error)) services.log.warn({ err: error, jobId }, 'A job waits for the database.');
    else if (!signal.aborted) await failJob(services, jobId, explain(services, jobId, error));
  } finally {
    stopKeeping();
    await endLease(services, jobId);
  }
}

/** What clients read of an error. One that nobody foresaw is logged whole, and the message holds no more than where to look. */
function explain({ log }: Services, jobId: string, error: unknown): string {
  if (isJobFailure(error)) return error.message;
  log.error({ err: error, jobId }, 'A job failed for a reason nobody foresaw.');
  return `Something went wrong inside arXiviz; its log says more under job ${jobId}.`;
}

async function walk(services: WorkerServices, jobId: string, signal: AbortSignal): Promise<void> {
  const done = await finishedSteps(services, jobId);
  if (!done.has('read_sections')) {
    const { paper, detail } = await readPaper(services, jobId, signal);
    if (!done.has('fetch_paper')) await nextStep(services, jobId, 'fetch_paper', { status: 'DONE', detail }, 'read_sections');
    await nextStep(
      services,
      jobId,
      'read_sections',
      { status: 'DONE', detail: count(paper.sections.length, 'section') },
      'generate',
      async ({ tx }, job) => {
        await writePaper(tx, paper);
        job.row.paperId = paper.arxivId;
      },
    );
  }
  if (!done.has('generate')) await generate(services, jobId, signal);
  await joinRenders(services, jobId, signal);
}

async function finishedSteps({ db }: Services, jobId: string): Promise<Set<StepName>> {
  const steps = await db.jobStep.findMany({ where: { jobId, status: { in: ['DONE', 'SKIPPED'] } }, select: { name: true } });
  return new Set(steps.map(({ name }) => name));
}

/** Ends one step and starts the next, with whatever else belongs to it, as one change of the job. */
async function nextStep(
  services: Services,
  jobId: string,
  from: StepName,
  end: StepEnd,
  to: StepName,
  also: (changing: Change, job: OpenJob) => Promise<void> = async () => {},
): Promise<void> {
  await change(services, async (changing) => {
    const job = await changing.job(jobId);
    // A job that was cancelled meanwhile stays as it is.
    if (isTerminal(job.row.status)) return;
    await also(changing, job);
    await endStep(changing.tx, job, from, end);
    await startStep(changing.tx, job, to);
    if (from === 'read_sections') job.row.progress = Math.max(job.row.progress, PAPER_SHARE);
    job.emit('STEP');
  });
}

async function readPaper(services: Services, jobId: string, signal: AbortSignal): Promise<{ paper: ReadPaper; detail: string }> {
  const { arxivId, requestedVersion } = await services.db.job.findUniqueOrThrow({ where: { id: jobId } });
  const example = await readExample(services.config.examplesDirectory, arxivId);
  if (example && (requestedVersion ?? example.paper.version) === example.paper.version)
    return { paper: example.paper, detail: 'From the examples' };
  const { notice, ...paper } = await services.arxiv.readPaper(arxivId, requestedVersion, { signal });
  return { paper, detail: notice ?? `Version ${paper.version} from arXiv` };
}

/** Asks the generator for visualizations, unless the request brought some. */
async function generate(services: Services, jobId: string, signal: AbortSignal): Promise<void> {
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
      jobId,
      'generate',
      { status: 'SKIPPED', detail: `${count(job._count.visualizations, 'visualization')}, ${source}` },
      'render_videos',
    );
    return;
  }
  const { generator } = services;
  if (!generator || !job.paper) throw new NotFoundError(`There are no visualizations for ${job.arxivId}, and GENERATOR_URL is not set.`);
  const { id, title, authors, abstract, sections } = job.paper;
  const visualizations = await generator.generate({ arxivId: id, title, authors, abstract, sections }, { signal, limits });
  await nextStep(
    services,
    jobId,
    'generate',
    { status: 'DONE', detail: `${count(visualizations.length, 'visualization')} from the generator` },
    'render_videos',
    async ({ tx }) => {
      await tx.visualization.createMany({
        data: visualizations.map(({ sectionId, concept, manimCode }, position) => ({
          jobId,
          position,
          sectionRef: sectionId,
          concept,
          manimCode,
        })),
      });
    },
  );
}

/** Lets every visualization that is not under way yet wait for its render. */
async function joinRenders(services: WorkerServices, jobId: string, signal: AbortSignal): Promise<void> {
  const { arxivId, quality } = await services.db.job.findUniqueOrThrow({ where: { id: jobId } });
  await change(services, async ({ tx, job: open }) => {
    const job = await open(jobId);
    if (isTerminal(job.row.status)) return;
    // No other job may take a section away between the look and the reference to it.
    await lockForPaper(tx, arxivId);
    const match = sectionMatcher(await tx.section.findMany({ where: { paperId: arxivId }, orderBy: { orderIndex: 'asc' } }));
    for (const { id, sectionRef } of await tx.visualization.findMany({ where: { jobId, sectionId: null } })) {
      const sectionId = match(sectionRef);
      if (sectionId) await tx.visualization.update({ where: { id }, data: { sectionId } });
    }
    await recount(tx, job);
  });
  const waiting = await services.db.visualization.findMany({
    where: { jobId, status: 'PENDING', renderId: null },
    orderBy: { position: 'asc' },
  });
  for (const visualization of waiting) {
    signal.throwIfAborted();
    await joinRender(services, visualization, quality, services.renderer.engineVersion);
  }
  // All of them may have ended before this job came to wait for them.
  await change(services, async (changing) => recountAndEnd(changing, await changing.job(jobId)));
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
