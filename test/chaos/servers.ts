import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type EmbeddedDatabase, startEmbeddedDatabase } from '../../src/db/embedded.ts';
import { applyMigrations } from '../../src/db/migrate.ts';
import { startRedis } from '../support/redis-server.ts';
import { type Gate, openGate } from './gate.ts';

/** A server that everything hangs on. */
export interface Victim {
  name: string;
  /** Kills it and starts it again on the same data. */
  restart(): Promise<void>;
  cut(): void;
}

/** PostgreSQL and Redis, each behind a port that stays. */
export interface Servers {
  settings: { DATABASE_URL: string; REDIS_URL: string };
  victims: Victim[];
  close(): Promise<void>;
}

const STARTS = 20;
const START_PAUSE_MS = 250;

export async function startServers(directory: string): Promise<Servers> {
  const data = path.join(directory, 'postgres');
  let database = await startEmbeddedDatabase(data);
  await applyMigrations(database.url);
  const redis = await startRedis();
  const portOfUrl = (url: string) => Number(new URL(url).port);
  const [toDatabase, toRedis] = await Promise.all([openGate(portOfUrl(database.url)), openGate(redis.port)]);
  return {
    settings: { DATABASE_URL: through(database.url, toDatabase), REDIS_URL: through(redis.url, toRedis) },
    victims: [
      {
        name: 'PostgreSQL',
        async restart() {
          await killPostgres(data);
          database = await startAgain(data);
          toDatabase.target = portOfUrl(database.url);
        },
        cut: toDatabase.cut,
      },
      {
        name: 'Redis',
        async restart() {
          await redis.kill();
          await redis.start();
        },
        cut: toRedis.cut,
      },
    ],
    async close() {
      await Promise.all([toDatabase.close(), toRedis.close()]);
      await Promise.all([database.stop(), redis.close()]);
    },
  };
}

function through(url: string, { port }: Gate): string {
  return Object.assign(new URL(url), { port: String(port) }).href;
}

/** Kills the server of this data directory, with no time to write anything. */
export async function killPostgres(data: string): Promise<void> {
  const [pid] = (await readFile(path.join(data, 'cluster', 'postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');
}

/** What the killed server had shared with its children takes a moment to be free again. */
async function startAgain(data: string): Promise<EmbeddedDatabase> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await startEmbeddedDatabase(data);
    } catch (error) {
      if (tries >= STARTS) throw error;
    }
    await pause(START_PAUSE_MS);
  }
}
