import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedDatabase, startEmbeddedDatabase } from '../src/db/embedded.ts';
import { createPostgresQueues, createRedisQueues, type Queues } from '../src/queues.ts';
import { eventually } from './support/eventually.ts';
import { type RedisServer, startRedis } from './support/redis-server.ts';

/** Where queues are kept; `fresh` makes a place in which there are none yet, and `open` opens the queues of such a place. */
interface Backend {
  name: string;
  start(): Promise<void>;
  fresh(): Promise<string>;
  open(place: string, onError: (error: Error) => void): Promise<Queues>;
  /** Cuts every connection, as a server that is restarted does. */
  cut(place: string): Promise<void>;
  stop(): Promise<void>;
}

const backends: Backend[] = [postgres(), redis()];

function postgres(): Backend {
  let directory: string;
  let server: EmbeddedDatabase;
  const run = async (sql: string) => {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  return {
    name: 'PostgreSQL',
    async start() {
      directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-test-'));
      server = await startEmbeddedDatabase(directory);
    },
    async fresh() {
      const name = `queues_${randomUUID().replaceAll('-', '')}`;
      await run(`CREATE DATABASE ${name}`);
      return Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
    },
    open: createPostgresQueues,
    cut: (place) => run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${new URL(place).pathname.slice(1)}'`),
    async stop() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function redis(): Backend {
  let server: RedisServer;
  return {
    name: 'Redis',
    async start() {
      server = await startRedis();
    },
    fresh: async () => server.fresh(),
    open: createRedisQueues,
    async cut() {
      await server.client.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    },
    stop: () => server.close(),
  };
}

describe.each(backends)('queues on $name', (backend) => {
  beforeAll(() => backend.start());
  afterAll(() => backend.stop());

  let place: string;
  let queues: Queues;
  const opened: Queues[] = [];
  const errors: Error[] = [];
  const open = async () => {
    const another = await backend.open(place, (error) => errors.push(error));
    opened.push(another);
    return another;
  };
  beforeEach(async () => {
    place = await backend.fresh();
    queues = await open();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
    errors.length = 0;
  });

  /** Notes what is taken from the queue of papers. */
  async function take(concurrency: number, from = queues): Promise<string[]> {
    const taken: string[] = [];
    await from.work('process-paper', concurrency, async ({ jobId }) => {
      taken.push(jobId);
    });
    return taken;
  }
  const add = (jobId: string, { id = jobId, priority = 0, to = queues } = {}) =>
    to.add('process-paper', [{ data: { jobId }, id, priority }]);

  it('hand over exactly what was added, each kind to its own worker', async () => {
    const jobId = `"quotes" 'single' \\ ü 漢字 🎬 ${'long '.repeat(200)}`;
    const renders: string[] = [];
    await queues.work('render-visualization', 1, async ({ renderId }) => {
      renders.push(renderId);
    });
    const papers = await take(1);
    await add(jobId, { id: 'odd' });
    await queues.add('render-visualization', [{ data: { renderId: 'a render' }, id: 'odd', priority: 0 }]);
    await eventually(() => expect({ papers, renders }).toEqual({ papers: [jobId], renders: ['a render'] }));
  });

  it('give the lowest number first, and equal ones in the order they came', async () => {
    const entries = [7, 0, 3, 1_000_000_000, 3, 200, 1, 0, 3];
    for (const [index, priority] of entries.entries()) await add(`${priority} #${index}`, { priority });
    const taken = await take(1);
    await eventually(() => expect(taken).toHaveLength(entries.length));
    expect(taken).toEqual(['0 #1', '0 #7', '1 #6', '3 #2', '3 #4', '3 #8', '7 #0', '200 #5', '1000000000 #3']);
  });

  it('take an id once, while it waits and after it was done', async () => {
    for (const jobId of ['first', 'second']) await add(jobId, { id: 'the same' });
    const taken = await take(1);
    await eventually(() => expect(taken).toEqual(['first']));
    await add('third', { id: 'the same' });
    await add('end');
    await eventually(() => expect(taken).toContain('end'));
    expect(taken).toEqual(['first', 'end']);
  });

  it('work on as many at once as they were told, never on more', async () => {
    let now = 0;
    let most = 0;
    let done = 0;
    const three = Promise.withResolvers<void>();
    await queues.work('process-paper', 3, async () => {
      now += 1;
      most = Math.max(most, now);
      if (now === 3) three.resolve();
      // Nobody goes on before three are here: with fewer at once this would never end.
      await three.promise;
      now -= 1;
      done += 1;
    });
    for (let index = 0; index < 12; index += 1) await add(`job ${index}`);
    await eventually(() => expect(done).toBe(12));
    expect(most).toBe(3);
  });

  it('go on after a handler that throws, and say what it threw', async () => {
    const seen: string[] = [];
    await queues.work('process-paper', 1, async ({ jobId }) => {
      seen.push(jobId);
      if (jobId === 'bad') throw new Error('The handler failed.');
    });
    for (const jobId of ['bad', 'good']) await add(jobId);
    await eventually(() => expect(seen).toEqual(['bad', 'good']));
    await eventually(() => expect(errors.map(({ message }) => message)).toEqual(['The handler failed.']));
  });

  it('wait, when they stop, for what is being done, and take no more', async () => {
    const started = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const done: string[] = [];
    await queues.work('process-paper', 1, async ({ jobId }) => {
      started.resolve();
      await finish.promise;
      done.push(jobId);
    });
    for (const jobId of ['under way', 'waiting']) await add(jobId);
    await started.promise;
    let stopped = false;
    const stopping = queues.stopWorking().then(() => {
      stopped = true;
    });
    await queues.check();
    expect(stopped).toBe(false);
    finish.resolve();
    await stopping;
    expect(done).toEqual(['under way']);
    // What was left is somebody else's.
    const taken = await take(1, await open());
    await eventually(() => expect(taken).toEqual(['waiting']));
  });

  it('keep what was added when the process ends before anybody took it', async () => {
    await add('kept');
    await queues.close();
    const taken = await take(1, await open());
    await eventually(() => expect(taken).toEqual(['kept']));
  });

  it('give each entry to one of two processes', async () => {
    const other = await open();
    const [mine, theirs] = await Promise.all([take(2), take(2, other)]);
    await Promise.all(Array.from({ length: 40 }, (_, index) => add(`job ${index}`, { to: index % 2 ? queues : other })));
    await eventually(() => expect(mine.length + theirs.length).toBe(40));
    expect(new Set([...mine, ...theirs]).size).toBe(40);
  });

  it('go on after every connection was cut', async () => {
    const taken = await take(1);
    await add('before');
    await eventually(() => expect(taken).toEqual(['before']));
    await backend.cut(place);
    await eventually(() => add('after'));
    await eventually(() => expect(taken).toEqual(['before', 'after']));
  });

  it('answer their check', () => queues.check());
});
