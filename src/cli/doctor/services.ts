import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../../config.ts';
import { startEmbeddedDatabase } from '../../db/embedded.ts';
import { holdServerLock } from '../../db/lock.ts';
import { readSchemaState } from '../../db/migrate.ts';
import { networkReason } from '../../network-reason.ts';
import { requireRedis } from '../../redis.ts';
import { findRunningServer } from '../server-file.ts';
import { type Finding, missing, ok, reasonOf, SETUP } from './finding.ts';
import { inScratchDirectory } from './scratch.ts';

const ANSWER_TIMEOUT_MS = 10_000;

export async function checkDatabase(config: Config): Promise<Finding> {
  return config.databaseUrl === null ? checkEmbeddedDatabase(config.dataDirectory) : checkGivenDatabase(config.databaseUrl);
}

async function checkGivenDatabase(url: string): Promise<Finding> {
  const { host, pathname } = new URL(url);
  const place = `${host}${pathname}`;
  try {
    const { pending, unknown } = await readSchemaState(url);
    if (unknown.length > 0) return missing('Database', `${place} was migrated by a newer arXiviz`, 'update this program');
    if (pending.length > 0)
      return missing('Database', `${place} lacks ${pending.join(', ')}`, 'npm run db:migrate; in a container, arxiviz migrate');
    return ok('Database', `${place}, up to date`);
  } catch (error) {
    return missing('Database', `${place} cannot be used: ${networkReason(error)}`, 'start it, or correct DATABASE_URL');
  }
}

/** Starts the embedded PostgreSQL on the data that are there, and on throw-away ones where there are none, so that nothing is left behind. */
async function checkEmbeddedDatabase(dataDirectory: string): Promise<Finding> {
  const running = await findRunningServer(dataDirectory);
  if (running) return ok('Database', `embedded, in use by ${running.url}`);
  const own = path.join(dataDirectory, 'postgres');
  return existsSync(path.join(own, 'cluster/PG_VERSION'))
    ? tryDatabase(own, 'it starts', `restore ${own} from a backup, or move it away to begin anew`)
    : inScratchDirectory((empty) => tryDatabase(empty, 'it starts; no data yet', `${SETUP}, or set DATABASE_URL`));
}

async function tryDatabase(directory: string, praise: string, remedy: string): Promise<Finding> {
  try {
    const database = await startEmbeddedDatabase(directory);
    // Who holds the lock works on these data: they are not to be stopped under their feet.
    const release = await holdServerLock(database.url).catch(() => null);
    if (!release) return ok('Database', 'embedded, in use by another arXiviz process');
    await database.stop();
    await release();
    return ok('Database', `embedded, ${praise}`);
  } catch (error) {
    return missing('Database', `the embedded PostgreSQL does not start: ${reasonOf(error)}`, remedy);
  }
}

export async function checkRedis({ redisUrl }: Config): Promise<Finding> {
  if (redisUrl === null) return ok('Redis', 'not used: everything runs in one process (REDIS_URL is not set)');
  const { host } = new URL(redisUrl);
  try {
    const information = await requireRedis(redisUrl);
    const [, policy = 'noeviction'] = /^maxmemory_policy:(\S+)/m.exec(information) ?? [];
    if (policy === 'noeviction') return ok('Redis', host);
    const detail = `${host} throws away what it holds when its memory is full (maxmemory-policy ${policy}), the queue too`;
    return missing('Redis', detail, 'set its maxmemory-policy to noeviction');
  } catch (error) {
    return missing('Redis', reasonOf(error), 'correct REDIS_URL, or start it');
  }
}

export async function checkArxiv({ arxiv }: Config, userAgent: string): Promise<Finding> {
  const { host } = new URL(arxiv.apiUrl);
  try {
    const response = await fetch(`${arxiv.apiUrl}/query?id_list=1706.03762&max_results=1`, {
      headers: { 'user-agent': userAgent },
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    if (response.ok) return ok('arXiv', host);
    return missing('arXiv', `${host} answers HTTP ${response.status}`, 'wait a while; papers in examples/ need no network');
  } catch (error) {
    return missing('arXiv', `${host} does not answer: ${networkReason(error)}`, 'check the network; papers in examples/ need none');
  }
}
