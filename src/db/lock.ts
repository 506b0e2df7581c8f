import pg from 'pg';
import { StartError } from '../errors.ts';

/** Chosen at random; whoever serves a database without Redis holds it. */
const SERVER_LOCK = 7_143_009_126;

/**
 * Takes the lock that lets one process work on a database without Redis, and holds it until the returned function is called or the
 * process dies. @throws StartError when another process holds it.
 */
export async function holdServerLock(databaseUrl: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: databaseUrl, keepAlive: true });
  await client.connect();
  const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS held', [SERVER_LOCK]);
  if (!rows[0].held) {
    await client.end();
    throw new StartError(
      'Another arXiviz process works on this database. Stop it, use it (--server URL), or set REDIS_URL to run several.',
    );
  }
  client.on('error', () => {});
  return () => client.end();
}
