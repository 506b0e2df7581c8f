import { change, isTerminal } from '../events.ts';
import { isRetryable, noDetails } from '../rendering/renderer.ts';
import type { Services } from '../services.ts';
import { abandonUnlessAwaited, lockRendersOf } from './abandon-renders.ts';
import { endIfDone, tallyOf } from './progress.ts';
import { endStep } from './steps.ts';

/**
 * Ends a job whose paper could not be read, or whose visualizations could not be had, and with it what was to be rendered for it. Only
 * while the job's lease has this token: `null` says that nobody has it.
 */
export async function failJob(
  services: Services,
  { jobId, token }: { jobId: string; token: string | null },
  message: string,
): Promise<void> {
  await change(services, async (changing) => {
    const { tx } = changing;
    await lockRendersOf(changing, jobId);
    const job = await changing.job(jobId);
    if (isTerminal(job.row.status) || job.row.leaseToken !== token) return;
    const finishedAt = changing.now();
    await endStep(changing, job, job.row.currentStep, { status: 'FAILED', detail: message });
    job.emit('STEP');

    const unended = { jobId, finishedAt: null };
    const visualizations = await tx.visualization.findMany({ where: unended, orderBy: { position: 'asc' } });
    const kind = 'UNAVAILABLE';
    if (visualizations.length > 0) {
      const tally = await tallyOf(tx, job);
      const failure = await tx.renderFailure.create({ data: { ...noDetails, kind, message, retryable: isRetryable(kind) } });
      for (const visualization of visualizations) {
        const { id: visualizationId, progress: visualizationProgress } = visualization;
        tally.set(visualizationId, { status: 'FAILED', progress: visualizationProgress });
        job.emit('VISUALIZATION_FAILED', { visualizationId, visualizationProgress, failureKind: kind });
      }
      await tx.visualization.updateMany({ where: unended, data: { status: 'FAILED', failureId: failure.id, finishedAt } });
      await abandonUnlessAwaited(
        services,
        changing,
        visualizations.map(({ renderId }) => renderId),
      );
      // What is there is there: the job has something to show.
      if (tally.all().some(({ status }) => status === 'COMPLETE')) return endIfDone(changing, job);
    }
    Object.assign(job.row, { status: 'FAILED', error: message, finishedAt, leaseUntil: null, leaseToken: null });
    job.emit('FAILED');
  });
}
