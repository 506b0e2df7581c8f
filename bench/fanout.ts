// What it costs to tell many at once: lag, memory and CPU of the feed against the same payloads sent by graphql-sse and graphql-ws with
// nothing behind them. Run: npm run bench:fanout [-- JOBSxFOLLOWERS…]
//
// The events are written here, by the program's own code in its own database, and so is the floor's share, so that both are told at the
// same pace. The lag counts from the commit until a client has the event; one event of a job is on its way at a time.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createDatabase } from '../src/db/client.ts';
import { startEmbeddedDatabase } from '../src/db/embedded.ts';
import { applyMigrations } from '../src/db/migrate.ts';
import { change } from '../src/events.ts';
import { createMemoryWakeups } from '../src/pubsub.ts';
import { hear, type Measured, now, startProcess, type ToClients, type Told, type ToServer, type Transport } from './fanout/messages.ts';

/** Deliveries that each figure is made from, at least. */
const DELIVERIES = 30_000;
const WARM_UP_ROUNDS = 1;
/** Jobs that get an event at once. */
const WRITING = 8;

interface Figures {
  p50: number;
  p99: number;
  cpuMicroseconds: number;
  memoryBytes: number;
}

const given = process.argv.slice(2);
const shapes = (given.length > 0 ? given : ['1x1000', '1x10000', '1000x10']).map((shape) => shape.split('x').map(Number));
const directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-fanout-'));
const database = await startEmbeddedDatabase(path.join(directory, 'postgres'));
await applyMigrations(database.url);
const db = createDatabase(database.url);
const environment = { DATABASE_URL: database.url, DATA_DIR: directory, PORT: '0' };
const silent = { nudge() {}, async close() {} };

try {
  console.log('jobs × followers  transport             lag p50    lag p99   CPU/delivery   memory/follower');
  for (const [jobs = 1, each = 1] of shapes) {
    for (const transport of ['SSE', 'WebSocket'] as const) {
      const floor = await run('floor.ts', transport, jobs, each);
      const feed = await run('program.ts', transport, jobs, each);
      print(`${jobs} × ${each}`.padEnd(17), `${transport}, floor`, floor);
      print(' '.repeat(17), `${transport}, feed`, feed);
      const ratio = (of: keyof Figures) => (feed[of] / floor[of]).toFixed(2).padStart(7);
      const ratios = `${ratio('p50')}    ${ratio('p99')}      ${ratio('cpuMicroseconds')}           ${ratio('memoryBytes')}`;
      console.log(`${' '.repeat(18)}${'ratio'.padEnd(20)}${ratios}`);
    }
  }
} finally {
  await db.$disconnect();
  await database.stop();
  await rm(directory, { recursive: true, force: true });
}

async function run(file: string, transport: Transport, jobs: number, each: number): Promise<Figures> {
  const server = startProcess(file, environment);
  const clients = startProcess('clients.ts');
  const url = await hear<string>(server);
  const tellServer = (message: ToServer) => server.send(message);
  const tellClients = (message: ToClients) => clients.send(message);
  const measured = async () => {
    tellServer({ kind: 'measure' });
    return hear<Measured>(server);
  };
  const jobIds: string[] = [];
  await forEach(Array.from({ length: jobs }), async () => {
    jobIds.push(await createJob());
  });
  // What is loaded once is loaded before.
  await measured();
  const empty = await measured();
  const connected = hear(clients);
  tellClients({ kind: 'connect', url, transport, jobIds, each });
  await connected;
  const full = await measured();

  const lags: number[] = [];
  const round = async () => {
    const all = allReceived(jobs);
    await forEach(jobIds, (id) => write(id, tell));
    return all;
  };
  const tell = (event: Told) => {
    tellServer({ kind: 'event', ...event });
    tellClients({ kind: 'event', ...event });
  };
  const allReceived = (count: number) =>
    new Promise<number[]>((resolve) => {
      const times: number[] = [];
      let left = count;
      const take = (some: number[]) => {
        for (const lag of some) times.push(lag);
        left -= 1;
        if (left > 0) return;
        clients.off('message', take);
        resolve(times);
      };
      clients.on('message', take);
    });

  for (let index = 0; index < WARM_UP_ROUNDS; index += 1) await round();
  const before = await measured();
  const rounds = Math.ceil(DELIVERIES / (jobs * each));
  for (let index = 0; index < rounds; index += 1) for (const lag of await round()) lags.push(lag);
  const after = await measured();
  const gone = [server, clients].map((child) => new Promise((resolve) => child.once('exit', resolve)));
  clients.disconnect();
  server.disconnect();
  await Promise.all(gone);
  lags.sort((a, b) => a - b);
  return {
    p50: lags[Math.floor(lags.length * 0.5)] ?? 0,
    p99: lags[Math.floor(lags.length * 0.99)] ?? 0,
    cpuMicroseconds: ((after.cpuMs - before.cpuMs) * 1000) / lags.length,
    memoryBytes: (full.memoryBytes - empty.memoryBytes) / (jobs * each),
  };
}

async function forEach<T>(items: T[], work: (item: T) => Promise<void>): Promise<void> {
  const iterator = items.values();
  const workNext = async () => {
    for (const item of iterator) await work(item);
  };
  await Promise.all(Array.from({ length: WRITING }, workNext));
}

async function createJob(): Promise<string> {
  return change({ db, wakeups: createMemoryWakeups(), outbox: silent }, async ({ tx, job }) => {
    const { id } = await tx.job.create({ data: { arxivId: '1706.03762', quality: 'LOW', requestHash: randomUUID() } });
    (await job(id)).emit('QUEUED');
    return id;
  });
}

async function write(jobId: string, tell: (event: Told) => void): Promise<void> {
  let seq = 0;
  const wakeups = { ...createMemoryWakeups(), publish: async () => tell({ jobId, seq, at: now() }) };
  await change({ db, wakeups, outbox: silent }, async ({ job: open }) => {
    const job = await open(jobId);
    job.emit('STEP');
    seq = job.row.lastSeq;
  });
}

function print(shape: string, what: string, { p50, p99, cpuMicroseconds, memoryBytes }: Figures): void {
  const milliseconds = (value: number) => `${value.toFixed(1).padStart(7)} ms`;
  const memory = `${(memoryBytes / 1024).toFixed(1).padStart(7)} kB`;
  console.log(
    `${shape} ${what.padEnd(19)} ${milliseconds(p50)} ${milliseconds(p99)}   ${cpuMicroseconds.toFixed(1).padStart(7)} µs        ${memory}`,
  );
}
