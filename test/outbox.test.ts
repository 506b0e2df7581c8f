import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase } from '../src/db/client.ts';
import { applyMigrations } from '../src/db/migrate.ts';
import { createLog } from '../src/main.ts';
import { startOutbox } from '../src/outbox.ts';
import { createRedisQueues } from '../src/queues.ts';
import { startDatabase } from './support/database-server.ts';
import { eventually } from './support/eventually.ts';
import { type RedisServer, startRedis } from './support/redis-server.ts';

let redis: RedisServer;
let database: Awaited<ReturnType<typeof startDatabase>>;
beforeAll(async () => {
  [redis, database] = await Promise.all([startRedis(), startDatabase()]);
});
afterAll(() => Promise.all([redis.close(), database.close()]));

/** A second database, in which numbers begin again. */
async function makeAnew(): Promise<string> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const name = `anew_${randomUUID().replaceAll('-', '')}`;
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const url = Object.assign(new URL(database.url), { pathname: `/${name}` }).href;
  await applyMigrations(url);
  return url;
}

it('reaches a queue that still knows the entries of a database that is gone', async () => {
  const queues = await createRedisQueues(redis.url, () => {});
  const taken: string[] = [];
  await queues.work('process-paper', 1, async ({ jobId }) => {
    taken.push(jobId);
  });
  for (const [url, jobId] of [
    [database.url, 'of the first database'],
    [await makeAnew(), 'of the second'],
  ] as const) {
    const db = createDatabase(url);
    const { id } = await db.outbox.create({ data: { queue: 'process-paper', data: { jobId }, priority: 0 } });
    expect(id).toBe(1n);
    const outbox = startOutbox(db, queues, createLog('silent'));
    await eventually(() => expect(taken).toContain(jobId));
    await outbox.close();
    await db.$disconnect();
  }
  expect(taken).toEqual(['of the first database', 'of the second']);
  await queues.close();
});

it('keeps what only a newer program knows, and moves what came after it', async () => {
  const queues = await createRedisQueues(redis.fresh(), () => {});
  const db = createDatabase(await makeAnew());
  const unknown = { queue: 'of tomorrow', data: {} };
  await db.outbox.createMany({ data: [...Array(100).fill(unknown), { queue: 'process-paper', data: { jobId: 'known' } }] });
  const outbox = startOutbox(db, queues, createLog('silent'));
  await eventually(async () => expect(await queues.list('process-paper', ['waiting'])).toEqual([{ jobId: 'known' }]));
  await outbox.close();
  expect(await db.outbox.groupBy({ by: 'queue', _count: true })).toEqual([{ queue: 'of tomorrow', _count: 100 }]);
  await db.$disconnect();
  await queues.close();
});
