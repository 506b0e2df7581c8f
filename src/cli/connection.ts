import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { urlOf } from '../address.ts';
import type { Config } from '../config.ts';
import { ConfigError } from '../errors.ts';
import { createGraphqlClient, type GraphqlClient, ServerAway } from '../gql/client.ts';
import { waitForServer } from '../gql/follow-job.ts';
import type { TypedDocumentString } from '../gql/generated/graphql.ts';
import { FILES_PATH } from '../storage/disk.ts';
import { CommandError } from './command-error.ts';
import { type OwnServer, startOwnServer } from './own-server.ts';
import { findRunningServer } from './server-file.ts';

const START_TRIES = 3;
const START_PAUSE_MS = 1000;

/** The server that a command talks to, wherever it runs. */
export interface Connection {
  client(): GraphqlClient;
  /** Whether it is there after this command. */
  stays: boolean;
  /** What leads to the same thing after this command; what starts on this computer later serves the same videos. */
  lastingUrl(url: string): string;
  /** The file behind the URL of a video; `null` where it is not on this disk. */
  fileOf(url: string): string | null;
  /** Where this computer keeps what the server makes; `null` when that is elsewhere. */
  dataDirectory: string | null;
  /** Waits for a server that is away, or replaces it; for `followJob`. @throws ServerAway when that has lasted too long. */
  recover(error: ServerAway, times: number): Promise<void>;
  /** Stops what was started for this command. */
  close(): Promise<void>;
}

/** Talks to the server at `address`. */
export function connectTo(address: string): Connection {
  const client = createGraphqlClient(address);
  return {
    client: () => client,
    stays: true,
    lastingUrl: (url) => url,
    fileOf: () => null,
    dataDirectory: null,
    recover: waitForServer,
    close: async () => {},
  };
}

/**
 * Talks to the arXiviz that works on this data directory, or to one that is started for this command; `tell` says which. Should the
 * first end while the command runs, one is started in its place and goes on with its jobs.
 * @throws CommandError, StartError
 */
export async function connectHere(config: Config, tell: (text: string) => void): Promise<Connection> {
  let own: OwnServer | null = null;
  let server: { url: string; lasting: boolean } | null = null;
  const findOrStart = async () => {
    const running = await findRunningServer(config.dataDirectory);
    if (running) {
      if (running.url !== server?.url) tell(`arXiviz already runs at ${running.url} (process ${running.pid}): using it.`);
      server = running;
    } else {
      own = await startOwnServer(config);
      if (server) tell('It has ended: going on without it.');
      server = { url: own.url, lasting: false };
    }
    return createGraphqlClient(server.url);
  };
  let client = await patiently(findOrStart);

  return {
    client: () => client,
    get stays() {
      return server?.lasting ?? false;
    },
    lastingUrl(given) {
      const isPassing = server && !server.lasting && given.startsWith(server.url);
      // Where one that is started later with these settings will be.
      return server && isPassing ? `${config.publicUrl ?? urlOf(config)}${given.slice(server.url.length)}` : given;
    },
    fileOf(given) {
      const [, objectKey] = given.split(FILES_PATH);
      if (config.s3 || objectKey === undefined) return null;
      const file = path.join(config.dataDirectory, 'videos', objectKey);
      return existsSync(file) ? file : null;
    },
    dataDirectory: config.dataDirectory,
    async recover(error, times) {
      await waitForServer(error, times);
      if (!own) client = await patiently(findOrStart);
    },
    async close() {
      await own?.close();
    },
  };
}

/** Another process may be starting or ending on the same data at this very moment: a little later all is clear. */
async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tries >= START_TRIES || error instanceof CommandError || error instanceof ConfigError) throw error;
      await pause(START_PAUSE_MS);
    }
  }
}

/** Asks a question, again and again while the server is away. For what may be asked twice. @throws ServerAway when that has lasted too long. */
export async function askPatiently<Result, Variables extends Record<string, unknown>>(
  connection: Connection,
  operation: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  for (let times = 1; ; times += 1) {
    try {
      return await connection.client().request(operation, variables);
    } catch (error) {
      if (!(error instanceof ServerAway)) throw error;
      await connection.recover(error, times);
    }
  }
}
