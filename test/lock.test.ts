import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { type EmbeddedDatabase, startEmbeddedDatabase } from '../src/db/embedded.ts';
import { holdServerLock, shareServerLock } from '../src/db/lock.ts';
import { applyMigrations } from '../src/db/migrate.ts';
import { createLog, startProgram } from '../src/main.ts';
import { killPostgres } from './chaos/servers.ts';
import { eventually } from './support/eventually.ts';
import { openGate } from './support/gate.ts';

let directory: string;
let server: EmbeddedDatabase;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-test-'));
  server = await startEmbeddedDatabase(path.join(directory, 'postgres'));
});
afterAll(async () => {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

const taken = 'Another arXiviz process works on this database.';

/** A database of its own, because each may be held once. */
async function fresh(): Promise<string> {
  const name = `locked_${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
}

it('a database is held again when its server was killed and is back, by one process or by many together', async () => {
  const [alone, together] = await Promise.all([fresh(), fresh()]);
  const releases = await Promise.all([holdServerLock(alone), shareServerLock(together)]);
  await killPostgres(path.join(directory, 'postgres'));
  // First nobody is there to be asked, then there may be a moment in which it is free.
  const refuses = async (url: string) => {
    const entering = holdServerLock(url).then((leave) => leave());
    await expect(entering).rejects.toThrow(taken);
  };
  await Promise.all([alone, together].map((url) => eventually(() => refuses(url))));
  await Promise.all(releases.map((release) => release()));
});

it('a program whose database somebody else took while it was away says so and stops', async () => {
  const url = await fresh();
  await applyMigrations(url);
  const gate = await openGate(Number(new URL(url).port));
  const config = readConfig({
    DATABASE_URL: Object.assign(new URL(url), { port: String(gate.port) }).href,
    DATA_DIR: path.join(directory, 'data'),
    PORT: '0',
    SHUTDOWN_SECONDS: '0',
  });
  const program = await startProgram(config, { role: 'api', log: createLog('silent') });
  gate.shut();
  const leave = await holdServerLock(url);
  gate.open();
  expect((await program.ousted).message).toContain(taken);
  await program.stop();
  await expect(fetch(`${program.server?.url}/api/health`)).rejects.toThrow('fetch failed');
  await leave();
  await gate.close();
});
