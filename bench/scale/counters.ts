import { readdir, readFile } from 'node:fs/promises';
import type { Machine } from './machine.ts';

/** What was used since the beginning of everything. */
export interface Counters {
  /** Milliseconds of a clock. */
  at: number;
  /** Milliseconds of processor time. */
  cpu: { api: number; worker: number; postgres: number; redis: number; modal: number };
  /** Milliseconds that the main threads of workers would have worked but for others on this machine. */
  workersHeldUp: number;
  /** Transactions that wrote; pages are of 8 kB, in memory or not. */
  postgres: { statements: number; transactions: number; rowsWritten: number; pages: number; walBytes: number };
  redis: { commands: number; bytes: number };
}

/** The kernel counts processor time in hundredths of a second. */
const TICK_MS = 10;

export async function count(machine: Machine): Promise<Counters> {
  const of = async (role: string) =>
    sum(await Promise.all(machine.members.filter((one) => one.role === role).map(({ pid }) => cpuOf(pid))));
  const info = await infoOf(machine);
  return {
    at: performance.now(),
    cpu: {
      api: await of('api'),
      worker: await of('worker'),
      postgres: await cpuOfTree(machine.postgresPid),
      redis: 1000 * (number(info, 'used_cpu_sys') + number(info, 'used_cpu_user')),
      modal: await cpuOf(machine.modalPid),
    },
    workersHeldUp: sum(await Promise.all(machine.members.filter(({ role }) => role === 'worker').map(({ pid }) => heldUp(pid)))),
    postgres: await countPostgres(machine),
    redis: {
      commands: number(info, 'total_commands_processed'),
      bytes: number(info, 'total_net_input_bytes') + number(info, 'total_net_output_bytes'),
    },
  };
}

/** What was used between two looks. */
export function difference(before: Counters, after: Counters): Counters {
  const minus = <T extends Record<string, number>>(one: T, other: T) =>
    Object.fromEntries(Object.keys(one).map((name) => [name, (one[name] ?? 0) - (other[name] ?? 0)])) as T;
  return {
    at: after.at - before.at,
    cpu: minus(after.cpu, before.cpu),
    workersHeldUp: after.workersHeldUp - before.workersHeldUp,
    postgres: minus(after.postgres, before.postgres),
    redis: minus(after.redis, before.redis),
  };
}

/** Does the work and answers what it took. */
export async function measure(machine: Machine, work: () => Promise<void>): Promise<Counters> {
  const before = await count(machine);
  await work();
  return difference(before, await count(machine));
}

async function countPostgres({ statistics }: Machine): Promise<Counters['postgres']> {
  // Not pg_stat_database, which idle connections tell of what they did only after ten seconds.
  const { rows } = await statistics.query(`
    SELECT sum(calls)::float8 AS statements, pg_snapshot_xmax(pg_current_snapshot())::text::float8 AS transactions,
      COALESCE(sum(rows) FILTER (WHERE query ~* '^(insert|update|delete)'), 0)::float8 AS "rowsWritten",
      sum(shared_blks_hit + shared_blks_read)::float8 AS pages, (pg_current_wal_insert_lsn() - '0/0')::float8 AS "walBytes"
    FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = 'arxiviz')`);
  return rows[0];
}

/** A kind of statement, and what it took since the server began. */
export interface Statement {
  id: string;
  calls: number;
  totalMs: number;
  rows: number;
  query: string;
}

export async function readStatements({ statistics }: Machine): Promise<Map<string, Statement>> {
  const { rows } = await statistics.query<Statement>(
    `SELECT queryid::text AS id, sum(calls)::float8 AS calls, sum(total_exec_time) AS "totalMs", sum(rows)::float8 AS rows, min(query) AS query
     FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = 'arxiviz') GROUP BY queryid`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Those that took most of the server's time between two looks, locks they waited for included. */
export function heaviest(before: Map<string, Statement>, after: Map<string, Statement>, most: number): Statement[] {
  const spent = [...after.values()].map((row) => {
    const { calls = 0, totalMs = 0, rows = 0 } = before.get(row.id) ?? {};
    return { ...row, calls: row.calls - calls, totalMs: row.totalMs - totalMs, rows: row.rows - rows };
  });
  return spent.sort((one, other) => other.totalMs - one.totalMs).slice(0, most);
}

async function infoOf({ redis }: Machine): Promise<Map<string, string>> {
  const lines = (await redis.info()).split('\r\n').map((line) => line.split(':'));
  return new Map(lines.map(([name = '', value = '']) => [name, value]));
}

/** Bytes of memory that Redis uses for what it holds. */
export async function redisMemory(machine: Machine): Promise<number> {
  return number(await infoOf(machine), 'used_memory');
}

function number(info: Map<string, string>, name: string): number {
  return Number(info.get(name) ?? 0);
}

/** The fields of `/proc/<pid>/stat` after the name, which may hold anything; what has ended counts as nothing. */
async function statOf(pid: number): Promise<number[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
}

async function cpuOf(pid: number): Promise<number> {
  const fields = await statOf(pid);
  return ((fields[11] ?? 0) + (fields[12] ?? 0)) * TICK_MS;
}

/** How long a process waited for a core that others had: the second number of schedstat, in nanoseconds. */
async function heldUp(pid: number): Promise<number> {
  const [, waited = 0] = (await readFile(`/proc/${pid}/schedstat`, 'utf8')).split(' ').map(Number);
  return waited / 1e6;
}

/** Of a process, its children and those that have ended. */
async function cpuOfTree(pid: number): Promise<number> {
  const own = await statOf(pid);
  const ended = ((own[13] ?? 0) + (own[14] ?? 0)) * TICK_MS;
  const all = (await readdir('/proc')).map(Number).filter(Boolean);
  const children: number[] = [];
  for (const other of all) if ((await statOf(other))[1] === pid) children.push(other);
  return (await cpuOf(pid)) + ended + sum(await Promise.all(children.map(cpuOf)));
}

/** Bytes that the database has on the disk. */
export async function databaseSize({ statistics }: Machine): Promise<number> {
  const { rows } = await statistics.query(`SELECT pg_database_size('arxiviz')::float8 AS size`);
  return rows[0].size;
}

/** Megabytes that a process holds in memory. */
export async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
