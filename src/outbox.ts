import type { Logger } from 'pino';
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
  availableAt: Date;
}

export function entryOf<N extends JobName>(
  queue: N,
  data: Jobs[N],
  { priority = 0, delayMs = 0 }: { priority?: number; delayMs?: number } = {},
): Entry {
  return { queue, data, priority, availableAt: new Date(Date.now() + delayMs) };
}

export function startOutbox(db: Database, queues: Queues, log: Logger): Outbox {
  const complain = quietly((error) => log.warn({ err: error }, 'The outbox could not be moved to the queue; it is tried again.'));
  let closed = false;
  let again = false;
  let dispatching: Promise<void> | null = null;

  const dispatch = async () => {
    try {
      do {
        again = false;
        while (!closed && (await moveBatch(db, queues)) === BATCH);
      } while (again && !closed);
    } catch (error) {
      complain(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const nudge = () => {
    again = true;
    if (closed || dispatching) return;
    dispatching = dispatch().finally(() => {
      dispatching = null;
    });
  };
  const timer = setInterval(nudge, LOOK_EVERY_MS);
  nudge();
  return {
    nudge,
    async close() {
      closed = true;
      clearInterval(timer);
      await dispatching;
    },
  };
}

/** Entries are deleted in the transaction that added them to the queue: a crash in between adds them again, under the same id. */
async function moveBatch(db: Database, queues: Queues): Promise<number> {
  return inTransaction(db, async (tx) => {
    const due = await tx.$queryRaw<{ id: bigint; queue: string; data: unknown; priority: number; availableAt: Date }[]>`
      SELECT "id", "queue", "data", "priority", "availableAt" FROM "Outbox" WHERE "availableAt" <= now()
      ORDER BY "id" LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`;
    for (const entry of due) {
      const name = jobNames.find((known) => known === entry.queue);
      // With its time, because in a database that was made anew the numbers begin again, and the queue may still know the old ones.
      const id = `outbox-${entry.id}-${entry.availableAt.getTime()}`;
      // Rows are only written by `enqueue`, which typed them.
      if (name) await queues.add(name, entry.data as Jobs[typeof name], { id, priority: entry.priority });
    }
    if (due.length > 0) await tx.outbox.deleteMany({ where: { id: { in: due.map((entry) => entry.id) } } });
    return due.length;
  });
}
