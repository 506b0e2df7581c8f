import { randomUUID } from 'node:crypto';
import { oneAtATime } from '../async/one-at-a-time.ts';
import type { Transaction } from '../db/client.ts';
import { change, isTerminal, type OpenJob } from '../events.ts';
import { quietly } from '../quiet.ts';
import type { Services } from '../services.ts';
import { firstUnreadStep, startStep } from './steps.ts';

const RENEW_EVERY_MS = 1000;
/** Before a job that was given back is taken up again, so that what keeps going wrong is not tried in a busy loop. */
const AGAIN_AFTER_MS = 1000;

/** The right to read a job's paper. Without the token nothing that is said of the job is listened to. */
export interface Lease {
  jobId: string;
  token: string;
}

/** Thrown where a lease is needed that has passed to another process. */
export class LeaseLost extends Error {
  override name = 'LeaseLost';
}

/** @throws LeaseLost */
export function requireLease({ row }: OpenJob, { token }: Lease): void {
  if (row.leaseToken !== token) throw new LeaseLost(`Another process works on job ${row.id}.`);
}

/** Takes a job to work on and says `STARTED` when it was queued. `null` when there is none, it has ended, or another process has it. */
export async function takeLease(services: Services, jobId: string): Promise<Lease | null> {
  // What is in the queue need not be in the database.
  if (!(await services.db.job.findUnique({ where: { id: jobId }, select: { id: true } }))) return null;
  return change(services, async (changing) => {
    const job = await changing.job(jobId);
    const now = changing.now();
    if (isTerminal(job.row.status) || (job.row.leaseUntil ?? now) > now) return null;
    const token = randomUUID();
    job.row.leaseUntil = new Date(now.getTime() + services.config.leaseMs);
    job.row.leaseToken = token;
    if (job.row.status !== 'QUEUED') return { jobId, token };
    job.row.status = 'PROCESSING';
    job.row.startedAt = now;
    await startStep(changing, job, 'fetch_paper');
    job.emit('STARTED');
    return { jobId, token };
  });
}

/** Keeps a lease until the returned function is called. Runs `onLost` once the job has ended, as a cancelled one does, or the lease has. */
export function keepLease({ db, log, config }: Services, { jobId, token }: Lease, onLost: () => void): () => void {
  const complain = quietly((error) => log.warn({ err: error, jobId }, 'The lease of a job could not be renewed.'));
  const renewing = oneAtATime(async () => {
    try {
      // A renewal that is late must not take back what `endLease` gave, or what another process has.
      const count = await db.$executeRaw`
        UPDATE "Job" SET "leaseUntil" = clock_timestamp() + ${config.leaseMs} * interval '1 millisecond'
        WHERE "id" = ${jobId}::uuid AND "leaseToken" = ${token}::uuid AND "finishedAt" IS NULL`;
      if (count === 0) onLost();
    } catch (error) {
      complain(error instanceof Error ? error : new Error(String(error)));
    }
  });
  const timer = setInterval(renewing.start, RENEW_EVERY_MS);
  return () => clearInterval(timer);
}

/**
 * Gives a job back, to be taken up by whoever is next while there is something left to do: this process ends, or a visualization was
 * retried when the lease still kept everyone else from the job.
 */
export async function endLease(services: Services, { jobId, token }: Lease): Promise<void> {
  await change(services, async ({ tx, job: open, enqueue }) => {
    const job = await open(jobId);
    if (job.row.leaseToken !== token) return;
    Object.assign(job.row, { leaseUntil: null, leaseToken: null, lostProcesses: 0 });
    if (isTerminal(job.row.status) || !(await isUnfinished(tx, jobId))) return;
    enqueue('process-paper', { jobId }, { delayMs: AGAIN_AFTER_MS });
  });
}

/** Whether the paper is not read yet, or a visualization waits for no render yet. */
async function isUnfinished(tx: Transaction, jobId: string): Promise<boolean> {
  if (await firstUnreadStep(tx, jobId)) return true;
  return (await tx.visualization.count({ where: { jobId, status: 'PENDING', renderId: null } })) > 0;
}
