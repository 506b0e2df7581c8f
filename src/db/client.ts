import { PrismaPg } from '@prisma/adapter-pg';
import { TooBusyError } from '../errors.ts';
import { Prisma, PrismaClient } from './generated/prisma/client.ts';

export type Database = PrismaClient;
export type Transaction = Prisma.TransactionClient;

/** Connections one process keeps open at most, where nothing else is said. */
const POOL_SIZE = 20;
/** How long to wait for a connection, and for an answer: nothing else tells that the network has gone silent. */
const CONNECT_MS = 30_000;
const ANSWER_MS = 30_000;
const KEEP_ALIVE_MS = 10_000;
const TRANSACTION_TRIES = 5;
/** A transaction that asks nothing of the database for this long is taken to be abandoned. */
const IDLE_LIMIT_MS = 10_000;
/** Prisma's code for "write conflict or deadlock", PostgreSQL's for serialization failure and deadlock. */
const CONFLICT = /P2034|40001|40P01|deadlock detected/;
/** Prisma's codes for a database that cannot be reached or has no connection to spare, PostgreSQL's for one that starts, stops or is full. */
const AWAY = /P1001|P1002|P1008|P1017|P2024|P2028|57P0[123]|25P03|53300|too many clients/;
/** What its driver says, without a name or a code, of a connection that broke or cannot be had, and of an answer that does not come. */
const BROKEN =
  /^(Connection terminated|Client (has encountered a connection error|was closed) and is not queryable|Query read timeout|timeout expired|timeout exceeded when trying to connect)/;
/** Codes of the network that Prisma does not know: it hands such an error on as it is, with its own version on it. */
const NETWORK = /^(EPIPE|ECONNABORTED|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN)$/;
/** Of SQL that is given to it, Prisma says the same in words alone. */
const AWAY_IN_WORDS =
  /Raw query failed\. Code: `[^`]*`\. Message: `(Can't reach database server|Server has closed the connection|Operation has timed out|Too many database connections)/;
const RETRY_AFTER_SECONDS = 5;

/** Opens a pool of connections to the database at `url`. Connects on first use. */
export function createDatabase(url: string, connections = POOL_SIZE): Database {
  return new PrismaClient({
    adapter: new PrismaPg({
      connectionString: url,
      max: connections,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: ANSWER_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      // The adapter reads and writes times as if this were so everywhere.
      onConnect: async (client) => {
        await client.query("SET TimeZone = 'UTC'");
      },
    }),
    transactionOptions: { maxWait: CONNECT_MS, timeout: 60_000 },
  });
}

/**
 * Runs `work` in a transaction, and again from its start when PostgreSQL ended it because two of them stood in each other's way. `now` is
 * the database's time: one clock for all processes, whose own may differ.
 */
export async function inTransaction<T>(db: Database, work: (tx: Transaction, now: Date) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await db.$transaction(async (tx) => {
        // What a process has locked is free again when the process is paused in the middle, not only when it has ended.
        const [begun] = await tx.$queryRaw<{ now: Date }[]>`
          SELECT set_config('idle_in_transaction_session_timeout', ${String(IDLE_LIMIT_MS)}, true), clock_timestamp() AS now`;
        return work(tx, begun?.now ?? new Date());
      });
    } catch (error) {
      if (tries >= TRANSACTION_TRIES || !matches(error, CONFLICT)) throw asTooBusy(error) ?? error;
    }
  }
}

/** What time it is by the database's clock. */
export async function databaseTime(db: Database | Transaction): Promise<Date> {
  const [row] = await db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  return row?.now ?? new Date();
}

/** What clients are told when the database is away for a while; `null` when the error is about something else. */
export function asTooBusy(error: unknown): TooBusyError | null {
  // What a transaction ended with was told before.
  if (error instanceof TooBusyError) return error;
  if (!matches(error, AWAY) && !matches(error, AWAY_IN_WORDS) && !isBroken(error)) return null;
  return new TooBusyError('The database cannot be reached. Try again in a moment.', RETRY_AFTER_SECONDS, { cause: error });
}

function isBroken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return BROKEN.test(error.message) || ('clientVersion' in error && 'code' in error && NETWORK.test(`${error.code}`));
}

function matches(error: unknown, codes: RegExp): boolean {
  if (!(error instanceof Error) || !isOfDatabase(error)) return false;
  return codes.test(`${'code' in error ? error.code : ''} ${error.message}`);
}

/** Errors of Prisma, of its adapter and of PostgreSQL. Others may quote somebody who wrote what looks like a code: `P2024`, `2405.53300`. */
function isOfDatabase(error: Error): boolean {
  return error.name.startsWith('PrismaClient') || error.name === 'DriverAdapterError' || 'code' in error;
}

/** Waits for the lock named by `parts` and holds it until the transaction ends. */
export async function lockFor(tx: Transaction, ...parts: string[]): Promise<void> {
  await tx.$executeRaw(Prisma.sql`SELECT pg_advisory_xact_lock(hashtextextended(${parts.join(' ')}, 0))`);
}
