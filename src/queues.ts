import { setTimeout as pause } from 'node:timers/promises';
import {
  createPostgresBackend,
  type JobsOptions,
  type JobType,
  Queue,
  type Job as QueueEntry,
  runMigrations,
  Worker,
  withBackend,
} from 'bullmq';
import type { Redis } from 'ioredis';
import pg from 'pg';
import { connectImpatiently, connectPatiently, inWords, requireRedis, throwInWords, tryToWrite } from './redis.ts';

/** Every kind of work there is and what it needs to know. A new one is added here first, and the compiler names the places that follow. */
export interface Jobs {
  'process-paper': { jobId: string };
  'render-visualization': { renderId: string };
}
export type JobName = keyof Jobs;
export const jobNames = ['process-paper', 'render-visualization'] as const satisfies readonly JobName[];

/** It waits to be taken, now or at its time, or it is being handled. */
export type EntryState = 'waiting' | 'active';

export interface Addition<N extends JobName> {
  data: Jobs[N];
  /** An entry with the id of one that is still known is not added again. */
  id: string;
  /** 0 is taken first. */
  priority: number;
}

/** The queue is a hint about what to look at; what is true stands in the database. An entry may come twice or late, never wrong. */
export interface Queues {
  /** Adds all of them in one go. */
  add<N extends JobName>(name: N, additions: Addition<N>[]): Promise<void>;
  /**
   * Starts taking work. `handle` must not throw for anything the database should know: a throw is logged, and the entry comes again later.
   * @throws when the queue cannot be reached.
   */
  work<N extends JobName>(name: N, concurrency: number, handle: (data: Jobs[N]) => Promise<void>): Promise<void>;
  /** How many entries wait, to be taken now or at their time. */
  count(name: JobName): Promise<number>;
  /** What was added for entries in these states. All that wait may be many. */
  list<N extends JobName>(name: N, states: readonly EntryState[]): Promise<Jobs[N][]>;
  /** Takes no more work and waits for what is being handled. What could not be told to a queue that is away comes again. */
  stopWorking(): Promise<void>;
  /** How many processes render for this queue, as far as its server knows. @throws when it cannot be reached or may not be asked. */
  countRenderers(): Promise<number>;
  /** @throws when the queue cannot be reached, or takes nothing. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Kept for a look after the fact; the history that counts is in the database. */
const KEPT_ENTRIES = 100;
/** An entry whose handler threw comes again after a second, then after twice as long each time: for half an hour in all. */
const RETRIES = { attempts: 12, backoff: { type: 'exponential', delay: 1000 } };
/** The processes that had an entry may end as often as it takes: the database counts, and knows when it is the entry's own doing. */
const STALLS = 1_000_000;
/** How long the queue may take to note what was done, once it was done and the process is to end. */
const CLOSING_GRACE_MS = 3000;
const PAGE = 1000;
/** What BullMQ calls them. In the order in which an entry goes through them, so that none is missed. */
const states = { waiting: ['delayed', 'waiting', 'prioritized'], active: ['active'] } as const satisfies Record<EntryState, JobType[]>;
/** BullMQ's highest priority number. */
const LOWEST_PRIORITY = 2_097_151;
const POSTGRES_POOL_SIZE = 10;
/** For a connection, and for an answer: nothing else tells that the network to PostgreSQL has gone silent. */
const POSTGRES_PATIENCE_MS = 30_000;

/** What is used of BullMQ's classes, whose types differ between its backends. */
interface BackendQueue {
  waitUntilReady(): Promise<unknown>;
  addBulk(entries: { name: string; data: unknown; opts: JobsOptions }[]): Promise<unknown>;
  getJobCountByTypes(...states: JobType[]): Promise<number>;
  getJobs(states: JobType[], start: number, end: number): Promise<({ data: unknown } | undefined)[]>;
  getWorkers(): Promise<{ db?: string }[]>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}
interface BackendWorker {
  waitUntilReady(): Promise<unknown>;
  run(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (entry: unknown, error: Error) => void): unknown;
  close(): Promise<void>;
}
interface Backend {
  queue(name: JobName): BackendQueue;
  worker(name: JobName, concurrency: number, handle: (entry: QueueEntry) => Promise<void>): BackendWorker;
  /** The number of the database that the queue is in, where one server has several and tells them apart. */
  database?: string;
  close(): Promise<void>;
}

export async function createPostgresQueues(databaseUrl: string, onError: (error: Error) => void): Promise<Queues> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
  const bound = withBackend(createPostgresBackend);
  const connection = {
    ...{ connectionString: databaseUrl, max: POSTGRES_POOL_SIZE, skipMigrations: true, keepAlive: true },
    ...{ connectionTimeoutMillis: POSTGRES_PATIENCE_MS, query_timeout: POSTGRES_PATIENCE_MS },
  };
  return overBackend(
    {
      queue: (name) => new bound.Queue(name, { connection }),
      worker: (name, concurrency, handle) => new bound.Worker(name, handle, { connection, concurrency, ...workerOptions }),
      close: async () => {},
    },
    onError,
  );
}

