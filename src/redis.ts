import { Redis, type RedisOptions } from 'ioredis';
import { StartError } from './errors.ts';
import { networkReason } from './network-reason.ts';

/** One that does not take a connection, or answer a command, for this long is away. */
const CONNECT_TIMEOUT_MS = 5000;
const ANSWER_TIMEOUT_MS = 3000;
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
  return redis.on('error', onError);
}

const AWAY = /enableOfflineQueue|max retries per request|Connection is closed|Command timed out/;

/** Throws what a command over an impatient connection failed of, in words that say so. */
export function throwInWords(error: unknown): never {
  if (error instanceof Error && AWAY.test(error.message)) throw new Error('Redis cannot be reached.', { cause: error });
  throw error;
}

/** For work that goes on when Redis is back: a command waits for it as long as it takes. */
export function connectPatiently(url: string, onError: (error: Error) => void): Redis {
  return new Redis(url, { ...common, maxRetriesPerRequest: null }).on('error', onError);
}

/** Connects once, and answers what `ask` found out. @throws StartError saying why Redis cannot be used, and what to do. */
export async function askRedis<T>(url: string, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { ...common, commandTimeout: ANSWER_TIMEOUT_MS, lazyConnect: true, retryStrategy: null });
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

/** Makes sure that Redis can be used with these settings. @throws StartError */
export async function requireRedis(url: string): Promise<void> {
  await askRedis(url, (redis) => redis.ping());
}

function explain(error: unknown, isTls: boolean): string {
  const reason = networkReason(error);
  if (/NOAUTH/.test(reason)) return 'it asks for a password, as in REDIS_URL=redis://:password@host:6379';
  if (/WRONGPASS|invalid password/.test(reason)) return 'the user or the password in REDIS_URL is wrong';
  if (/DB index/.test(reason)) return 'it has no database with the number at the end of REDIS_URL';
  if (/certificate/i.test(reason)) return `${reason}; NODE_EXTRA_CA_CERTS names a file with an authority of your own`;
  if (!isTls && /ECONNRESET|Connection is closed|EPIPE|Protocol error/.test(reason))
    return `${reason}; does it speak TLS? REDIS_URL then begins with rediss://`;
  // What speaks no TLS waits for the rest of what it takes for a command.
  if (isTls && /ETIMEDOUT/.test(reason)) return `${reason}; does it speak TLS? If not, REDIS_URL begins with redis://`;
  return reason;
}
