import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, databaseTime, inTransaction } from '../src/db/client.ts';
import { type EmbeddedDatabase, startEmbeddedDatabase } from '../src/db/embedded.ts';
import { applyMigrations, prisma, requireCurrentSchema } from '../src/db/migrate.ts';
import { TooBusyError } from '../src/errors.ts';
import { eventually } from './support/eventually.ts';

let directory: string;
let database: EmbeddedDatabase;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-test-'));
  database = await startEmbeddedDatabase(directory);
});
afterAll(async () => {
  await database.stop();
  await rm(directory, { recursive: true, force: true });
});

async function run(sql: string) {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

describe('the migrations', () => {
  it('are missed before they were applied, by a message that says what to run', async () => {
    await expect(requireCurrentSchema(database.url)).rejects.toThrow('Run: npm run db:migrate');
  });

  it('are applied once, also by two at the same time', async () => {
    const applied = await Promise.all([applyMigrations(database.url), applyMigrations(database.url)]);
    expect(applied.flat()).toEqual([...new Set(applied.flat())]);
    expect(applied.flat().length).toBeGreaterThan(0);
    await requireCurrentSchema(database.url);
  });

  it('make exactly what the Prisma schema says', async () => {
    await applyMigrations(database.url);
    const args = ['migrate', 'diff', '--from-config-datasource', '--to-schema', 'prisma/schema.prisma', '--exit-code'];
    const { code, output } = await prisma(args, database.url);
    expect(output).toContain('No difference detected.');
    expect(code).toBe(0);
  });

  it('of a newer program stop this one', async () => {
    await applyMigrations(database.url);
    const newer = `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', '', '29990101000000_future', now())`;
    await run(newer);
    await expect(requireCurrentSchema(database.url)).rejects.toThrow('newer arXiviz (29990101000000_future)');
    await run(`DELETE FROM _prisma_migrations WHERE id = 'x'`);
  });
});

describe('the database itself', () => {
  beforeAll(() => applyMigrations(database.url));

  it('refuses a second attempt under way at one render', async () => {
    const render = `INSERT INTO "Render" (id, key, code, quality, "engineVersion") VALUES (uuidv7(), repeat('a', 64), '', 'LOW', '') RETURNING id`;
    const { rows } = await run(render);
    const attempt = (number: number) =>
      run(`INSERT INTO "RenderAttempt" (id, "renderId", number, worker) VALUES (uuidv7(), '${rows[0].id}', ${number}, 'w')`);
    await attempt(1);
    await expect(attempt(2)).rejects.toThrow('RenderAttempt_one_under_way');
  });

  it('refuses an end without a time, and a second end of a run', async () => {
    const job = (columns: string, values: string) =>
      run(
        `INSERT INTO "Job" (id, "arxivId", quality, "requestHash" ${columns}) VALUES (uuidv7(), '1706.03762', 'LOW', '' ${values}) RETURNING id`,
      );
    await expect(job(', status', `, 'COMPLETED'`)).rejects.toThrow('Job_ended_has_time');
    await expect(job(', progress', ', 1')).rejects.toThrow('Job_progress_is_one_only_at_the_end');
    const { rows } = await job('', '');
    const end = (seq: number, type: string) =>
      run(`INSERT INTO "JobEvent" ("jobId", seq, run, type, status, progress, "currentStep", "sectionsCompleted", "sectionsTotal")
           VALUES ('${rows[0].id}', ${seq}, 1, '${type}', 'FAILED', 0, 'finish', 0, 0)`);
    await end(1, 'FAILED');
    await expect(end(2, 'CANCELLED')).rejects.toThrow('JobEvent_one_end_per_run');
  });
});

it('of another time zone keeps the times it is given, and tells its own', async () => {
  await applyMigrations(database.url);
  await run(`ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET timezone = 'America/New_York'`);
  const db = createDatabase(database.url);
  const availableAt = new Date('2026-07-01T12:00:00Z');
  const { id } = await db.outbox.create({ data: { queue: 'none', data: {}, availableAt } });
  const { rows } = await run(`SELECT "availableAt" AS at FROM "Outbox" WHERE id = ${id}`);
  expect(rows).toEqual([{ at: availableAt }]);
  expect(Math.abs((await databaseTime(db)).getTime() - Date.now())).toBeLessThan(60_000);
  await db.$disconnect();
});

it('is known to be away when its connection broke in the middle of a transaction, while nothing was asked of it', async () => {
  const db = createDatabase(database.url);
  const broken = inTransaction(db, async (tx) => {
    const [connection] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
    // Once this is answered, this process has been told on the other connection, too.
    await run(`SELECT pg_terminate_backend(${connection?.pid}, 5000)`);
    await tx.$queryRaw`SELECT 1`;
  });
  await expect(broken).rejects.toThrow(TooBusyError);
  await db.$disconnect();
});

it('that was killed with its machine is started again, whichever process has its number now', async () => {
  const data = await mkdtemp(path.join(tmpdir(), 'arxiviz-test-'));
  const before = await startEmbeddedDatabase(data);
  await before.stop();
  const { port } = new URL(before.url);
  await writeFile(path.join(data, 'cluster/postmaster.pid'), `${process.pid}\n${data}/cluster\n1\n${port}\n\n127.0.0.1\n`);
  const after = await startEmbeddedDatabase(data);
  await after.stop();
  await rm(data, { recursive: true, force: true });
});

it('has its files made whole or not at all, so that it starts after a start that was killed in the middle', async () => {
  const data = await mkdtemp(path.join(tmpdir(), 'arxiviz-test-'));
  const start = `import { startEmbeddedDatabase } from './src/db/embedded.ts'; await startEmbeddedDatabase(${JSON.stringify(data)});`;
  const killed = spawn(process.execPath, ['--input-type=module', '--eval', start], { stdio: 'ignore' });
  const died = once(killed, 'exit');
  const left = await eventually(async () => {
    const begun = (await readdir(data)).find((name) => existsSync(path.join(data, name, 'PG_VERSION')));
    expect(begun).toBeDefined();
    return begun;
  });
  killed.kill('SIGKILL');
  await died;
  expect(left).not.toBe('cluster');

  const started = await startEmbeddedDatabase(data);
  await started.stop();
  expect(await readdir(data)).toEqual(expect.arrayContaining(['cluster', 'password']));
  await rm(data, { recursive: true, force: true });
});
