import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningCommand, runCommand, startCommand } from './support/cli.ts';
import { startDatabase } from './support/database-server.ts';
import { eventually } from './support/eventually.ts';
import { follow, query, type SeenEvent, start } from './support/graphql.ts';
import { type RedisServer, startRedis } from './support/redis-server.ts';
import { movingDot, visualization } from './support/scenes.ts';

let database: Awaited<ReturnType<typeof startDatabase>>;
let redis: RedisServer;
let directory: string;
/** Two servers, by their addresses, and two workers, all on the same data. */
let servers: [here: string, there: string];
let workers: RunningCommand[];
let settings: Record<string, string>;
const running: RunningCommand[] = [];
beforeAll(async () => {
  [database, redis, directory] = await Promise.all([startDatabase(), startRedis(), mkdtemp(path.join(tmpdir(), 'arxiviz-test-'))]);
  // What the queue has lost is looked for once in two leases.
  settings = { DATABASE_URL: database.url, REDIS_URL: redis.url, DATA_DIR: directory, LEASE_SECONDS: '10' };
  const startWith = async (args: string[], ready: RegExp) => {
    const command = startCommand(args, { settings });
    running.push(command);
    const [, found = ''] = await command.written(ready);
    return { command, found };
  };
  const serve = async () => (await startWith(['serve'], /(http:\S+)\/graphql/)).found;
  const work = async () => (await startWith(['worker', '--concurrency', '1'], /works on 1 render at once/)).command;
  [servers, workers] = await Promise.all([Promise.all([serve(), serve()]), Promise.all([work(), work()])]);
});
afterAll(async () => {
  for (const { child } of running) child.kill('SIGTERM');
  await Promise.all(running.map(({ ended }) => ended));
  await Promise.all([redis.close(), database.close()]);
  await rm(directory, { recursive: true, force: true });
});

const jobQuery = `query Job($id: ID!) { job(id: $id) { status visualizations { status attempts video { url } } } }`;

it('two servers and two workers do one job: started at one, followed at the other, rendered by both', async () => {
  const [here, there] = servers;
  const visualizations = [1, 2, 3, 4].map((number) => visualization(`part ${number}`, movingDot(`Part${number}`, 3)));
  const id = await start(here, visualizations);
  const events = await follow(there, id);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1));
  expect(events.at(-1)).toMatchObject({ type: 'COMPLETED', progress: 1 });
  const { job } = await query(there, jobQuery, { id });
  expect(job.visualizations.map(({ status, attempts }: { status: string; attempts: number }) => [status, attempts])).toEqual(
    Array(4).fill(['COMPLETE', 1]),
  );
  const video = await fetch(job.visualizations[0].video.url);
  expect(video.headers.get('content-type')).toBe('video/mp4');
  const { rows } = await inDatabase('SELECT count(DISTINCT worker)::int AS count FROM "RenderAttempt"');
  expect(rows).toEqual([{ count: 2 }]);
});

it('each worker says how it is', async () => {
  const { code, stdout } = await runCommand(['health', 'worker'], { settings });
  expect({ code, lines: stdout.trim().split('\n') }).toEqual({
    code: 0,
    lines: expect.arrayContaining(workers.map(({ child }) => `worker ${hostname()}-${child.pid}: healthy`)),
  });
});

it('a server goes on without Redis: it answers reads and takes jobs; all is done when Redis is back, even with nothing in it', async () => {
  const [url] = servers;
  const long = [1, 2].map((number) => visualization(`long ${number}`, movingDot(`Long${number}`, 10)));
  const under = await start(url, long);
  await follow(url, under, { enough: bothStarted() });
  // No worker has time for it.
  const queued = await start(url, [visualization('queued', movingDot('Queued'))]);
  await follow(url, queued, { enough: ({ type }) => type === 'VISUALIZATION_QUEUED' });
  await redis.kill();
  await redis.forget();
  const during = await start(url, [visualization('during', movingDot('During'))]);
  expect(await (await fetch(`${url}/api/status/${during}`)).json()).toMatchObject({ status: 'queued' });
  const health = await fetch(`${url}/api/health`);
  expect({ code: health.status, ...(await health.json()) }).toMatchObject({
    code: 503,
    status: 'unhealthy',
    services: { database: 'connected', queue: 'unavailable', events: 'unavailable', storage: 'connected' },
  });
  await eventually(async () => {
    const { code, stdout } = await runCommand(['health', 'worker'], { settings });
    expect({ code, stdout }).toEqual({
      code: 69,
      stdout: expect.stringMatching(/^(worker \S+: queue unavailable \(.*\), events unavailable.*\n){2}$/),
    });
  });
  // What is under way does not need it.
  expect((await follow(url, under)).at(-1)).toMatchObject({ type: 'COMPLETED' });

  await redis.start();
  for (const id of [during, queued]) expect((await follow(url, id)).at(-1)).toMatchObject({ type: 'COMPLETED' });
  await eventually(async () => {
    const health = await fetch(`${url}/api/health`);
    expect({ code: health.status, ...(await health.json()) }).toMatchObject({ code: 200, services: { renderer: 'connected' } });
  });
  expect(workers.map(({ child }) => child.exitCode)).toEqual([null, null]);
});

function bothStarted(): (event: SeenEvent) => boolean {
  let started = 0;
  return ({ type }) => {
    if (type === 'VISUALIZATION_STARTED') started += 1;
    return started === 2;
  };
}

it('all end well when they are asked to, and have complained little of what was away', async () => {
  for (const { child } of running) child.kill('SIGTERM');
  for (const { code, stderr } of await Promise.all(running.map(({ ended }) => ended))) {
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/unhandled|MaxListeners/i);
    expect(stderr.trim().split('\n').length).toBeLessThan(20);
  }
});

async function inDatabase(sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}
