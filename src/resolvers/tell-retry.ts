import type { Retry } from '../async/retry.ts';
import { change, isTerminal } from '../events.ts';
import type { Services } from '../services.ts';
import { type Lease, requireLease } from './lease.ts';

/** Says of the step that a job is at that somebody is asked again, and when: minutes may go by. Whether it can be said changes nothing else. */
export async function tellRetry(services: Services, lease: Lease, { problem, afterMs, attempt, attempts }: Retry): Promise<void> {
  const seconds = Math.ceil(afterMs / 1000);
  const how = attempt === 1 ? `Waiting for ${seconds} s` : `Trying again in ${seconds} s (attempt ${attempt} of ${attempts})`;
  const detail = `${how}: ${problem}`;
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
