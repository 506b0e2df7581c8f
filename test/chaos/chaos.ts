import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmbeddedDatabase } from '../../src/db/embedded.ts';
import { type Account, runClient } from './client.ts';
import { fillDiskOf } from './disk.ts';
import { type Member, startMember } from './fleet.ts';
import { planClient } from './plan.ts';
import { type Broken, prove } from './proof.ts';
import { createRandom, type Random } from './random.ts';
import { killPostgres, type Servers, startServers } from './servers.ts';
import { createTrouble, type Tally, WAITED } from './trouble.ts';

export interface ChaosOptions {
  seed: number;
  jobs: number;
  /** Processes and servers killed before it ends. */
  kills: number;
  backend: 'redis' | 'embedded';
  /** Jobs with a visualization for the real engine. */
  real: number;
  leaseSeconds: number;
  /** The whole has to be over by then. */
  limitSeconds: number;
  say(line: string): void;
}

export interface ChaosReport {
  broken: Broken;
  seconds: number;
  accounts: Account[];
  tally: Tally;
  kills: number;
}

/** Clients at once. */
const CLIENTS = 40;
/** Between two troubles, so that something also gets done. */
const BREATH_MS = 300;
const SMALL_DISK_BYTES = 8 * 1024 * 1024;

/** Lets clients have papers processed while everything around them is killed, paused and cut, then looks whether every promise was kept. */
export async function makeChaos(options: ChaosOptions): Promise<ChaosReport> {
  const started = performance.now();
  const random = createRandom(options.seed);
  const directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-chaos-'));
  const signal = AbortSignal.timeout(options.limitSeconds * 1000);
  const field = await (options.backend === 'redis' ? openFleet(directory, options) : openOne(directory, options));
  const trouble = createTrouble(field, { leaseMs: options.leaseSeconds * 1000, random });
  const accounts: Account[] = [];
  let kills = 0;
  try {
    const urls = () => field.members.flatMap(({ url }) => url ?? []);
    const clients = runClients(options, random, () => (urls().length > 0 ? random.pick(urls()) : null), signal, accounts);
    const makeTrouble = async () => {
      const begun = performance.now();
      const { what, killed } = await trouble.make();
      if (what !== WAITED)
        options.say(
          `${seconds(started)} s: ${accounts.length} of ${options.jobs} jobs ended, ${kills} kills; ${what} (${seconds(begun)} s)`,
        );
      return killed;
    };
    let late = false;
    const ended = clients.catch(() => {
      late = true;
    });
    while (kills < options.kills && !signal.aborted) {
      // As many kills as clients have ended, in proportion: all of them fall while there is work.
      if (kills / options.kills <= accounts.length / options.jobs && (await makeTrouble())) kills += 1;
      await pause(BREATH_MS);
    }
    await ended;
    await Promise.all(field.members.map((member) => member.stop()));
    await cleanUp(options, field);
    const broken = await prove(await field.databaseUrl(), directory, accounts);
    if (late) broken.push(`only ${accounts.length} of ${options.jobs} clients saw their job end in time`);
    return { broken, seconds: (performance.now() - started) / 1000, accounts, tally: trouble.tally, kills };
  } finally {
    await Promise.all(field.members.map((member) => member.stop()));
    await field.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}

/** What is there to be hurt. */
interface Field {
  members: Member[];
  victims: Servers['victims'];
  settings: Record<string, string>;
  fillDisk: (() => Promise<void>) | null;
  databaseUrl(): Promise<string>;
  close(): Promise<void>;
}

async function openFleet(directory: string, { leaseSeconds, kills }: ChaosOptions): Promise<Field> {
  const servers = await startServers(directory);
  const settings = { ...common(directory, leaseSeconds), ...servers.settings };
  const work = path.join(directory, 'small-disk');
  await mkdir(work);
  const small = await startMember('worker', { ...settings, CHAOS_WORK: work }, { smallDisk: true });
  const roles = kills > 20 ? (['api', 'api', 'api', 'worker', 'worker'] as const) : (['api', 'api', 'worker'] as const);
  const members = [small, ...(await Promise.all(roles.map((role) => startMember(role, settings))))];
  const databaseUrl = async () => servers.settings.DATABASE_URL;
  const fillDisk = () => fillDiskOf(small.pid, work, SMALL_DISK_BYTES);
  return { members, victims: servers.victims, settings, fillDisk, databaseUrl, close: servers.close };
}

async function openOne(directory: string, { leaseSeconds }: ChaosOptions): Promise<Field> {
  const settings = common(directory, leaseSeconds);
  const data = path.join(directory, 'postgres');
  const member = await startMember('all', settings);
  const victim = { name: 'embedded PostgreSQL', restart: () => killPostgres(data).then(() => member.kill()), cut() {} };
  let stop = async () => {};
  const databaseUrl = async () => {
    const database = await startEmbeddedDatabase(data);
    stop = database.stop;
    return database.url;
  };
  return { members: [member], victims: [victim], settings, fillDisk: null, databaseUrl, close: () => stop() };
}

function common(directory: string, leaseSeconds: number): Record<string, string> {
  const nowhere = 'http://127.0.0.1:9';
  return {
    DATA_DIR: directory,
    LEASE_SECONDS: String(leaseSeconds),
    SHUTDOWN_SECONDS: '4',
    RENDER_CONCURRENCY: String(2 * availableParallelism()),
    ARXIV_API_URL: nowhere,
    ARXIV_HTML_URL: nowhere,
  };
}

/** What killed processes left is thrown away by the next one that starts. */
async function cleanUp({ backend }: ChaosOptions, { settings }: Field): Promise<void> {
  const last = await startMember(backend === 'redis' ? 'worker' : 'all', settings);
  await last.stop();
}

async function runClients(
  options: ChaosOptions,
  random: Random,
  serverUrl: () => string | null,
  signal: AbortSignal,
  accounts: Account[],
): Promise<void> {
  let next = 0;
  const runSome = async () => {
    for (let index = next; index < options.jobs; index = next) {
      next += 1;
      accounts.push(await runClient(planClient(index, options, random), random, serverUrl, signal));
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, runSome));
}
