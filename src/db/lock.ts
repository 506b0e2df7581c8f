import { randomUUID } from 'node:crypto';
import pRetry from 'p-retry';
import pg from 'pg';
import { StartError } from '../errors.ts';
import { SERVER_LOCK } from './lock-numbers.ts';

/** The database takes a moment to notice that the holder was killed. */
const WAIT_MS = 3000;
const CONNECT_MS = 5000;
/** PostgreSQL's code for a lock that could not be had in time. */
const LOCK_NOT_AVAILABLE = '55P03';
/** How soon either side of the connection finds out that the other one's machine is gone, rather than after two hours. */
const KEEP_ALIVE_MS = 10_000;
const KEEP_ALIVE = 'SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3';
const AGAIN = { retries: Number.POSITIVE_INFINITY, minTimeout: 250, factor: 2, maxTimeout: 5000 };

/** Told when another process has the lock that was lost with the database: this one must stop. */
type OnLost = (why: StartError) => void;

/**
 * Takes the lock that lets one process work on a database without Redis, and holds it until the returned function is called or the
 * process dies; a database that was restarted has forgotten it, so it is taken again then.
 * @throws StartError when another process holds it.
 */
export async function holdServerLock(databaseUrl: string, onLost: OnLost = () => {}): Promise<() => Promise<void>> {
  const release = await keepLock(databaseUrl, 'pg_advisory_lock', onLost);
  return async () => {
    await (await release())?.end();
  };
}

/**
 * Holds the same lock together with other processes that have Redis. The returned function gives it up and answers whether this was the
 * last of them, which has the database to itself until its server stops.
 */
export async function shareServerLock(databaseUrl: string, onLost: OnLost = () => {}): Promise<() => Promise<boolean>> {
  const release = await keepLock(databaseUrl, 'pg_advisory_lock_shared', onLost);
  return async () => {
    const client = await release();
    // Who else works on a database that is away cannot be told.
    if (!client) return false;
    await client.query('SELECT pg_advisory_unlock_shared($1)', [SERVER_LOCK]);
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS "isLast"', [SERVER_LOCK]);
    const isLast = rows[0]?.isLast === true;
    if (!isLast) await client.end();
    return isLast;
  };
}

type How = 'pg_advisory_lock' | 'pg_advisory_lock_shared';

/** The returned function ends the keeping, and answers the connection that has the lock; `null` while it is lost. */
async function keepLock(databaseUrl: string, how: How, onLost: OnLost): Promise<() => Promise<pg.Client | null>> {
  const session = `arxiviz-${randomUUID()}`;
  const ending = new AbortController();
  let client: pg.Client | null = await lock(databaseUrl, how, session);
  const lockAgain = async () => {
    const found = await lock(databaseUrl, how, session);
    // Nobody waits for it any more.
    if (ending.signal.aborted) await found.end();
    return found;
  };
  const keep = async () => {
    while (client) {
      await closed(client, ending.signal);
      if (ending.signal.aborted) return;
      client = null;
      const shouldRetry = ({ error }: { error: Error }) => !(error instanceof StartError);
      client = await pRetry(lockAgain, { ...AGAIN, signal: ending.signal, shouldRetry });
    }
  };
  const keeping = keep().catch((error: unknown) => {
    if (error instanceof StartError && !ending.signal.aborted) onLost(error);
  });
  return async () => {
    ending.abort();
    await keeping;
    return client;
  };
}

/** Resolves when the connection is closed, or nobody waits for that any more. */
function closed(client: pg.Client, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    client.once('end', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function lock(databaseUrl: string, how: How, session: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: session,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(`SET lock_timeout = ${WAIT_MS}; ${KEEP_ALIVE}`);
    // What this process held over a connection that broke, without the database having noticed.
    const ownOld = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()';
    await client.query(ownOld, [session]);
    await client.query(`SELECT ${how}($1)`, [SERVER_LOCK]);
    return client;
  } catch (error) {
    await client.end();
    if (!(error instanceof pg.DatabaseError) || error.code !== LOCK_NOT_AVAILABLE) throw error;
    throw new StartError(
      'Another arXiviz process works on this database. Stop it, use it (--server URL), or set REDIS_URL to run several.',
    );
  }
}
