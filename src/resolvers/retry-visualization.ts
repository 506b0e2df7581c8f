import type { Prisma, Visualization } from '../db/generated/prisma/client.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import { change, isTerminal } from '../events.ts';
import type { Asked } from '../services.ts';
import { requireRoom } from './backlog.ts';
import { checkField } from './check-visualization.ts';
import { isId } from './ids.ts';
import { recount, tallyOf } from './progress.ts';
import { readSpeed } from './speed.ts';
import { firstUnreadStep, startStep } from './steps.ts';

/**
 * Renders one visualization again, with new code where it is given, in a new run of its job when that had ended.
 * @throws NotFoundError, InputError, TooBusyError when too much waits already
 * @throws ConflictError when it is complete or under way, or when the same code would fail the same way.
 */
export async function retryVisualization(
  services: Asked,
  { id, manimCode }: { id: string; manimCode: string | null },
): Promise<{ visualization: Pick<Visualization, 'id'>; job: { id: string } }> {
  const code = manimCode === null ? null : checkField('manimCode', manimCode, []);
  if (!isId(id)) throw new NotFoundError(`There is no visualization ${id}.`);
  const speed = await readSpeed(services.db);
  return change(services, async (changing) => {
    const { tx } = changing;
    const found = await tx.visualization.findUnique({ where: { id }, select: { jobId: true } });
    if (!found) throw new NotFoundError(`There is no visualization ${id}.`);
    const job = await changing.job(found.jobId);
    const visualization = await tx.visualization.findUniqueOrThrow({ where: { id }, include: { failure: true } });
    if (visualization.status === 'COMPLETE') throw new ConflictError('The visualization is complete already.');
    if (visualization.status === 'PENDING' || visualization.status === 'RENDERING')
      throw new ConflictError('The visualization is under way already.');
    if (code === null && visualization.failure?.retryable === false) {
      throw new ConflictError('The same code would fail the same way: pass new code as manimCode.');
    }

    await requireRoom(services, tx, 1, speed);
    await tx.visualization.update({
      where: { id },
      data: {
        status: 'PENDING',
        progress: 0,
        renderId: null,
        failureId: null,
        finishedAt: null,
        ...(code === null ? {} : { manimCode: code }),
      },
    });
    if (isTerminal(job.row.status)) {
      Object.assign(job.row, { status: 'PROCESSING', run: job.row.run + 1, finishedAt: null, error: null, progress: 0 });
      job.row.startedAt ??= changing.now();
      // A job that was cancelled early has to read its paper first: the steps say how far it came.
      const next = (await firstUnreadStep(tx, job.row.id)) ?? 'render_videos';
      const ended: Prisma.JobStepWhereInput = { status: 'FAILED' };
      const rendering: Prisma.JobStepWhereInput = { name: { in: ['render_videos', 'finish'] } };
      await tx.jobStep.updateMany({
        where: { jobId: job.row.id, OR: [ended, rendering] },
        data: { status: 'PENDING', startedAt: null, finishedAt: null, detail: null },
      });
      await startStep(changing, job, next);
      recount(job, (await tallyOf(tx, job)).all());
      job.emit('REOPENED', { visualizationId: id, visualizationProgress: 0 });
    } else {
      recount(job, (await tallyOf(tx, job)).all());
    }
    job.emit('VISUALIZATION_QUEUED', { visualizationId: id, visualizationProgress: 0 });
    changing.enqueue('process-paper', { jobId: job.row.id });
    return { visualization: { id }, job: { id: job.row.id } };
  });
}
