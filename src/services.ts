import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Arxiv, createArxiv } from './arxiv/client.ts';
import { within } from './async/within.ts';
import type { Config } from './config.ts';
import { requireDataDirectory } from './data-directory.ts';
import { createDatabase, type Database } from './db/client.ts';
import { startEmbeddedDatabase } from './db/embedded.ts';
import { holdServerLock, shareServerLock } from './db/lock.ts';
import { applyMigrations, requireCurrentSchema } from './db/migrate.ts';
import { isPassing } from './db/running-server.ts';
import { watchCluster } from './db/watch-cluster.ts';
import { ConfigError, StartError } from './errors.ts';
import { type Feed, openFeed } from './feed/feed.ts';
import { createGenerator, type Generator } from './generator/client.ts';
import { networkReason } from './network-reason.ts';
import { type Outbox, startOutbox } from './outbox.ts';
import { nameByProcess } from './process-name.ts';
import { createMemoryWakeups, createRedisWakeups, type Wakeups } from './pubsub.ts';
import { createPostgresQueues, createRedisQueues, type Queues } from './queues.ts';
import { quietly } from './quiet.ts';
import { createLocalRenderer } from './rendering/local.ts';
import type { Renderer } from './rendering/renderer.ts';
import { claimWorkDirectory } from './rendering/work-directory.ts';
import { createDiskStore } from './storage/disk.ts';
import type { ObjectStore } from './storage/object-store.ts';
import { requireStore } from './storage/require-store.ts';
import { createS3Store } from './storage/s3.ts';
import { version } from './version.ts';
import type { Viewer } from './viewer.ts';

/** How often the embedded database is tried while another process starts or ends on the same data. */
const EMBEDDED_TRIES = 10;
const EMBEDDED_PAUSE_MS = 300;

/** The Python that set-up made for the engine alone. */
export const pythonPath = path.resolve(import.meta.dirname, '../modal/.venv/bin/python');

/** The parts of the program that touch something outside it, opened once and handed to everyone. */
export interface Services {
  config: Config;
  log: Logger;
  db: Database;
  queues: Queues;
  wakeups: Wakeups;
  outbox: Outbox;
  feed: Feed;
  store: ObjectStore;
  /** Only where renders are done. */
  renderer: Renderer | null;
  arxiv: Arxiv;
  generator: Generator | null;
  /** Names this process in the attempts it makes. */
  worker: string;
  /** Aborts when the program is asked to end: nothing new is begun. */
  stopping: AbortSignal;
  /** Aborts when what is under way has had its time to end: it is handed back. */
  handingBack: AbortSignal;
}

/** The services, and who asks for something to be done with them: what everything that clients can ask for is handed. */
export interface Asked extends Services {
  viewer: Viewer;
}

/** What of the program runs in this process. */
export type Role = 'all' | 'api' | 'worker';

export interface OpenOptions {
  role: Role;
  log: Logger;
  stopping: AbortSignal;
  handingBack: AbortSignal;
  /** Told when another process has taken the database over, or its data are gone: this one must stop. */
  onOusted: (why: StartError) => void;
  /** For programs that render in a way of their own, as benches do. */
  openRenderer?: (config: Config, worker: string) => Promise<Renderer>;
}

/** How long one part may take to close. */
const CLOSING_MS = 5000;

/**
 * Opens everything that `config` names, and what is embedded where it names nothing.
 * @returns the services, and a function that closes them all, last opened first.
 * @throws ConfigError, StartError
 */
