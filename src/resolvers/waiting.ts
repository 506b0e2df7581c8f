import type { Prisma } from '../db/generated/prisma/client.ts';
import type { Change } from '../events.ts';
import type { RenderFailure } from '../rendering/renderer.ts';
import { recount, recountAndEnd } from './progress.ts';

/** The visualizations that wait for a render, with their jobs locked in order. The render must be locked, so that none joins meanwhile. */
export async function findWaiting({ tx, job }: Change, renderId: string) {
  const where: Prisma.VisualizationWhereInput = { renderId, status: { in: ['PENDING', 'RENDERING'] } };
  const jobs = await tx.visualization.findMany({ where, select: { jobId: true }, distinct: 'jobId', orderBy: { jobId: 'asc' } });
  for (const { jobId } of jobs) await job(jobId);
  return tx.visualization.findMany({
    where,
    select: { id: true, jobId: true, position: true },
    orderBy: [{ jobId: 'asc' }, { position: 'asc' }],
  });
}

/** Shows that an attempt at a visualization has begun, which is at `progress` already. */
export async function startVisualization(
  { tx, job }: Change,
  attemptId: string,
  visualization: { id: string; jobId: string },
  progress: number,
): Promise<void> {
  const number = (await tx.visualizationAttempt.count({ where: { visualizationId: visualization.id } })) + 1;
  await tx.visualizationAttempt.create({ data: { visualizationId: visualization.id, attemptId, number } });
  await tx.visualization.update({ where: { id: visualization.id }, data: { status: 'RENDERING', progress } });
  const open = await job(visualization.jobId);
  await recount(tx, open);
  open.emit('VISUALIZATION_STARTED', { visualizationId: visualization.id, visualizationProgress: progress, attempt: number });
}

/** Gives everyone who waits for a render its video. */
export async function completeVisualizations(changing: Change, renderId: string): Promise<void> {
  const { tx } = changing;
  const video = await tx.video.findUniqueOrThrow({ where: { renderId }, select: { id: true } });
  for (const { id, jobId } of await findWaiting(changing, renderId)) {
    await tx.visualization.update({ where: { id }, data: { status: 'COMPLETE', progress: 1, videoId: video.id, finishedAt: new Date() } });
    await tellEnd(changing, jobId, id, 'VISUALIZATION_COMPLETE', { videoId: video.id, visualizationProgress: 1 });
  }
}

/** Gives everyone who waits for a render its failure. */
export async function failVisualizations(changing: Change, renderId: string): Promise<void> {
  const { tx } = changing;
  const { failure } = await tx.render.findUniqueOrThrow({ where: { id: renderId }, include: { failure: true } });
  if (!failure) throw new Error(`Render ${renderId} failed without a failure.`);
  for (const { id, jobId } of await findWaiting(changing, renderId)) {
    const { progress } = await tx.visualization.update({
      where: { id },
      data: { status: 'FAILED', failureId: failure.id, finishedAt: new Date() },
    });
    await tellEnd(changing, jobId, id, 'VISUALIZATION_FAILED', { failureKind: failure.kind, visualizationProgress: progress });
  }
}

async function tellEnd(
  changing: Change,
  jobId: string,
  visualizationId: string,
  type: 'VISUALIZATION_COMPLETE' | 'VISUALIZATION_FAILED',
  about: { videoId?: string; failureKind?: RenderFailure['kind']; visualizationProgress: number },
): Promise<void> {
  const { tx } = changing;
  const job = await changing.job(jobId);
  await recount(tx, job);
  const attempts = await tx.visualizationAttempt.count({ where: { visualizationId } });
  job.emit(type, { visualizationId, attempt: attempts || null, ...about });
  await recountAndEnd(changing, job);
}
