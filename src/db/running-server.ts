import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { StartError } from '../errors.ts';
import { isRunning } from '../process-name.ts';

/** How long a server may take to start, in milliseconds. */
export const START_TIMEOUT_MS = 60_000;
const LOOK_AGAIN_MS = 50;
/** PostgreSQL's codes for starting and stopping, a connection that broke, and its own file that says who runs. */
const PASSING = /57P0[123]|ECONNREFUSED|ECONNRESET|terminated unexpectedly|postmaster\.pid/;

/** The server that runs on these data and answers; `null` once there is none. One that starts or ends at this moment is waited for. */
export async function serverThatStays(cluster: string, url: (port: number) => string): Promise<RunningServer | null> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const running = await runningServer(cluster);
    if (!running || (await answers(url(running.port)))) return running;
    if (Date.now() > deadline) throw new StartError(`PostgreSQL (process ${running.pid}) holds ${cluster} and does not answer. Stop it.`);
    await pause(LOOK_AGAIN_MS);
  }
}

interface RunningServer {
  pid: number;
  port: number;
}

/** What `postmaster.pid` says, when the process it names is alive. Line 1 is the pid, line 4 the port. */
async function runningServer(cluster: string): Promise<RunningServer | null> {
  const file = path.join(cluster, 'postmaster.pid');
  const lines = await readFile(file, 'utf8').catch(() => '');
  const [pid, , , port] = lines.split('\n').map(Number);
  if (!pid || !port || !isRunning(pid)) return null;
  if (await isPostgres(pid)) return { pid, port };
  // PostgreSQL would take this process for itself, and not start.
  await rm(file, { force: true });
  return null;
}

/** Since a container or the machine was started anew, the id may be another process's. Where that cannot be seen, it is not. */
async function isPostgres(pid: number): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'postgres');
  return path.basename(command.split('\0')[0] ?? '') === 'postgres';
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** SIGINT is PostgreSQL's fast shutdown: it ends sessions, writes a checkpoint and goes. */
export async function stopServer(pid: number): Promise<void> {
  const isThere = async () => isRunning(pid) && (await isPostgres(pid));
  if (await isThere()) process.kill(pid, 'SIGINT');
  while (await isThere()) await pause(LOOK_AGAIN_MS);
}

/** Whether an error only says that another process starts or stops the server at this moment. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return PASSING.test(`${'code' in error ? error.code : ''} ${error.message}`);
}
