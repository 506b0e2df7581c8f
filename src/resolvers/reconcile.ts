import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../db/client.ts';
import { LEADER_LOCK } from '../db/lock-numbers.ts';
import { change, isTerminal } from '../events.ts';
import type { Services } from '../services.ts';
import { failJob } from './fail-job.ts';
import { recoverRender } from './render-attempts.ts';
import { type Silent, watchSilence } from './silence.ts';
import { queueStranded } from './stranded.ts';

/** How often processes that died are looked for: this share of the time after which one is taken to be dead. */
const LOOKS_PER_LEASE = 3;
/** The look for what the queue has lost, which happens rarely, is made once in so many looks. */
const LOOKS_PER_SEARCH = 6;
/** Processes in a row that may end while they read a paper, before the paper is blamed. */
const MAX_LOST_PROCESSES = 10;

/**
 * Finds what nobody works on any more and queues it again. `alone`: no other process works on this database, so that at the start
 * everything under way has lost its process. `thorough`: also looks for what the queue has lost.
 */
export type Reconcile = (look: { alone: boolean; thorough: boolean }) => Promise<void>;

/** What it returns remembers from one look to the next who was silent. */
export function createReconcile(services: Services): Reconcile {
  const lastingRenders = watchSilence();
  const lastingJobs = watchSilence();
  return ({ alone, thorough }) =>
    asLeader(services.db, async () => {
      const renders = await findSilentRenders(services, alone);
      for (const lost of alone ? renders : lastingRenders(renders)) await recoverRender(services, lost);
      const jobs = await findSilentJobs(services, alone);
      for (const lost of alone ? jobs : lastingJobs(jobs)) await recoverJob(services, lost);
      if (thorough) await queueStranded(services, { alone });
    });
}

/** Attempts that are dead, or will be at the next look but one; or all that are under way. */
function findSilentRenders({ db, config: { leaseMs } }: Services, all: boolean): Promise<(Silent & { renderId: string })[]> {
  return db.$queryRaw`
    SELECT "id"::text, "renderId"::text, "heartbeatAt" AS "heardOf",
      "heartbeatAt" < clock_timestamp() - ${leaseMs} * interval '1 millisecond' AS "dead"
    FROM "RenderAttempt" WHERE "finishedAt" IS NULL
      AND (${all} OR "heartbeatAt" < clock_timestamp() - ${leaseMs - leaseMs / LOOKS_PER_LEASE} * interval '1 millisecond')`;
}

/** Jobs whose lease is over, or will be at the next look but one; or all that somebody has. */
function findSilentJobs({ db, config: { leaseMs } }: Services, all: boolean): Promise<Silent[]> {
  return db.$queryRaw`
    SELECT "id"::text, "leaseUntil" AS "heardOf", "leaseUntil" < clock_timestamp() AS "dead"
    FROM "Job" WHERE "finishedAt" IS NULL AND "leaseUntil" IS NOT NULL
      AND (${all} OR "leaseUntil" < clock_timestamp() + ${leaseMs / LOOKS_PER_LEASE} * interval '1 millisecond')`;
}

/** Takes a job from a process that is gone. It is queued again, unless so many processes went while they had it that it may be the cause. */
async function recoverJob(services: Services, { id: jobId, heardOf }: Silent): Promise<void> {
  const lost = await change(services, async ({ job: open, enqueue }) => {
    const { row } = await open(jobId);
    // Its process may have said something at last.
    if (isTerminal(row.status) || row.leaseUntil?.getTime() !== heardOf.getTime()) return 0;
    row.lostProcesses += 1;
    row.leaseUntil = null;
    row.leaseToken = null;
    if (row.lostProcesses < MAX_LOST_PROCESSES) enqueue('process-paper', { jobId });
    return row.lostProcesses;
  });
  if (lost < MAX_LOST_PROCESSES) return;
  await failJob(services, { jobId, token: null }, `${lost} processes ended while they read the paper, which may be its own doing.`);
}

/** Does the work unless another process is just doing it. A process that is paused in the middle does not keep the others from it. */
async function asLeader(db: Database, work: () => Promise<void>): Promise<void> {
  await db.$transaction(
    async (tx) => {
      const [lock] = await tx.$queryRaw<{ mine: boolean }[]>`SELECT pg_try_advisory_xact_lock(${LEADER_LOCK}) AS mine`;
      if (!lock?.mine) return;
      await tx.$executeRawUnsafe(`SET LOCAL idle_in_transaction_session_timeout = ${LEADING_MS}`);
      await work();
    },
    { timeout: LEADING_MS },
  );
}

/** After this long a leader is taken to be paused; one that really takes longer goes on beside the next one, which does no harm. */
const LEADING_MS = 60_000;

/** Reconciles again and again until the returned function is called. */
export function keepReconciling({ config, log }: Services, reconcile: Reconcile): () => Promise<void> {
  const ending = new AbortController();
  const looking = (async () => {
    for (let look = 1; ; look += 1) {
      await pause(config.leaseMs / LOOKS_PER_LEASE, undefined, { signal: ending.signal });
      const thorough = look % LOOKS_PER_SEARCH === 0;
      await reconcile({ alone: false, thorough }).catch((error) =>
        log.warn({ err: error }, 'The look for stranded work failed; it is repeated.'),
      );
    }
  })();
  // It only ends by being called off.
  const ended = looking.catch(() => {});
  return async () => {
    ending.abort();
    await ended;
  };
}
