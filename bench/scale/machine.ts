import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import pg from 'pg';
import { startEmbeddedDatabase } from '../../src/db/embedded.ts';
import { applyMigrations } from '../../src/db/migrate.ts';
import type { S3Settings } from '../../src/storage/s3-client.ts';
import { startArxivServer } from '../../test/support/arxiv-server.ts';
import { type RunningCommand, startCommand } from '../../test/support/cli.ts';
import { startModal } from '../../test/support/modal.ts';
import { startRedis } from '../../test/support/redis-server.ts';
import { startS3 } from '../../test/support/s3-server.ts';
import type { Store } from './options.ts';
import { papersOfArxiv } from './work.ts';

/** A process of the program. */
export interface Member {
  role: 'api' | 'worker';
  pid: number;
  /** Of an API process. */
  url: string;
  stop(): Promise<void>;
}

/** Everything that a run needs, on this machine: real servers, the program's own processes, and Modal and arXiv stood in for at the wire. */
export interface Machine {
  databaseUrl: string;
  /** To the program's database, and to another one where the server's own statistics are read, so that reading is not counted. */
  database: pg.Pool;
  statistics: pg.Client;
  redis: Redis;
  redisUrl: string;
  postgresPid: number;
  modalPid: number;
  members: Member[];
  startApi(settings?: Record<string, string>): Promise<Member>;
  startWorker(concurrency: number): Promise<Member>;
  /** Stops them in the middle of everything, or lets them go on. */
  pauseWorkers(paused: boolean): void;
  /** While renders are held none ends, so that others wait behind them. */
  hold(held: boolean): Promise<void>;
  /** Looks twice a second until the query answers true. */
  until(condition: string, parameters?: unknown[]): Promise<void>;
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 500;
/** Of one process that is asked to end. */
const STOP_LIMIT_MS = 20_000;

export async function openMachine(directory: string, papers: number, store: Store): Promise<Machine> {
  const data = path.join(directory, 'postgres');
  const databaseUrl = await startPostgres(data);
  const [pid] = (await readFile(path.join(data, 'cluster', 'postmaster.pid'), 'utf8')).split('\n');
  const [redis, modal, arxiv] = await Promise.all([startRedis(), startModal(['--simulated']), startArxivServer(papersOfArxiv(papers))]);
  const s3 = store === 'bucket' ? await startS3() : null;
  await applyMigrations(databaseUrl);
  const database = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  const statistics = new pg.Client({ connectionString: otherDatabase(databaseUrl) });
  await statistics.connect();
  await statistics.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');

  const common = {
    ...(s3 && s3Variables(s3.settings)),
    ...{ DATABASE_URL: databaseUrl, REDIS_URL: redis.url, DATA_DIR: path.join(directory, 'data'), ...modal.settings },
    ...{ ARXIV_API_URL: arxiv.apiUrl, ARXIV_HTML_URL: arxiv.htmlUrl, ARXIV_INTERVAL_SECONDS: '0', BACKLOG_LIMIT: '1000000' },
  };
  const members: Member[] = [];
  const join = async (role: Member['role'], args: string[], ready: RegExp, settings: Record<string, string>): Promise<Member> => {
    const command = startCommand(args, { settings: { ...common, ...settings } });
    const [, url = ''] = await command.written(ready);
    const member: Member = {
      ...{ role, url, pid: command.child.pid ?? 0 },
      async stop() {
        members.splice(members.indexOf(member), 1);
        await end(command, role);
      },
    };
    members.push(member);
    return member;
  };
  return {
    ...{ databaseUrl, database, statistics, redis: redis.client, redisUrl: redis.url, members },
    postgresPid: Number(pid),
    modalPid: modal.pid,
    startApi: (settings = {}) => join('api', ['serve'], /(http:\S+)\/graphql/, settings),
    startWorker: (concurrency) => join('worker', ['worker', '--concurrency', String(concurrency)], /works on/, {}),
    pauseWorkers(paused) {
      for (const { role, pid } of members) if (role === 'worker') process.kill(pid, paused ? 'SIGSTOP' : 'SIGCONT');
    },
    hold: modal.hold,
    async until(condition, parameters = []) {
      while (!(await database.query(`SELECT (${condition}) AS so`, parameters)).rows[0]?.so) await pause(LOOK_EVERY_MS);
    },
    async close() {
      await Promise.all([...members].map((member) => member.stop()));
      await Promise.all([database.end(), statistics.end()]);
      await Promise.all([modal.close(), redis.close(), s3?.close(), arxiv[Symbol.asyncDispose]()]);
      await (await startEmbeddedDatabase(data)).stop();
    },
  };
}

function s3Variables({ endpoint, bucket, accessKey, secretKey }: S3Settings): Record<string, string> {
  return { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey };
}

/** With the extension that counts statements, for which it has to be started twice. */
async function startPostgres(data: string): Promise<string> {
  const first = await startEmbeddedDatabase(data);
  const client = new pg.Client({ connectionString: otherDatabase(first.url) });
  await client.connect();
  await client.query(`ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'`);
  await client.query('ALTER SYSTEM SET max_connections = 300');
  await client.end();
  await first.stop();
  return (await startEmbeddedDatabase(data)).url;
}

function otherDatabase(url: string): string {
  return Object.assign(new URL(url), { pathname: '/postgres' }).href;
}

async function end({ child, ended }: RunningCommand, role: string): Promise<void> {
  const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  child.kill('SIGTERM');
  // A stopped one does not hear of it.
  child.kill('SIGCONT');
  const { stderr } = await ended;
  clearTimeout(limit);
  const lines = stderr.trim().split('\n').filter(Boolean);
  if (lines.length > 0) console.log(`  said by a process (${role}), ${lines.length} lines, the first: ${lines[0]?.slice(0, 400)}`);
}
