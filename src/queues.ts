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
import { Redis } from 'ioredis';
import pg from 'pg';

/** Every kind of work there is and what it needs to know. A new one is added here first, and the compiler names the places that follow. */
export interface Jobs {
  'process-paper': { jobId: string };
  'render-visualization': { renderId: string };
}
export type JobName = keyof Jobs;
export const jobNames = ['process-paper', 'render-visualization'] as const satisfies readonly JobName[];

export interface QueueOptions {
  /** An entry with the id of one that is still known is not added again. */
  id: string;
  /** 0 is taken first. */
  priority: number;
}

/** The queue is a hint about what to look at; what is true stands in the database. An entry may come twice or late, never wrong. */
export interface Queues {
  add<N extends JobName>(name: N, data: Jobs[N], options: QueueOptions): Promise<void>;
  /**
   * Starts taking work. `handle` must not throw for anything the database should know: a throw is logged, and the entry comes again later.
   * @throws when the queue cannot be reached.
   */
  work<N extends JobName>(name: N, concurrency: number, handle: (data: Jobs[N]) => Promise<void>): Promise<void>;
  /** Takes no more work and waits for what is being handled. */
  stopWorking(): Promise<void>;
  /** @throws when the queue cannot be reached. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Kept for a look after the fact; the history that counts is in the database. */
const KEPT_ENTRIES = 100;
/** An entry whose handler threw comes again after a second, then after twice as long each time: for half an hour in all. */
const RETRIES = { attempts: 12, backoff: { type: 'exponential', delay: 1000 } };
/** BullMQ's highest priority number. */
const LOWEST_PRIORITY = 2_097_151;
const POSTGRES_POOL_SIZE = 10;

/** What is used of BullMQ's classes, whose types differ between its backends. */
interface BackendQueue {
  waitUntilReady(): Promise<unknown>;
  add(name: string, data: unknown, options: JobsOptions): Promise<unknown>;
  getJobCounts(...states: JobType[]): Promise<unknown>;
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
  const connection = { connectionString: databaseUrl, max: POSTGRES_POOL_SIZE, skipMigrations: true };
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
const workerOptions = { autorun: false, runRetryDelay: 1000 };

export async function createRedisQueues(redisUrl: string, onError: (error: Error) => void): Promise<Queues> {
  // Without a limit of tries, as BullMQ asks for: a command waits until Redis is back.
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  connection.on('error', onError);
  return overBackend(
    {
      queue: (name) => new Queue(name, { connection }),
      worker: (name, concurrency, handle) => new Worker(name, handle, { connection, concurrency, ...workerOptions }),
      close: async () => connection.disconnect(),
    },
    onError,
  );
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
  const stopWorking = async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
  };
  return {
    async add(name, data, { id, priority }) {
      await named(name).add(name, data, {
        jobId: id,
        priority: Math.min(priority, LOWEST_PRIORITY),
        ...RETRIES,
        removeOnComplete: KEPT_ENTRIES,
        removeOnFail: KEPT_ENTRIES,
      });
    },
    async work(name, concurrency, handle) {
      const worker = backend.worker(name, concurrency, (entry) => handle(entry.data));
      worker.on('error', onError);
      worker.on('failed', (_entry, error) => onError(error));
      workers.push(worker);
      await worker.waitUntilReady();
      worker.run().catch(onError);
    },
    stopWorking,
    async check() {
      await named('process-paper').getJobCounts('waiting');
    },
    async close() {
      await stopWorking();
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      await backend.close();
    },
  };
}
