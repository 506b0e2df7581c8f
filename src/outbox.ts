import type { Logger } from 'pino';
import { oneAtATime } from './async/one-at-a-time.ts';
import { type Database, inTransaction } from './db/client.ts';
import { type JobName, type Jobs, jobNames, type Queues } from './queues.ts';
import { quietly } from './quiet.ts';

/** How often a process looks for entries that nobody told it of: those that became due and those another process left. */
const LOOK_EVERY_MS = 1000;
const BATCH = 100;

/** Moves what transactions decided to do into the queue, at least once each. */
export interface Outbox {
  /** There is something new: look now. */
  nudge(): void;
  close(): Promise<void>;
}

/** What has to reach the queue, as the row that the transaction which decides it writes. */
export interface Entry {
  queue: JobName;
  data: Jobs[JobName];
  priority: number;
  delayMs: number;
}

export function entryOf<N extends JobName>(
  queue: N,
  data: Jobs[N],
  { priority = 0, delayMs = 0 }: { priority?: number; delayMs?: number } = {},
): Entry {
  return { queue, data, priority, delayMs };
}

export function startOutbox(db: Database, queues: Queues, log: Logger): Outbox {
  const complain = quietly((error) => log.warn({ err: error }, 'The outbox could not be moved to the queue; it is tried again.'));
  let closed = false;
  const dispatching = oneAtATime(async () => {
    try {
      while (!closed && (await moveBatch(db, queues)) === BATCH);
    } catch (error) {
      complain(error instanceof Error ? error : new Error(String(error)));
    }
  });
  const timer = setInterval(dispatching.start, LOOK_EVERY_MS);
  dispatching.start();
  sayWhatIsUnknown(db, log).catch(complain);
  return {
    nudge: dispatching.start,
    async close() {
      closed = true;
      clearInterval(timer);
      await dispatching.settled();
    },
  };
}

/** Entries of another version of this program wait for a process that knows what they are. */
async function sayWhatIsUnknown(db: Database, log: Logger): Promise<void> {
  const unknown = await db.outbox.groupBy({ by: 'queue', where: { queue: { notIn: [...jobNames] } }, _count: true });
  for (const { queue, _count } of unknown)
    log.warn({ queue, entries: _count }, 'The outbox holds entries of a kind that this program does not know.');
}

/** Entries are deleted in the transaction that added them to the queue: a crash in between adds them again, under the same id. */
async function moveBatch(db: Database, queues: Queues): Promise<number> {
  return inTransaction(db, async (tx) => {
    const due = await tx.$queryRaw<{ id: bigint; queue: string; data: unknown; priority: number; availableAt: Date }[]>`
      SELECT "id", "queue", "data", "priority", "availableAt" FROM "Outbox" WHERE "availableAt" <= now() AND "queue" = ANY(${jobNames})
      ORDER BY "id" LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`;
    for (const name of jobNames) {
      const entries = due.filter(({ queue }) => queue === name);
      const toAdd = entries.map(({ id, data, priority, availableAt }) => ({
        // Rows are only written by `enqueue`, which typed them.
        data: data as Jobs[typeof name],
        // With its time, because in a database that was made anew the numbers begin again, and the queue may still know the old ones.
        id: `outbox-${id}-${availableAt.getTime()}`,
        priority,
      }));
      if (toAdd.length > 0) await queues.add(name, toAdd);
    }
    if (due.length > 0) await tx.outbox.deleteMany({ where: { id: { in: due.map((entry) => entry.id) } } });
    return due.length;
  });
}
