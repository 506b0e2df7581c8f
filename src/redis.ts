import { Redis, type RedisOptions } from 'ioredis';
import { StartError } from './errors.ts';
import { networkReason } from './network-reason.ts';

/** One that does not take a connection, or answer a command, for this long is away. Answers are looked for in less time than a look at the health has. */
const CONNECT_TIMEOUT_MS = 5000;
const ANSWER_TIMEOUT_MS = 2500;
const LONGEST_PAUSE_MS = 5000;

const common: RedisOptions = {
  connectTimeout: CONNECT_TIMEOUT_MS,
  keepAlive: 10_000,
  // Doubled each time, and not the same for all, so that a server that comes back is not met by everyone at once.
  retryStrategy: (tries) => Math.min(50 * 2 ** tries, LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2),
};

/** For what somebody waits for: while Redis is away a command fails at once, and when it is silent after some seconds. */
export function connectImpatiently(url: string, onError: (error: Error) => void): Redis {
  const timeouts = { commandTimeout: ANSWER_TIMEOUT_MS, socketTimeout: 2 * ANSWER_TIMEOUT_MS };
  const redis = new Redis(url, { ...common, ...timeouts, enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  return redis.on('error', (error) => onError(inWords(error)));
}

const AWAY = /enableOfflineQueue|max retries per request|Connection is closed|Command timed out|Socket timeout/;

/** What a command, or a connection, failed of, in words that say what is wrong with Redis. */
export function inWords(cause: Error): Error {
  if (AWAY.test(cause.message)) return new Error('Redis cannot be reached.', { cause });
  const [, said] = refusals.find(([refusal]) => refusal.test(cause.message)) ?? [];
  return said === undefined ? cause : new Error(`Redis cannot be used: ${said}.`, { cause });
}

/** Throws what a command failed of, in words. */
export function throwInWords(error: unknown): never {
  throw error instanceof Error ? inWords(error) : error;
}

/** For work that goes on when Redis is back: a command waits for it as long as it takes. */
export function connectPatiently(url: string, onError: (error: Error) => void): Redis {
  return new Redis(url, { ...common, maxRetriesPerRequest: null }).on('error', (error) => onError(inWords(error)));
}

/** Connects once, and answers what `ask` found out. @throws StartError saying why Redis cannot be used, and what to do. */
async function askRedis<T>(url: string, ask: (redis: Redis) => Promise<T>): Promise<T> {
  // One that still reads its data would be waited for, however long, without a word.
  const once = { lazyConnect: true, retryStrategy: null, enableReadyCheck: false };
  const redis = new Redis(url, { ...common, ...once, commandTimeout: ANSWER_TIMEOUT_MS });
  // A connection that fails says why here, and a number of a database that there is not nowhere else.
  let trouble: Error | null = null;
  redis.on('error', (error) => {
    trouble ??= error;
  });
  try {
    await redis.connect();
    const answer = await ask(redis);
    if (trouble) throw trouble;
    return answer;
  } catch (cause) {
    const { host, protocol } = new URL(url);
    const reason = explain(trouble ?? cause, protocol === 'rediss:');
    throw new StartError(`Redis at ${host} (REDIS_URL) cannot be used: ${reason}.`, { cause });
  } finally {
    redis.disconnect();
  }
}

/** Under this name it is tried whether anything can be written, and said to others. */
const TRIAL = 'arxiviz:trial';
const TRIAL_SECONDS = 60;

/** Writes something, as every entry of a queue does: one that is full, or a replica, answers whoever only asks. */
export async function tryToWrite(redis: Redis): Promise<void> {
  await redis.set(TRIAL, '', 'EX', TRIAL_SECONDS);
}

/** Makes sure that all that is needed of Redis can be had with these settings; answers what it says of itself (`INFO`). @throws StartError */
export async function requireRedis(url: string): Promise<string> {
  return askRedis(url, async (redis) => {
    const information = await redis.info();
    // What belongs together in a queue is not in one place there.
    if (/^cluster_enabled:1/m.test(information)) throw new Error('it is one of a cluster, and a queue needs a Redis by itself');
    await tryToWrite(redis);
    await redis.publish(TRIAL, '');
    return information;
  });
}

/** What Redis answers when it refuses, and what is wrong then. */
const refusals: [RegExp, string][] = [
  [/^NOAUTH/, 'it asks for a password, as in REDIS_URL=redis://:password@host:6379'],
  [/^WRONGPASS|invalid password/, 'the user or the password in REDIS_URL is wrong'],
  [/DB index/, 'it has no database with the number at the end of REDIS_URL'],
  [/^LOADING/, 'it still reads its data from the disk; it can be in a while'],
  [/^READONLY/, 'it is a replica, which takes no writes; REDIS_URL has to name the primary'],
  [/^OOM command/, 'its memory is full (maxmemory)'],
  [/^MISCONF/, 'it takes no writes, because it cannot keep them on its disk; its own log says why'],
];

function explain(error: unknown, isTls: boolean): string {
  const reason = networkReason(error);
  const [, refusal] = refusals.find(([answer]) => answer.test(reason)) ?? [];
  if (refusal !== undefined) return refusal;
  if (/^NOPERM/.test(reason)) return `the user in REDIS_URL may not do all that is needed: ${reason}`;
  if (/certificate/i.test(reason)) return `${reason}; NODE_EXTRA_CA_CERTS names a file with an authority of your own`;
  if (!isTls && /ECONNRESET|Connection is closed|EPIPE|Protocol error/.test(reason))
    return `${reason}; does it speak TLS? REDIS_URL then begins with rediss://`;
  // What speaks no TLS waits for the rest of what it takes for a command.
  if (isTls && /ETIMEDOUT/.test(reason)) return `${reason}; does it speak TLS? If not, REDIS_URL begins with redis://`;
  return reason;
}
