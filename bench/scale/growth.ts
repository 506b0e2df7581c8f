import { setTimeout as pause } from 'node:timers/promises';
import { ask, quantile, submitAll } from './client.ts';
import { copyNewest } from './copies.ts';
import { heaviest, measure, readStatements, redisMemory, type Statement } from './counters.ts';
import { take, untilRead } from './load.ts';
import type { Machine } from './machine.ts';
import type { Options } from './options.ts';
import { milliseconds, printTable } from './report.ts';
import type { Work } from './work.ts';

const FILLING_CLIENTS = 8;
/** Papers whose acceptance is measured at each level, of one visualization each, so that the level stays what it is. */
const PROBES = 200;
const PROBING_CLIENTS = 2;
const LOOKS = 40;
const LOOKS_ANEW = 4;
/** What was measured of the speed is fresh for two seconds. */
const ANEW_AFTER_MS = 2100;
const WARM_MS = 3000;
const DRIVING_MS = 15_000;
/** At level 0 there has to be something to do all the same, for this long at this rate. */
const BUSY_RENDERS = 800;
const ACCEPTED_RENDERS = 1000;
const STATEMENTS = 8;
const SHOWN_CHARACTERS = 150;

const headings = [
  ...[
    'waiting',
    'accepted p50',
    'p99',
    'PostgreSQL each',
    'status',
    'speed anew',
    'renders/s',
    'held up',
    'worker each',
    'PostgreSQL each',
  ],
  ...['statements', 'pages', 'WAL kB', 'Redis commands', 'Redis memory'],
];

const lookQuery = 'query Look($id: ID!) { job(id: $id) { queuePosition estimatedCompletion progress status } }';

/** The same figures at each level of renders that wait. */
export async function measureGrowth(machine: Machine, work: Work, { backlogs, visualizations, workers }: Options): Promise<void> {
  const rows: string[][] = [];
  for (const backlog of backlogs) {
    await machine.hold(true);
    await fill(machine, work, backlog, visualizations);
    // Between the two, the server that looks after its tables has its turn.
    await pause(ANEW_AFTER_MS);
    let accepted: number[] = [];
    const probed = await measure(machine, async () => {
      accepted = await submitAll(machine, take(work, PROBES, 1), PROBING_CLIENTS);
    });
    const [again, anew] = await lookAtWaiting(machine);
    await untilRead(machine);
    if (backlog < BUSY_RENDERS) await fill(machine, work, BUSY_RENDERS, visualizations);
    const { rate, renders, used, statements } = await drive(machine);
    rows.push([
      String(backlog),
      milliseconds(quantile(accepted, 0.5)),
      milliseconds(quantile(accepted, 0.99)),
      milliseconds(probed.cpu.postgres / PROBES),
      milliseconds(quantile(again, 0.5)),
      milliseconds(quantile(anew, 0.5)),
      rate.toFixed(1),
      `${((100 * used.workersHeldUp) / used.at / workers).toFixed(0)} %`,
      milliseconds(used.cpu.worker / renders),
      milliseconds(used.cpu.postgres / renders),
      (used.postgres.statements / renders).toFixed(0),
      (used.postgres.pages / renders).toFixed(0),
      (used.postgres.walBytes / renders / 1024).toFixed(0),
      (used.redis.commands / renders).toFixed(0),
      `${((await redisMemory(machine)) / 2 ** 20).toFixed(0)} MB`,
    ]);
    printHeaviest(backlog, statements);
    // Each time all so far: the next level may take long, and be interrupted.
    console.log('\nGrowth with what waits: papers accepted, a status asked for, renders driven');
    printTable(headings, rows);
  }
  await machine.hold(false);
}

/** Has papers accepted and read until so many renders wait, or all but the first thousand of them copied. */
async function fill(machine: Machine, work: Work, backlog: number, visualizations: number): Promise<void> {
  const begun = performance.now();
  const missing = async () => Math.ceil(Math.max(0, backlog - (await countWaiting(machine))) / visualizations);
  const accepted = Math.min(await missing(), Math.ceil(ACCEPTED_RENDERS / visualizations));
  await submitAll(machine, take(work, accepted, visualizations), FILLING_CLIENTS);
  await untilRead(machine);
  const copied = await missing();
  await copyNewest(machine, copied);
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  if (accepted > 0) console.log(`\nFilled in ${seconds} s: ${accepted} papers accepted and read, ${copied} copied`);
}

async function countWaiting({ database }: Machine): Promise<number> {
  const { rows } = await database.query(`SELECT count(*)::int AS count FROM "Render" WHERE "finishedAt" IS NULL AND "status" = 'QUEUED'`);
  return rows[0].count;
}

/** How long a client waits for a job that waits: soon after others have asked, and when nobody has for a while. */
async function lookAtWaiting({ members, database }: Machine): Promise<[number[], number[]]> {
  const url = members.find(({ role }) => role === 'api')?.url ?? '';
  const { rows } = await database.query<{ id: string }>(
    'SELECT "id" FROM "Job" WHERE "finishedAt" IS NULL ORDER BY "createdAt" DESC LIMIT 1',
  );
  const id = rows[0]?.id;
  const look = async () => {
    const begun = performance.now();
    await ask(url, lookQuery, { id });
    return performance.now() - begun;
  };
  const anew: number[] = [];
  for (let index = 0; index < LOOKS_ANEW; index += 1) {
    await pause(ANEW_AFTER_MS);
    anew.push(await look());
  }
  const again: number[] = [];
  for (let index = 0; index < LOOKS; index += 1) again.push(await look());
  return [again.sort((one, other) => one - other), anew.sort((one, other) => one - other)];
}

/** Lets renders end for a while. */
async function drive(machine: Machine) {
  const ended = async () =>
    Number((await machine.database.query(`SELECT count(*) FROM "Render" WHERE "status" = 'COMPLETE'`)).rows[0]?.count);
  await machine.hold(false);
  await pause(WARM_MS);
  const known = await readStatements(machine);
  const before = await ended();
  const begun = performance.now();
  const used = await measure(machine, async () => {
    await pause(DRIVING_MS);
  });
  const renders = (await ended()) - before;
  const statements = heaviest(known, await readStatements(machine), STATEMENTS);
  const rate = (1000 * renders) / (performance.now() - begun);
  await machine.hold(true);
  return { rate, renders, used, statements };
}

function printHeaviest(backlog: number, statements: Statement[]): void {
  console.log(`\nAt ${backlog} waiting, what PostgreSQL spent most time with while renders were driven, waiting for locks included:`);
  for (const { calls, totalMs, rows, query } of statements) {
    const text = query.replace(/\s+/g, ' ').slice(0, SHOWN_CHARACTERS);
    console.log(
      `  ${totalMs.toFixed(0).padStart(7)} ms in ${String(calls).padStart(6)} calls of ${(totalMs / calls).toFixed(2)} ms, ${rows} rows: ${text}`,
    );
  }
}
