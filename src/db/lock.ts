import pg from 'pg';
import { StartError } from '../errors.ts';

/** Chosen at random; whoever serves a database without Redis holds it. */
const SERVER_LOCK = 7_143_009_126;
/** The database takes a moment to notice that the holder was killed. */
const WAIT_MS = 3000;
/** PostgreSQL's code for a lock that could not be had in time. */
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Takes the lock that lets one process work on a database without Redis, and holds it until the returned function is called or the
 * process dies. @throws StartError when another process holds it.
 */
export async function holdServerLock(databaseUrl: string): Promise<() => Promise<void>> {
  const client = await lock(databaseUrl, 'pg_advisory_lock');
  return () => client.end();
}

/**
 * Holds the same lock together with other processes that have Redis. The returned function gives it up and answers whether this was the
 * last of them, which has the database to itself until its server stops.
 */
export async function shareServerLock(databaseUrl: string): Promise<() => Promise<boolean>> {
  const client = await lock(databaseUrl, 'pg_advisory_lock_shared');
  return async () => {
    await client.query('SELECT pg_advisory_unlock_shared($1)', [SERVER_LOCK]);
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS "isLast"', [SERVER_LOCK]);
    const isLast = rows[0]?.isLast === true;
    if (!isLast) await client.end();
    return isLast;
  };
}

async function lock(databaseUrl: string, how: 'pg_advisory_lock' | 'pg_advisory_lock_shared'): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl, keepAlive: true });
  await client.connect();
  try {
    await client.query(`SET lock_timeout = ${WAIT_MS}`);
    await client.query(`SELECT ${how}($1)`, [SERVER_LOCK]);
  } catch (error) {
    await client.end();
    if (!(error instanceof pg.DatabaseError) || error.code !== LOCK_NOT_AVAILABLE) throw error;
    throw new StartError(
      'Another arXiviz process works on this database. Stop it, use it (--server URL), or set REDIS_URL to run several.',
    );
  }
  client.on('error', () => {});
  return client;
}
