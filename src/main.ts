import { type Logger, pino } from 'pino';
import { within } from './async/within.ts';
import type { Config } from './config.ts';
import type { StartError } from './errors.ts';
import { openServer, requirePort, type Server } from './server.ts';
import { type OpenOptions, openServices, type Role, type Services } from './services.ts';
import { startWorkers } from './workers/index.ts';

export interface Program {
  services: Services;
  /** `null` in a process that only works. */
  server: Server | null;
  /** Resolves, if ever, when another process has taken the database over while it was away, or its data are gone: then this program stops by itself. */
  ousted: Promise<StartError>;
  /**
   * Takes no more work, sends followers away to come back, gives what is under way the time that SHUTDOWN_SECONDS leaves and hands back the
   * rest, and closes everything.
   */
  stop(): Promise<void>;
}

/** How a line of the log looks. Of an error no more than what it is and where: database errors hold the whole connection. */
export const logFormat = {
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  serializers: {
    err: ({ name, message, stack, code, cause }: Error & { code?: unknown }) => ({
      type: name,
      message,
      stack,
      code,
      cause: cause && String(cause),
    }),
  },
};

/** Log lines go to standard error: standard output is for what a person or a pipe asked for. */
export function createLog(level: string): Logger {
  return pino({ ...logFormat, level }, pino.destination({ dest: 2, sync: true }));
}

export interface StartOptions extends Pick<OpenOptions, 'openRenderer'> {
  role: Role;
  log: Logger;
  host?: string;
  port?: number;
}

/** What of the time to stop is kept for handing back what has not ended by itself. */
const HANDING_BACK_MS = 2000;

/** Starts the program in one of its roles. @throws ConfigError, StartError, or the error of a port that cannot be had. */
export async function startProgram(
  config: Config,
  { role, log, host = config.host, port = config.port, ...more }: StartOptions,
): Promise<Program> {
  // Before a database is started and an engine warmed up for nothing.
  if (role !== 'worker') await requirePort({ host, port });
  const stopping = new AbortController();
  const handingBack = new AbortController();
  const { promise: ousted, resolve: onOusted } = Promise.withResolvers<StartError>();
  const { services, close } = await openServices(config, {
    ...more,
    role,
    log,
    stopping: stopping.signal,
    handingBack: handingBack.signal,
    onOusted,
  });
  // What did not end well is told, and keeps nothing else from ending.
  const ended = async (what: string, end: Promise<void> | undefined) => {
    await end?.catch((error: unknown) => log.error({ err: error }, `${what} did not end well.`));
  };
  let server: Server | null = null;
  let stopWorkers = async () => {};
  try {
    if (role !== 'worker') server = await openServer(services, { host, port });
    const { renderer } = services;
    if (renderer) stopWorkers = await startWorkers({ ...services, renderer });
  } catch (error) {
    await ended('The server', server?.close());
    await close();
    throw error;
  }
  let stopped: Promise<void> | null = null;
  const stop = async () => {
    stopping.abort();
    const timer = setTimeout(() => handingBack.abort(), Math.max(0, config.shutdownMs - HANDING_BACK_MS));
    // Without the database nothing can be handed back: it is taken up by others when it was not heard of for a while.
    const ends = Promise.all([ended('The server', server?.close()), ended('The work', stopWorkers())]);
    const inTime = await within(Math.max(config.shutdownMs, HANDING_BACK_MS), ends);
    if (!inTime) log.warn('Not everything that was under way could be handed back in time.');
    clearTimeout(timer);
    handingBack.abort();
    await close();
  };
  const program: Program = {
    services,
    server,
    ousted,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
  const leave = async (why: StartError) => {
    log.error({ err: why }, 'This process stops, because it has lost its database.');
    await program.stop();
  };
  ousted.then(leave).catch((error) => log.error({ err: error }, 'This process did not stop well.'));
  return program;
}
