import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Account } from './client.ts';

/** What was found wrong, each with where; nothing when every promise was kept. */
export type Broken = string[];

/** How long a server may take to write what it has, on a machine that is busy. */
const ENDING_MS = 30_000;
const LOOK_AGAIN_MS = 100;

const ENDS = ['COMPLETED', 'FAILED', 'CANCELLED'];

/** Rows of these queries are broken promises. */
const queries: Record<string, string> = {
  'a job that has not ended': `SELECT "id", "status" FROM "Job" WHERE "finishedAt" IS NULL`,
  'a run that did not end exactly once': `
    SELECT j."id", runs.number, count(e.*) AS ends FROM "Job" j CROSS JOIN LATERAL generate_series(1, j."run") AS runs(number)
    LEFT JOIN "JobEvent" e ON e."jobId" = j."id" AND e."run" = runs.number AND e."type" IN ('COMPLETED', 'FAILED', 'CANCELLED')
    GROUP BY j."id", runs.number HAVING count(e.*) <> 1`,
  'events with a gap': `
    SELECT j."id", j."lastSeq", count(*) FROM "Job" j JOIN "JobEvent" e ON e."jobId" = j."id"
    GROUP BY j."id" HAVING count(*) <> j."lastSeq" OR max(e."seq") <> j."lastSeq" OR min(e."seq") <> 1`,
  'progress that goes back within a run': `
    SELECT "jobId", "seq" FROM (SELECT *, lag("progress") OVER (PARTITION BY "jobId", "run" ORDER BY "seq") AS before FROM "JobEvent") e
    WHERE before > "progress"`,
  'a visualization that has not ended': `SELECT "id", "status" FROM "Visualization" WHERE "finishedAt" IS NULL`,
  'a job that is complete without a video, or failed with one': `
    SELECT j."id", j."status" FROM "Job" j WHERE j."status" <> 'CANCELLED'
    AND (j."status" = 'COMPLETED') <> EXISTS (SELECT 1 FROM "Visualization" v WHERE v."jobId" = j."id" AND v."status" = 'COMPLETE')`,
  'a render that has not ended': `SELECT "id", "status" FROM "Render" WHERE "finishedAt" IS NULL`,
  'an attempt that has not ended': `SELECT "id" FROM "RenderAttempt" WHERE "finishedAt" IS NULL`,
  'a render that is complete without a video, or has one without being so': `
    SELECT r."id" FROM "Render" r LEFT JOIN "Video" v ON v."renderId" = r."id" WHERE (r."status" = 'COMPLETE') <> (v."id" IS NOT NULL)`,
  'a render that was done again after it was done': `
    SELECT r."id" FROM "Render" r JOIN "RenderAttempt" a ON a."renderId" = r."id" WHERE r."status" = 'COMPLETE'
    AND a."failureId" IS NULL AND a."startedAt" > r."finishedAt"`,
  'a job that failed for a reason nobody foresaw': `SELECT "id", "error" FROM "Job" WHERE "error" LIKE 'Something went wrong%'`,
  'an entry that is still on its way to the queue': `SELECT "id", "queue" FROM "Outbox"`,
};

/** Looks at the database, the store, what the clients were told, and the machine. */
export async function prove(databaseUrl: string, directory: string, accounts: Account[]): Promise<Broken> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return [
      ...(await proveDatabase(client)),
      ...(await proveStore(client, path.join(directory, 'videos'))),
      ...(await proveAccounts(client, accounts)),
      ...(await proveNothingLeft(directory)),
    ];
  } finally {
    await client.end();
  }
}

async function proveDatabase(client: pg.Client): Promise<Broken> {
  const broken: Broken = [];
  for (const [what, sql] of Object.entries(queries)) {
    const { rows } = await client.query(sql);
    broken.push(...rows.map((row) => `${what}: ${JSON.stringify(row)}`));
  }
  return broken;
}

/** Every video is there, whole, and once. */
async function proveStore(client: pg.Client, store: string): Promise<Broken> {
  const { rows } = await client.query<{ objectKey: string; sha256: string; key: string }>(
    `SELECT v."objectKey", v."sha256", r."key" FROM "Video" v JOIN "Render" r ON r."id" = v."renderId"`,
  );
  const broken: Broken = [];
  for (const { objectKey, sha256, key } of rows) {
    const found = await hashOf(path.join(store, objectKey)).catch((error) => String(error));
    if (found !== sha256) broken.push(`a video that is not what it is said to be: ${objectKey} (${found})`);
    const stored = (await readdir(path.join(store, 'renders', key))).filter((name) => name.endsWith('.mp4'));
    if (stored.length !== 1) broken.push(`a render that was stored ${stored.length} times: ${key}`);
  }
  const halfWritten = await readdir(path.join(store, '.incoming'));
  return [...broken, ...halfWritten.map((name) => `a file that was never finished: ${name}`)];
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function proveAccounts(client: pg.Client, accounts: Account[]): Promise<Broken> {
  const { rows } = await client.query<{ id: string; lastSeq: number }>(`SELECT "id", "lastSeq" FROM "Job"`);
  const lastSeq = new Map(rows.map(({ id, lastSeq }) => [id, lastSeq]));
  return accounts.flatMap((account) => proveAccount(account, lastSeq.get(account.jobId)));
}

function proveAccount({ key, jobId, ids, events, polled, manner, wish }: Account, lastSeq: number | undefined): Broken {
  const broken: Broken = [];
  if (lastSeq === undefined) broken.push(`${key}: its job ${jobId} is not there`);
  if (new Set(ids).size > 1) broken.push(`${key}: one key was answered with ${ids.join(' and ')}`);
  if (manner === 'polling') {
    const worse = polled.findIndex(({ progress }, index) => progress < (polled[index - 1]?.progress ?? 0));
    if (worse >= 0) broken.push(`${key}: progress went back while it polled`);
    // Its retry, if it wished for one, was followed as a stream is.
    if (wish !== 'retry') return broken;
  }
  const expected = Array.from({ length: events.length }, (_value, index) => index + 1);
  const isInOrder = events.every(({ seq }, index) => seq === expected[index]);
  if (!isInOrder) broken.push(`${key}: it saw ${events.map(({ seq }) => seq).join(' ')}`);
  if (events.length > 0 && events.at(-1)?.seq !== lastSeq) broken.push(`${key}: it saw ${events.at(-1)?.seq} of ${lastSeq} events`);
  if (events.length > 0 && !ENDS.includes(events.at(-1)?.type ?? '')) broken.push(`${key}: it was left before the end`);
  return broken;
}

/** No process that worked in this directory, and nothing in the places where work is done. What was told to end has a while for it. */
async function proveNothingLeft(directory: string): Promise<Broken> {
  const deadline = performance.now() + ENDING_MS;
  let running = await processesOf(directory);
  while (running.length > 0 && performance.now() < deadline) {
    await pause(LOOK_AGAIN_MS);
    running = await processesOf(directory);
  }
  const work = await readdir(path.join(directory, 'work'), { recursive: true, withFileTypes: true }).catch(() => []);
  return [...running, ...work.filter((entry) => entry.isFile()).map((entry) => `a file of work: ${entry.name}`)];
}

async function processesOf(directory: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (!environment.includes(`DATA_DIR=${directory}`) && !environment.includes(`HOME=${directory}`)) continue;
    found.push(`a process: ${pid} ${(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ')}`);
  }
  return found;
}