export async function openServices(
  config: Config,
  { role, log, stopping, handingBack, onOusted, openRenderer = openConfiguredRenderer }: OpenOptions,
): Promise<{ services: Services; close(): Promise<void> }> {
  refuseImpossible(config, role);
  const closers: (() => Promise<unknown> | unknown)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) {
      const closing = Promise.resolve(closer()).catch((error: unknown) =>
        log.error({ err: error }, 'A part of the program did not close well.'),
      );
      // A part that is away must not keep the program from ending.
      if (!(await within(CLOSING_MS, closing))) log.warn('A part of the program did not close in time.');
    }
  };
  const opened: Opened = (part, closer) => {
    closers.push(() => closer(part));
    return part;
  };
  const onError = quietly((error) => {
    // What is cut while everything closes is meant to be.
    if (!stopping.aborted) log.error({ err: error }, 'The queue or the events had an error.');
  });

  try {
    // Whoever has a database, a store and a renderer elsewhere keeps nothing that could not be fetched again.
    if (!config.databaseUrl || !config.s3 || role !== 'api') await requireDataDirectory(config.dataDirectory);
    const databaseUrl = await openDatabase(config, opened, onOusted);

    const db = opened(createDatabase(databaseUrl, config.databaseConnections), (part) => part.$disconnect());
    const queues = opened(
      await (config.redisUrl ? createRedisQueues(config.redisUrl, onError) : createPostgresQueues(databaseUrl, onError)),
      (part) => part.close(),
    );
    const wakeups = opened(config.redisUrl ? await createRedisWakeups(config.redisUrl, onError) : createMemoryWakeups(), (part) =>
      part.close(),
    );
    const outbox = opened(startOutbox(db, queues, log), (part) => part.close());
    const feed = opened(await openFeed(db, wakeups, log), (part) => part.close());
    const store = opened(config.s3 ? createS3Store(config.s3) : await createDiskStore(path.join(config.dataDirectory, 'videos')), (part) =>
      part.close(),
    );
    if (config.s3) await requireStore(store, log);
    const worker = nameByProcess();
    const renderer = role === 'api' ? null : opened(await openRenderer(config, worker), (part) => part.close());
    const arxiv = createArxiv({
      ...config.arxiv,
      userAgent: `arxiviz/${version}`,
      cacheDirectory: path.join(config.dataDirectory, 'arxiv'),
      onUnkept: quietly((error) => log.warn({ err: error }, 'What arXiv answered could not be kept on disk.')),
    });
    const generator = config.generator && createGenerator(config.generator);
    return {
      services: {
        ...{ config, log, db, queues, wakeups, outbox, feed, store, renderer, arxiv, generator, worker },
        ...{ stopping, handingBack },
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openConfiguredRenderer({ dataDirectory, modal, render: { timeoutMs } }: Config, worker: string): Promise<Renderer> {
  const workDirectory = await claimWorkDirectory(path.join(dataDirectory, 'work'), worker);
  const formulasDirectory = path.join(dataDirectory, 'formulas');
  if (!modal) return createLocalRenderer({ python: pythonPath, workDirectory, formulasDirectory, timeoutMs });
  // The SDK is large; who renders here should not wait for it.
  const [{ openModal }, { createModalRenderer }] = await Promise.all([
    import('./rendering/modal-service.ts'),
    import('./rendering/modal.ts'),
  ]);
  const versionFile = path.join(dataDirectory, 'modal-engine.txt');
  return createModalRenderer({ service: openModal(modal), workDirectory, versionFile, timeoutMs });
}

type Opened = <T>(part: T, closer: (part: T) => Promise<unknown> | unknown) => T;

/** The URL of a database that has this program's schema and, without Redis, is this process's alone. */
async function openDatabase(
  { databaseUrl, redisUrl, dataDirectory }: Config,
  opened: Opened,
  onOusted: OpenOptions['onOusted'],
): Promise<string> {
  const lock = async (url: string) => opened(await holdServerLock(url, onOusted), (release) => release());
  if (databaseUrl) {
    try {
      if (!redisUrl) await lock(databaseUrl);
      await requireCurrentSchema(databaseUrl);
    } catch (error) {
      throw error instanceof StartError ? error : unusable(databaseUrl, error);
    }
    return databaseUrl;
  }
  for (let tries = 1; ; tries += 1) {
    try {
      const embedded = await startEmbeddedDatabase(path.join(dataDirectory, 'postgres'));
      // The lock comes before the right to stop the server, on which another process may be working, and is kept until it has stopped.
      if (redisUrl) {
        opened(await shareServerLock(embedded.url, onOusted), async (leave) => {
          if (await leave()) await embedded.stop();
        });
      } else {
        await lock(embedded.url);
        opened(embedded, (part) => part.stop());
      }
      await applyMigrations(embedded.url);
      opened(watchCluster(path.join(dataDirectory, 'postgres'), onOusted), (end) => end());
      return embedded.url;
    } catch (error) {
      if (tries === EMBEDDED_TRIES || !isPassing(error)) throw error;
      await pause(EMBEDDED_PAUSE_MS);
    }
  }
}

/** Says which database it is, without the password in its URL. */
function unusable(databaseUrl: string, error: unknown): StartError {
  const { host, pathname } = new URL(databaseUrl);
  return new StartError(`DATABASE_URL: ${host}${pathname} cannot be used: ${networkReason(error)}`, { cause: error });
}

function refuseImpossible(config: Config, role: Role): void {
  if (role === 'worker' && !config.redisUrl) {
    throw new ConfigError('REDIS_URL: needed by a worker process. Without it, one process does everything: run arxiviz serve.');
  }
}
