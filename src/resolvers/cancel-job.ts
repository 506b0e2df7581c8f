import type { Job } from '../db/generated/prisma/client.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import { change, isTerminal } from '../events.ts';
import type { Asked } from '../services.ts';
import { abandonUnlessAwaited, lockRendersOf } from './abandon-renders.ts';
import { isId } from './ids.ts';
import { tallyOf } from './progress.ts';

/**
 * Cancels a job that has not ended; what is complete stays. Renders that nobody else waits for are killed wherever they run.
 * @throws NotFoundError, ConflictError when the job has ended.
 */
export async function cancelJob(services: Asked, id: string): Promise<Pick<Job, 'id'>> {
  if (!isId(id)) throw new NotFoundError(`There is no job ${id}.`);
  return change(services, async (changing) => {
    const { tx, now } = changing;
    const unended = { jobId: id, status: { in: ['PENDING' as const, 'RENDERING' as const] } };
    await lockRendersOf(changing, id);
    const job = await changing.job(id);
    if (isTerminal(job.row.status)) throw new ConflictError(`The job is ${job.row.status.toLowerCase()} already.`);

    const tally = await tallyOf(tx, job);
    const visualizations = await tx.visualization.findMany({ where: unended, orderBy: { position: 'asc' } });
    for (const { id: visualizationId, progress } of visualizations) {
      tally.set(visualizationId, { status: 'CANCELLED', progress });
      job.emit('VISUALIZATION_CANCELLED', { visualizationId, visualizationProgress: progress });
    }
    await tx.visualization.updateMany({ where: unended, data: { status: 'CANCELLED', finishedAt: now() } });
    await abandonUnlessAwaited(
      services,
      changing,
      visualizations.map(({ renderId }) => renderId),
    );

    await tx.jobStep.updateMany({
      where: { jobId: id, status: 'RUNNING' },
      data: { status: 'FAILED', detail: 'Cancelled', finishedAt: now() },
    });
    job.row.status = 'CANCELLED';
    job.row.finishedAt = now();
    job.emit('CANCELLED');
    return { id };
  });
}
