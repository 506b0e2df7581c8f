import type { Job } from '../db/generated/prisma/client.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import { type Change, change, isTerminal } from '../events.ts';
import type { Asked, Services } from '../services.ts';
import { isId } from './ids.ts';
import { recount } from './progress.ts';

/**
 * Cancels a job that has not ended; what is complete stays. Renders that nobody else waits for are killed wherever they run.
 * @throws NotFoundError, ConflictError when the job has ended.
 */
export async function cancelJob(services: Asked, id: string): Promise<Pick<Job, 'id'>> {
  if (!isId(id)) throw new NotFoundError(`There is no job ${id}.`);
  return change(services, async (changing) => {
    const { tx } = changing;
    const unended = { jobId: id, status: { in: ['PENDING' as const, 'RENDERING' as const] } };
    // Renders are locked before jobs, in the order of their ids.
    await tx.$executeRaw`
      SELECT 1 FROM "Render" WHERE "id" IN (SELECT "renderId" FROM "Visualization" WHERE "jobId" = ${id}::uuid AND "finishedAt" IS NULL)
      ORDER BY "id" FOR UPDATE`;
    const job = await changing.job(id);
    if (isTerminal(job.row.status)) throw new ConflictError(`The job is ${job.row.status.toLowerCase()} already.`);

    const visualizations = await tx.visualization.findMany({ where: unended, orderBy: { position: 'asc' } });
    await tx.visualization.updateMany({ where: unended, data: { status: 'CANCELLED', finishedAt: new Date() } });
    await recount(tx, job);
    for (const { id: visualizationId, progress } of visualizations) {
      job.emit('VISUALIZATION_CANCELLED', { visualizationId, visualizationProgress: progress });
    }
    await abandonUnlessAwaited(services, changing, [...new Set(visualizations.flatMap(({ renderId }) => renderId ?? []))]);

    await tx.jobStep.updateMany({
      where: { jobId: id, status: 'RUNNING' },
      data: { status: 'FAILED', detail: 'Cancelled', finishedAt: new Date() },
    });
    job.row.status = 'CANCELLED';
    job.row.finishedAt = new Date();
    job.emit('CANCELLED');
    return { id };
  });
}

async function abandonUnlessAwaited(services: Services, { tx, afterCommit }: Change, renderIds: string[]): Promise<void> {
  // Once more: those that were joined just before the job was locked are among them, and others must not join while it is decided.
  await tx.$executeRaw`SELECT 1 FROM "Render" WHERE "id" = ANY(${renderIds}::uuid[]) ORDER BY "id" FOR UPDATE`;
  const awaited = { status: { in: ['PENDING' as const, 'RENDERING' as const] } };
  const abandoned = await tx.render.findMany({
    where: { id: { in: renderIds }, status: { in: ['QUEUED', 'RUNNING'] }, visualizations: { none: awaited } },
    select: { id: true },
  });
  const ids = abandoned.map(({ id }) => id);
  const finishedAt = new Date();
  await tx.render.updateMany({ where: { id: { in: ids } }, data: { status: 'CANCELLED', finishedAt } });
  await tx.renderAttempt.updateMany({ where: { renderId: { in: ids }, finishedAt: null }, data: { finishedAt } });
  afterCommit(() => {
    for (const id of ids) services.wakeups.publish('render-abandoned', id).catch(() => {});
  });
}
