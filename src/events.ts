import { type Database, inTransaction, type Transaction } from './db/client.ts';
import type { Job, JobEvent, Prisma } from './db/generated/prisma/client.ts';
import type { JobEventType, JobStatus, RenderFailureKind } from './db/generated/prisma/enums.ts';
import { NotFoundError } from './errors.ts';
import { type Entry, entryOf, type Outbox } from './outbox.ts';
import type { Wakeups } from './pubsub.ts';
import type { JobName, Jobs } from './queues.ts';

/** What an event is about, besides its job. */
export interface EventAbout {
  visualizationId?: string;
  visualizationProgress?: number;
  attempt?: number | null;
  videoId?: string;
  failureKind?: RenderFailureKind;
}

type JobRow = Job;

/** A job that a transaction has locked. What is set on `row` and what is emitted is written when the change ends. */
export interface OpenJob {
  row: JobRow;
  /** Appends an event that shows the job as `row` is now. */
  emit(type: JobEventType, about?: EventAbout): void;
}

/** A transaction in which jobs change, and what has to happen with it. */
export interface Change {
  tx: Transaction;
  /** The time by the database's clock, which is the same for all processes: when the job was locked that was opened last, or the change begun. */
  now(): Date;
  /**
   * Locks the job until the change ends. To stay free of deadlocks, renders are locked before jobs, and several jobs in the order of
   * their ids. @throws NotFoundError
   */
  job(id: string): Promise<OpenJob>;
  /** Has the entry reach the queue once the change is committed and `delayMs` have passed. */
  enqueue<N extends JobName>(name: N, data: Jobs[N], options?: { priority?: number; delayMs?: number }): void;
  /** Runs after the commit, and not at all without one. */
  afterCommit(effect: () => void): void;
}

export interface ChangeServices {
  db: Database;
  wakeups: Wakeups;
  outbox: Outbox;
}

const terminal: ReadonlySet<string> = new Set<JobStatus>(['COMPLETED', 'FAILED', 'CANCELLED']);

/** Whether a job with this status, or an event of this type, is the end of a run. */
export function isTerminal(statusOrType: JobStatus | JobEventType): boolean {
  return terminal.has(statusOrType);
}

/**
 * The one way to change a job: its row, its events and what follows from them are one transaction, and whoever follows the job is woken
 * after the commit. `work` may run more than once, when transactions were in each other's way.
 */
export async function change<T>({ db, wakeups, outbox }: ChangeServices, work: (change: Change) => Promise<T>): Promise<T> {
  const { result, changed, effects } = await inTransaction(db, async (tx, begun) => {
    const opened = new Map<string, OpenJob & { events: Prisma.JobEventCreateManyInput[] }>();
    const entries: Entry[] = [];
    const effects: (() => void)[] = [];
    let time = begun;
    const now = () => time;
    const result = await work({
      tx,
      now,
      async job(id) {
        const known = opened.get(id);
        if (known) return known;
        time = await lockJob(tx, id);
        const job = openJob(await tx.job.findUniqueOrThrow({ where: { id } }), now);
        opened.set(id, job);
        return job;
      },
      enqueue: (name, data, options) => entries.push(entryOf(name, data, options)),
      afterCommit: (effect) => effects.push(effect),
    });
    for (const { row, events } of opened.values()) await writeJob(tx, row, events);
    if (entries.length > 0) {
      const due = (delayMs: number) => new Date(time.getTime() + delayMs);
      await tx.outbox.createMany({ data: entries.map(({ delayMs, ...entry }) => ({ ...entry, availableAt: due(delayMs) })) });
      effects.push(outbox.nudge);
    }
    const changed = [...opened.values()].filter(({ events }) => events.length > 0).map(({ row }) => row.id);
    return { result, changed, effects };
  });
  for (const effect of new Set(effects)) effect();
  for (const id of changed) wakeups.publish('job', id).catch(() => {});
  return result;
}

/** @returns when it was locked, so that what is done to one job has its times in order. */
async function lockJob(tx: Transaction, id: string): Promise<Date> {
  const [locked] = await tx.$queryRaw<{ at: Date }[]>`
    SELECT clock_timestamp() AS "at" FROM (SELECT 1 FROM "Job" WHERE "id" = ${id}::uuid FOR UPDATE) AS locked`;
  if (!locked) throw new NotFoundError(`There is no job ${id}.`);
  return locked.at;
}

function openJob(row: JobRow, now: () => Date) {
  const events: Prisma.JobEventCreateManyInput[] = [];
  return {
    row,
    events,
    emit(type: JobEventType, about: EventAbout = {}) {
      row.lastSeq += 1;
      const { id, run, lastSeq, status, progress, currentStep, sectionsCompleted, sectionsTotal } = row;
      events.push({
        jobId: id,
        seq: lastSeq,
        run,
        type,
        at: now(),
        status,
        progress,
        currentStep,
        sectionsCompleted,
        sectionsTotal,
        ...about,
      });
    },
  };
}

async function writeJob(tx: Transaction, { id, ...data }: JobRow, events: Prisma.JobEventCreateManyInput[]): Promise<void> {
  await tx.job.update({ where: { id }, data, select: { id: true } });
  if (events.length > 0) await tx.jobEvent.createMany({ data: events });
}

/** The events of a job after `seq`, in order, `limit` at most. */
export function readEvents(db: Database, jobId: string, seq: number, limit: number): Promise<JobEvent[]> {
  return db.jobEvent.findMany({ where: { jobId, seq: { gt: seq } }, orderBy: { seq: 'asc' }, take: limit });
}

/** Which of these jobs have events after the one that is known as their last. One query, however many there are. */
export async function findGrownJobs(db: Database, known: { id: string; lastSeq: number }[]): Promise<string[]> {
  const ids = known.map(({ id }) => id);
  const seqs = known.map(({ lastSeq }) => lastSeq);
  const grown = await db.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Job" JOIN unnest(${ids}::uuid[], ${seqs}::int[]) AS known (id, last_seq) USING ("id")
    WHERE "lastSeq" > last_seq`;
  return grown.map(({ id }) => id);
}
