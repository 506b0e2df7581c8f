import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config.ts';
import { StartError } from '../errors.ts';
import { createGraphqlClient, type GraphqlClient, ServerAway } from '../gql/client.ts';
import { waitForServer } from '../gql/follow-job.ts';
import type { TypedDocumentString } from '../gql/generated/graphql.ts';
import { FILES_PATH } from '../storage/disk.ts';
import { type OwnServer, startOwnServer } from './own-server.ts';
import { findRunningServer } from './server-file.ts';

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
  let url = '';
  const use = (server: { url: string }) => {
    url = server.url;
    return createGraphqlClient(url);
  };
  const findOrStart = async () => {
    const running = await findRunningServer(config.dataDirectory);
    if (running) {
      if (running.url !== url) tell(`arXiviz already runs at ${running.url} (process ${running.pid}): using it.`);
      return use(running);
    }
    const replaces = url !== '';
    own = await startOwnServer(config);
    if (replaces) tell('It has ended: going on without it.');
    return use(own);
  };
  let client = await findOrStart().catch(async (error) => {
    // Two commands started at once: the other one was faster.
    const running = error instanceof StartError ? await findRunningServer(config.dataDirectory) : null;
    if (!running) throw error;
    return use(running);
  });

  const later = config.publicUrl ?? `http://${config.host === '0.0.0.0' ? 'localhost' : config.host}:${config.port}`;
  return {
    client: () => client,
    get stays() {
      return own === null;
    },
    lastingUrl: (given) => (own && given.startsWith(own.url) ? `${later}${given.slice(own.url.length)}` : given),
    fileOf(given) {
      const [, objectKey] = given.split(FILES_PATH);
      if (config.s3 || objectKey === undefined) return null;
      const file = path.join(config.dataDirectory, 'videos', objectKey);
      return existsSync(file) ? file : null;
    },
    dataDirectory: config.dataDirectory,
    async recover(error, times) {
      await waitForServer(error, times);
      if (own) return;
      try {
        client = await findOrStart();
      } catch (reason) {
        // The one that ends may hold the database a little longer.
        if (!(reason instanceof StartError)) throw reason;
      }
    },
    async close() {
      await own?.close();
    },
  };
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
