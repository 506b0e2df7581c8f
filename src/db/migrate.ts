import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import pg from 'pg';
import { StartError } from '../errors.ts';
import { MIGRATION_LOCK } from './lock-numbers.ts';

const repository = path.resolve(import.meta.dirname, '../..');

/** How a database stands to the migrations of this program. */
export interface SchemaState {
  pending: string[];
  /** Migrations that this program does not know: a newer one has been here. */
  unknown: string[];
}

/** @throws when the database cannot be reached. */
export async function readSchemaState(databaseUrl: string): Promise<SchemaState> {
  return withClient(databaseUrl, readState);
}

/**
 * Brings the database to this program's schema with `prisma migrate deploy`; nothing is started when it is there already. One process
 * at a time does so, the others wait.
 * @throws StartError when a migration fails or the database is newer than this program.
 */
export async function applyMigrations(databaseUrl: string): Promise<string[]> {
  return withClient(databaseUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const state = await readState(client);
    refuseNewer(state);
    if (state.pending.length > 0) await deploy(databaseUrl);
    return state.pending;
  });
}

/** @throws StartError that says what to run, unless the database has exactly this program's schema. */
export async function requireCurrentSchema(databaseUrl: string): Promise<void> {
  const state = await readSchemaState(databaseUrl);
  refuseNewer(state);
  if (state.pending.length > 0)
    throw new StartError(`The database lacks ${state.pending.join(', ')}. Run: npm run db:migrate; in a container, arxiviz migrate`);
}

function refuseNewer({ unknown }: SchemaState): void {
  if (unknown.length > 0) {
    throw new StartError(`The database was migrated by a newer arXiviz (${unknown.join(', ')}). Update this program, then start it again.`);
  }
}

async function readState(client: pg.Client): Promise<SchemaState> {
  const entries = await readdir(path.join(repository, 'prisma/migrations'), { withFileTypes: true });
  const known = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const applied = await readApplied(client);
  return { pending: known.filter((name) => !applied.includes(name)), unknown: applied.filter((name) => !known.includes(name)) };
}

async function readApplied(client: pg.Client): Promise<string[]> {
  const { rows: tables } = await client.query(`SELECT to_regclass('_prisma_migrations') AS found`);
  if (tables[0].found === null) return [];
  const sql = 'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL';
  const { rows } = await client.query<{ name: string }>(sql);
  return rows.map((row) => row.name);
}

async function deploy(databaseUrl: string): Promise<void> {
  const { code, output } = await prisma(['migrate', 'deploy'], databaseUrl);
  // With an engine it cannot use, the command ends well having done nothing: believe the database, not the exit code.
  const { pending } = await readSchemaState(databaseUrl);
  if (code !== 0 || pending.length > 0) throw new StartError(`The database could not be migrated:\n${output.trim()}`);
}

/** Runs Prisma's command line over its WebAssembly schema engine, so that nothing has to be downloaded. */
export async function prisma(args: string[], databaseUrl: string): Promise<{ code: number | null; output: string }> {
  const manifest = createRequire(import.meta.url).resolve('prisma/package.json');
  const child = spawn(process.execPath, [path.join(path.dirname(manifest), 'build/index.js'), ...args], {
    cwd: repository,
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      PRISMA_SCHEMA_ENGINE_BINARY: path.join(repository, 'scripts/schema-engine.mjs'),
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
