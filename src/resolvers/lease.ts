import { change, isTerminal } from '../events.ts';
import type { Services } from '../services.ts';
import { startStep } from './steps.ts';

/** How long a process that reads a paper is taken to be alive without a word from it. */
export const LEASE_MS = 30_000;
const RENEW_EVERY_MS = 1000;

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

/** Keeps a lease until the returned function is called. Runs `onLost` once the job has ended, as a cancelled one does. */
export function keepLease({ db, log }: Services, jobId: string, onLost: () => void): () => void {
  const timer = setInterval(() => {
    const leaseUntil = new Date(Date.now() + LEASE_MS);
    db.job.updateMany({ where: { id: jobId, finishedAt: null }, data: { leaseUntil } }).then(
      ({ count }) => {
        if (count === 0) onLost();
      },
      (error) => log.warn({ err: error, jobId }, 'The lease of a job could not be renewed.'),
    );
  }, RENEW_EVERY_MS);
  return () => clearInterval(timer);
}

/** Gives a job back. `again`: to be taken up by whoever is next, because this process ends. */
export async function endLease(services: Services, jobId: string, { again }: { again: boolean }): Promise<void> {
  await change(services, async ({ job: open, enqueue }) => {
    const job = await open(jobId);
    job.row.leaseUntil = null;
    if (again && !isTerminal(job.row.status)) await enqueue('process-paper', { jobId });
  });
}
