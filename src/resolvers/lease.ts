import type { Transaction } from '../db/client.ts';
import { change, isTerminal } from '../events.ts';
import type { Services } from '../services.ts';
import { firstUnreadStep, startStep } from './steps.ts';

/** How long a process that reads a paper is taken to be alive without a word from it. */
export const LEASE_MS = 30_000;
const RENEW_EVERY_MS = 1000;
/** Before a job that was given back is taken up again, so that what keeps going wrong is not tried in a busy loop. */
const AGAIN_AFTER_MS = 1000;

/** Takes a job to work on and says `STARTED` when it was queued. `false` when it has ended or another process has it. */
export async function takeLease(services: Services, jobId: string): Promise<boolean> {
  return change(services, async ({ tx, job: open }) => {
    const job = await open(jobId);
    const now = new Date();
    if (isTerminal(job.row.status) || (job.row.leaseUntil ?? now) > now) return false;
    job.row.leaseUntil = new Date(now.getTime() + LEASE_MS);
    if (job.row.status !== 'QUEUED') return true;
    job.row.status = 'PROCESSING';
    job.row.startedAt = now;
    await startStep(tx, job, 'fetch_paper');
    job.emit('STARTED');
    return true;
  });
}

/** Keeps a lease until the returned function is called. Runs `onLost` once the job has ended, as a cancelled one does, or the lease has. */
export function keepLease({ db, log }: Services, jobId: string, onLost: () => void): () => void {
  const timer = setInterval(() => {
    const leaseUntil = new Date(Date.now() + LEASE_MS);
    // A renewal that is late must not take back what `endLease` gave.
    db.job.updateMany({ where: { id: jobId, finishedAt: null, leaseUntil: { not: null } }, data: { leaseUntil } }).then(
      ({ count }) => {
        if (count === 0) onLost();
      },
      (error) => log.warn({ err: error, jobId }, 'The lease of a job could not be renewed.'),
    );
  }, RENEW_EVERY_MS);
  return () => clearInterval(timer);
}

/**
 * Gives a job back, to be taken up by whoever is next while there is something left to do: this process ends, or a visualization was
 * retried when the lease still kept everyone else from the job.
 */
export async function endLease(services: Services, jobId: string): Promise<void> {
  await change(services, async ({ tx, job: open, enqueue }) => {
    const job = await open(jobId);
    job.row.leaseUntil = null;
    if (isTerminal(job.row.status) || !(await isUnfinished(tx, jobId))) return;
    await enqueue('process-paper', { jobId }, { delayMs: AGAIN_AFTER_MS });
  });
}

/** Whether the paper is not read yet, or a visualization waits for no render yet. */
async function isUnfinished(tx: Transaction, jobId: string): Promise<boolean> {
  if (await firstUnreadStep(tx, jobId)) return true;
  return (await tx.visualization.count({ where: { jobId, status: 'PENDING', renderId: null } })) > 0;
}