/** `run` is called when the backend is known to be there; after an outage a worker looks again this soon, not in BullMQ's 15 seconds. */
const workerOptions = { autorun: false, runRetryDelay: 1000, maxStalledCount: STALLS };

/** For any number of processes. @throws StartError when Redis cannot be used. */
export async function createRedisQueues(redisUrl: string, onError: (error: Error) => void): Promise<Queues> {
  await requireRedis(redisUrl);
  const adding = connectImpatiently(redisUrl, onError);
  let working: Redis | null = null;
  const prefix = 'arxiviz';
  const queues = await overBackend(
    {
      database: String(adding.options.db ?? 0),
      queue: (name) => new Queue(name, { connection: adding, prefix }),
      worker(name, concurrency, handle) {
        working ??= connectPatiently(redisUrl, onError);
        return new Worker(name, handle, { connection: working, prefix, concurrency, ...workerOptions });
      },
      async close() {
        for (const connection of [adding, working]) connection?.disconnect();
      },
    },
    (error) => onError(inWords(error)),
  );
  return {
    ...queues,
    add: (name, additions) => queues.add(name, additions).catch(throwInWords),
    count: (name) => queues.count(name).catch(throwInWords),
    list: (name, states) => queues.list(name, states).catch(throwInWords),
    countRenderers: () => queues.countRenderers().catch(throwInWords),
    check: () => tryToWrite(adding).catch(throwInWords),
  };
}

async function overBackend(backend: Backend, onError: (error: Error) => void): Promise<Queues> {
  const queues = new Map(jobNames.map((name) => [name, backend.queue(name)]));
  const workers: BackendWorker[] = [];
  const named = (name: JobName) => {
    const queue = queues.get(name);
    if (!queue) throw new Error(`There is no queue ${name}.`);
    return queue;
  };
  for (const queue of queues.values()) queue.on('error', onError);
  // BullMQ asks once whether its backend is there and never forgets the answer: on PostgreSQL a worker that was told no asks for work in a
  // loop that lets nothing else in the process run. So nothing is used before the answer was yes.
  await Promise.all([...queues.values()].map((queue) => queue.waitUntilReady()));
  const handling = new Set<Promise<void>>();
  const stopWorking = async () => {
    const closed = Promise.all(workers.splice(0).map((worker) => worker.close())).catch(onError);
    while (handling.size > 0) await Promise.allSettled(handling);
    // A queue that is away would keep them waiting until it is back.
    const grace = new AbortController();
    await Promise.race([closed, pause(CLOSING_GRACE_MS, null, { signal: grace.signal }).catch(() => {})]);
    grace.abort();
  };
  return {
    async add(name, additions) {
      const kept = { removeOnComplete: KEPT_ENTRIES, removeOnFail: KEPT_ENTRIES };
      await named(name).addBulk(
        additions.map(({ data, id, priority }) => ({
          name,
          data,
          opts: { jobId: id, priority: Math.min(priority, LOWEST_PRIORITY), ...RETRIES, ...kept },
        })),
      );
    },
    async work(name, concurrency, handle) {
      const worker = backend.worker(name, concurrency, async (entry) => {
        const handled = handle(entry.data);
        handling.add(handled);
        await handled.finally(() => handling.delete(handled));
      });
      worker.on('error', onError);
      worker.on('failed', (_entry, error) => onError(error));
      workers.push(worker);
      await worker.waitUntilReady();
      worker.run().catch(onError);
    },
    count: (name) => named(name).getJobCountByTypes(...states.waiting),
    async list<N extends JobName>(name: N, wanted: readonly EntryState[]) {
      const found: Jobs[N][] = [];
      for (const state of wanted.flatMap((one) => [...states[one]])) {
        for (let start = 0; ; start += PAGE) {
          const page = await named(name).getJobs([state], start, start + PAGE - 1);
          // Entries are only added by `add`, which typed them; one that went meanwhile is not there.
          for (const entry of page) if (entry) found.push(entry.data as Jobs[N]);
          if (page.length < PAGE) break;
        }
      }
      return found;
    },
    stopWorking,
    async countRenderers() {
      const workers = await named('render-visualization').getWorkers();
      return workers.filter(({ db }) => db === undefined || backend.database === undefined || db === backend.database).length;
    },
    async check() {
      await named('process-paper').getJobCountByTypes('waiting');
    },
    async close() {
      await stopWorking();
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      await backend.close();
    },
  };
}
