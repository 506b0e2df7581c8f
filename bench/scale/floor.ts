import { once } from 'node:events';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Machine } from './machine.ts';

const ENTRIES = 5000;
const ADDING = 16;
const INSERTS = 3000;

/** What the least costs that could be called a queue and a database, by their own clients in this process. */
export interface Floor {
  /** Of adding and handling an empty entry of BullMQ: a second, and processor milliseconds of this process. */
  entries: { rate: number; cpuMs: number };
  /** Of a transaction that inserts one row. */
  inserts: { rate: number; cpuMs: number };
}

export async function measureFloor(machine: Machine, concurrency: number): Promise<Floor> {
  return { entries: await measureEntries(machine, concurrency), inserts: await measureInserts(machine) };
}

async function measureEntries({ redisUrl }: Machine, concurrency: number): Promise<Floor['entries']> {
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const queue = new Queue('floor', { connection, prefix: 'floor' });
  let handled = 0;
  const done = Promise.withResolvers<void>();
  const handle = async () => {
    handled += 1;
    if (handled === ENTRIES) done.resolve();
  };
  const worker = new Worker('floor', handle, { connection, prefix: 'floor', concurrency });
  await worker.waitUntilReady();
  const answer = await clock(ENTRIES, async () => {
    await eachOf(ENTRIES, (index) => queue.add('entry', {}, { priority: 1 + (index % 10), removeOnComplete: 100 }));
    await done.promise;
  });
  await worker.close();
  await queue.obliterate({ force: true });
  await queue.close();
  connection.disconnect();
  if (connection.status !== 'end') await once(connection, 'end');
  return answer;
}

async function measureInserts({ databaseUrl }: Machine): Promise<Floor['inserts']> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: ADDING });
  await pool.query('CREATE TABLE IF NOT EXISTS floor (id bigserial PRIMARY KEY, text text)');
  const answer = await clock(INSERTS, () =>
    eachOf(INSERTS, (index) => pool.query('INSERT INTO floor (text) VALUES ($1)', [`row ${index}`])),
  );
  await pool.query('DROP TABLE floor');
  await pool.end();
  return answer;
}

async function clock(count: number, work: () => Promise<void>): Promise<{ rate: number; cpuMs: number }> {
  const before = process.cpuUsage();
  const begun = performance.now();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { rate: (1000 * count) / (performance.now() - begun), cpuMs: (user + system) / 1000 / count };
}

async function eachOf(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const workNext = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      await work(index);
    }
  };
  await Promise.all(Array.from({ length: ADDING }, workNext));
}
