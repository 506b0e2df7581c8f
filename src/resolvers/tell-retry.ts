import type { Retry } from '../arxiv/http.ts';
import { change, isTerminal } from '../events.ts';
import type { Services } from '../services.ts';
import { type Lease, requireLease } from './lease.ts';

/** Says of the step that a job is at that arXiv is asked again, and when: minutes may go by. Whether it can be said changes nothing else. */
export async function tellRetry(services: Services, lease: Lease, { problem, afterMs, attempt, attempts }: Retry): Promise<void> {
  const detail = `Trying again in ${Math.ceil(afterMs / 1000)} s (attempt ${attempt} of ${attempts}): ${problem}`;
  try {
    await change(services, async ({ tx, job: open }) => {
      const job = await open(lease.jobId);
      if (isTerminal(job.row.status)) return;
      requireLease(job, lease);
      await tx.jobStep.update({ where: { jobId_name: { jobId: job.row.id, name: job.row.currentStep } }, data: { detail } });
      job.emit('STEP');
    });
  } catch (error) {
    services.log.warn({ err: error, jobId: lease.jobId }, detail);
  }
}
