import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { isRunning } from '../src/process-name.ts';
import { startCommand } from './support/cli.ts';
import { engineProcesses } from './support/engines.ts';
import { eventually } from './support/eventually.ts';
import { finish, follow, query, start } from './support/graphql.ts';
import { movingDot, sleeping, visualization } from './support/scenes.ts';

let directory: string;
const running = new Set<ChildProcess>();
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-test-'));
});
afterEach(async () => {
  for (const child of running) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** Starts a server as `npm start` does, on the same data each time. */
async function startServer(settings: Record<string, string> = {}): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, ['test/support/serve.ts'], {
    env: { ...process.env, DATA_DIR: directory, PORT: '0', LEASE_SECONDS: '5', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  for await (const line of createInterface({ input: child.stdout })) return { url: line, child };
  throw new Error('The server ended before it listened.');
}

it('finishes a job in the middle of which the server was killed, each event told once', async () => {
  const first = await startServer();
  const visualizations = [
    visualization('quick', movingDot('Quick')),
    visualization('slow', movingDot('Slow', 8)),
    visualization('next', movingDot('Next')),
  ];
  const id = await start(first.url, visualizations);
  const seen = await follow(first.url, id, { enough: ({ type }) => type === 'VISUALIZATION_COMPLETE' });
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');

  const second = await startServer();
  const rest = await follow(second.url, id, { after: seen.length });
  expect([...seen, ...rest].map(({ seq }) => seq)).toEqual(Array.from({ length: seen.length + rest.length }, (_value, index) => index + 1));
  expect(rest.at(-1)).toMatchObject({ type: 'COMPLETED', progress: 1 });
  expect(rest.filter(({ type }) => ['COMPLETED', 'FAILED', 'CANCELLED'].includes(type))).toHaveLength(1);
  const { job } = await query(second.url, `query Job($id: ID!) { job(id: $id) { visualizations { status video { id } } } }`, { id });
  expect(job.visualizations.map(({ status }: { status: string }) => status)).toEqual(['COMPLETE', 'COMPLETE', 'COMPLETE']);
  expect(new Set(job.visualizations.map(({ video }: { video: { id: string } }) => video.id)).size).toBe(3);
  expect(await readdir(path.join(directory, 'videos/.incoming'))).toEqual([]);
});

it('goes on with a job when its own database was killed', async () => {
  const { url, child } = await startServer();
  const id = await start(url, [visualization('outlives the database', movingDot('OutlivesTheDatabase', 5))]);
  await follow(url, id, { enough: ({ type }) => type === 'VISUALIZATION_STARTED' });
  const [pid] = (await readFile(path.join(directory, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');

  const status = async () => (await query(url, `query Job($id: ID!) { job(id: $id) { status } }`, { id })).job?.status;
  await eventually(async () => expect(await status().catch(() => null)).toBe('COMPLETED'));
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('stops, and leaves nothing running, when its data are deleted under it', async () => {
  const own = await mkdtemp(path.join(tmpdir(), 'arxiviz-test-'));
  const { ended, written } = startCommand(['serve'], { settings: { DATA_DIR: own, SHUTDOWN_SECONDS: '2' } });
  const [, url = ''] = await written(/(http:\S+)\/graphql/);
  const id = await start(url, [visualization('without a home', sleeping)]);
  await follow(url, id, { enough: ({ type }) => type === 'VISUALIZATION_STARTED' });
  const [postgres] = (await readFile(path.join(own, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n');
  await rename(own, `${own}-elsewhere`);
  await rm(`${own}-elsewhere`, { recursive: true, force: true });

  const { code, stderr } = await ended;
  expect(code).toBe(69);
  expect(stderr).toContain(`DATA_DIR: the database in ${own}/postgres is gone. Put it back, or start again without it.`);
  expect(isRunning(Number(postgres))).toBe(false);
  await eventually(async () => expect(await engineProcesses(own)).toEqual([]));
});

it('hands a render back when its time to stop is over, and goes on with it when it is started again', async () => {
  const first = await startServer({ SHUTDOWN_SECONDS: '2' });
  const id = await start(first.url, [visualization('handed back', movingDot('HandedBack', 15))]);
  const seen = await follow(first.url, id, { enough: ({ type }) => type === 'VISUALIZATION_STARTED' });
  first.child.kill('SIGTERM');
  expect(await once(first.child, 'exit')).toEqual([0, null]);

  const second = await startServer();
  expect((await finish(second.url, id)).slice(0, seen.length)).toEqual(seen);
  const { job } = await query(second.url, `query Job($id: ID!) { job(id: $id) { status visualizations { attempts failure { kind } } } }`, {
    id,
  });
  expect(job).toMatchObject({ status: 'COMPLETED', visualizations: [{ attempts: 2, failure: null }] });
});

it('lets a render end that ends in time', async () => {
  const first = await startServer({ SHUTDOWN_SECONDS: '100' });
  const id = await start(first.url, [visualization('in time', movingDot('InTime', 4))]);
  const seen = await follow(first.url, id, { enough: ({ type }) => type === 'VISUALIZATION_STARTED' });
  first.child.kill('SIGTERM');
  expect(await once(first.child, 'exit')).toEqual([0, null]);

  const second = await startServer();
  expect((await finish(second.url, id)).slice(0, seen.length)).toEqual(seen);
  const { job } = await query(second.url, `query Job($id: ID!) { job(id: $id) { status visualizations { attempts } } }`, { id });
  expect(job).toMatchObject({ status: 'COMPLETED', visualizations: [{ attempts: 1 }] });
});

it('ends at once when it is asked a second time, and what was under way is taken up later', async () => {
  const settings = { DATA_DIR: directory, PORT: '0', SHUTDOWN_SECONDS: '600' };
  const first = startCommand(['serve'], { settings });
  const [, url = ''] = await first.written(/(http:\S+)\/graphql/);
  const id = await start(url, [visualization('asked twice', sleeping)]);
  const seen = await follow(url, id, { enough: ({ type }) => type === 'VISUALIZATION_STARTED' });
  // A signal that follows at once is taken for the same wish.
  const asking = setInterval(() => first.child.kill('SIGTERM'), 500);
  const { code } = await first.ended.finally(() => clearInterval(asking));
  expect(code).toBe(143);
  // The engine ends when its input does, which on a busy machine is a moment after its worker.
  await eventually(async () => expect(await engineProcesses(directory)).toEqual([]));

  const second = await startServer();
  const all = await follow(second.url, id, { enough: ({ type, attempt }) => type === 'VISUALIZATION_STARTED' && attempt === 2 });
  expect(all.slice(0, seen.length)).toEqual(seen);
  await query(second.url, 'mutation Cancel($id: ID!) { cancelJob(id: $id) { __typename } }', { id });
});
