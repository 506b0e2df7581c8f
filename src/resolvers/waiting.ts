import type { Transaction } from '../db/client.ts';
import type { Prisma } from '../db/generated/prisma/client.ts';
import type { VisualizationStatus } from '../db/generated/prisma/enums.ts';
import type { Change, EventAbout } from '../events.ts';
import { endIfDone, tallyOf } from './progress.ts';

/** A visualization that waits for a render. */
export interface Waiting {
  id: string;
  jobId: string;
  progress: number;
}

/** The visualizations that wait for a render, with their jobs locked in order. The render must be locked, so that none joins meanwhile. */
export async function findWaiting({ tx, job }: Change, renderId: string): Promise<Waiting[]> {
  const where: Prisma.VisualizationWhereInput = { renderId, status: { in: ['PENDING', 'RENDERING'] } };
  const jobs = await tx.visualization.findMany({ where, select: { jobId: true }, distinct: 'jobId', orderBy: { jobId: 'asc' } });
  for (const { jobId } of jobs) await job(jobId);
  return tx.visualization.findMany({
    where,
    select: { id: true, jobId: true, progress: true },
    orderBy: [{ jobId: 'asc' }, { position: 'asc' }],
  });
}

/** Shows that an attempt has begun, which is at `progress` already. */
export async function startVisualizations(changing: Change, attemptId: string, waiting: Waiting[], progress: number): Promise<void> {
  const { tx } = changing;
  const made = await countAttempts(tx, waiting);
  // Who was cancelled and comes back may have waited for this very attempt, which went on for others.
  const back = await tx.visualizationAttempt.findMany({ where: { attemptId, visualizationId: { in: waiting.map(({ id }) => id) } } });
  const numbers = new Map(back.map(({ visualizationId, number }) => [visualizationId, number]));
  const numberOf = (id: string) => numbers.get(id) ?? (made.get(id) ?? 0) + 1;
  const others = waiting.filter(({ id }) => !numbers.has(id));
  await tx.visualizationAttempt.createMany({ data: others.map(({ id }) => ({ visualizationId: id, attemptId, number: numberOf(id) })) });
  await tell(changing, 'VISUALIZATION_STARTED', waiting, { status: 'RENDERING', progress }, ({ id }) => ({ attempt: numberOf(id) }));
}

/** Shows how far the attempt under way is. */
export async function advanceVisualizations(changing: Change, waiting: Waiting[], progress: number): Promise<void> {
  const made = await countAttempts(changing.tx, waiting);
  await tell(changing, 'VISUALIZATION_PROGRESS', waiting, { status: 'RENDERING', progress }, ({ id }) => ({
    attempt: made.get(id) ?? null,
  }));
}

/** Gives everyone who waits for a render its video. */
export async function completeVisualizations(changing: Change, renderId: string): Promise<void> {
  const { tx } = changing;
  const { id: videoId } = await tx.video.findUniqueOrThrow({ where: { renderId }, select: { id: true } });
  const waiting = await findWaiting(changing, renderId);
  const made = await countAttempts(tx, waiting);
  const now = { status: 'COMPLETE', progress: 1, videoId } as const;
  await tell(changing, 'VISUALIZATION_COMPLETE', waiting, now, ({ id }) => ({ attempt: made.get(id) ?? null, videoId }));
}

/** Gives everyone who waits for a render its failure. */
export async function failVisualizations(changing: Change, renderId: string): Promise<void> {
  const { tx } = changing;
  const { failure } = await tx.render.findUniqueOrThrow({ where: { id: renderId }, include: { failure: true } });
  if (!failure) throw new Error(`Render ${renderId} failed without a failure.`);
  const waiting = await findWaiting(changing, renderId);
  const made = await countAttempts(tx, waiting);
  const now = { status: 'FAILED', failureId: failure.id } as const;
  await tell(changing, 'VISUALIZATION_FAILED', waiting, now, ({ id }) => ({ attempt: made.get(id) ?? null, failureKind: failure.kind }));
}

/** The attempts made so far, by visualization. */
async function countAttempts(tx: Transaction, waiting: Waiting[]): Promise<Map<string, number>> {
  const counts = await tx.visualizationAttempt.groupBy({
    by: 'visualizationId',
    where: { visualizationId: { in: waiting.map(({ id }) => id) } },
    _count: true,
  });
  return new Map(counts.map(({ visualizationId, _count }) => [visualizationId, _count]));
}

type Now =
  | { status: 'RENDERING'; progress: number }
  | { status: 'COMPLETE'; progress: number; videoId: string }
  | { status: 'FAILED'; failureId: string };

const ending: ReadonlySet<VisualizationStatus> = new Set(['COMPLETE', 'FAILED']);

/** Writes what is so `now` of all these visualizations, and tells their jobs, which may end with it. */
async function tell(
  changing: Change,
  type: 'VISUALIZATION_STARTED' | 'VISUALIZATION_PROGRESS' | 'VISUALIZATION_COMPLETE' | 'VISUALIZATION_FAILED',
  waiting: Waiting[],
  now: Now,
  aboutEach: (visualization: Waiting) => EventAbout,
): Promise<void> {
  if (waiting.length === 0) return;
  const { tx, now: time } = changing;
  const ends = ending.has(now.status);
  const byJob = Map.groupBy(waiting, ({ jobId }) => jobId);
  for (const [jobId, ofJob] of byJob) {
    const job = await changing.job(jobId);
    const tally = await tallyOf(tx, job);
    for (const visualization of ofJob) {
      const progress = 'progress' in now ? now.progress : visualization.progress;
      tally.set(visualization.id, { status: now.status, progress });
      job.emit(type, { visualizationId: visualization.id, visualizationProgress: progress, ...aboutEach(visualization) });
    }
  }
  await tx.visualization.updateMany({
    where: { id: { in: waiting.map(({ id }) => id) } },
    data: { ...now, ...(ends ? { finishedAt: time() } : {}) },
  });
  if (ends) for (const jobId of byJob.keys()) await endIfDone(changing, await changing.job(jobId));
}
