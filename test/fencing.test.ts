import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Member, startMember } from './chaos/fleet.ts';
import { type Servers, startServers } from './chaos/servers.ts';
import { finish, follow, query, start } from './support/graphql.ts';
import { quickCode } from './support/quick-renderer.ts';
import { visualization } from './support/scenes.ts';

let directory: string;
let servers: Servers;
const members: Member[] = [];
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-test-'));
  servers = await startServers(directory);
});
afterAll(async () => {
  await Promise.all(members.map((member) => member.stop()));
  await servers.close();
  await rm(directory, { recursive: true, force: true });
});

async function open(role: 'api' | 'worker'): Promise<Member> {
  const settings = { ...servers.settings, DATA_DIR: directory, LEASE_SECONDS: '3', SHUTDOWN_SECONDS: '60' };
  const member = await startMember(role, settings);
  members.push(member);
  return member;
}

const jobQuery = `query Job($id: ID!) { job(id: $id) { status lastSeq visualizations { status attempts attemptHistory { failure { kind } } video { id } } } }`;

it('refuses what a worker brings that was paused for so long that another one did its work', async () => {
  const [api, paused] = await Promise.all([open('api'), open('worker')]);
  const url = api.url ?? '';
  const id = await start(url, [visualization('fenced', quickCode('fenced', { milliseconds: 3000 }))]);
  await follow(url, id, { enough: ({ type }) => type === 'VISUALIZATION_STARTED' });
  process.kill(paused.pid, 'SIGSTOP');
  await open('worker');
  expect((await finish(url, id)).at(-1)).toMatchObject({ type: 'COMPLETED' });
  const { job } = await query(url, jobQuery, { id });
  expect(job.visualizations).toMatchObject([
    { status: 'COMPLETE', attempts: 2, attemptHistory: [{ failure: { kind: 'CRASHED' } }, { failure: null }] },
  ]);

  process.kill(paused.pid, 'SIGCONT');
  // It ends what it has under way before it ends itself, and says nothing more of this job.
  expect(await paused.stop()).toBe(0);
  expect((await query(url, jobQuery, { id })).job).toEqual(job);
});
