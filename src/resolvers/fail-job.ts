import { change, isTerminal } from '../events.ts';
import { isRetryable, noDetails } from '../rendering/renderer.ts';
import type { Services } from '../services.ts';
import { recount } from './progress.ts';
import { endStep } from './steps.ts';

/** Ends a job whose paper could not be read, or whose visualizations could not be had, and with it what was to be rendered for it. */
export async function failJob(services: Services, jobId: string, message: string): Promise<void> {
  await change(services, async ({ tx, job: open }) => {
    const job = await open(jobId);
    if (isTerminal(job.row.status)) return;
    const finishedAt = new Date();
    await endStep(tx, job, job.row.currentStep, { status: 'FAILED', detail: message });
    job.emit('STEP');

    const visualizations = await tx.visualization.findMany({ where: { jobId, finishedAt: null }, orderBy: { position: 'asc' } });
    const kind = 'UNAVAILABLE';
    if (visualizations.length > 0) {
      const failure = await tx.renderFailure.create({ data: { ...noDetails, kind, message, retryable: isRetryable(kind) } });
      await tx.visualization.updateMany({
        where: { jobId, finishedAt: null },
        data: { status: 'FAILED', failureId: failure.id, finishedAt },
      });
      const { progress } = job.row;
      await recount(tx, job);
      // Nothing was rendered: the bar stays where it was.
      job.row.progress = progress;
      for (const { id } of visualizations)
        job.emit('VISUALIZATION_FAILED', { visualizationId: id, visualizationProgress: 0, failureKind: kind });
    }
    Object.assign(job.row, { status: 'FAILED', error: message, finishedAt, leaseUntil: null });
    job.emit('FAILED');
  });
}
