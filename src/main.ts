import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';
import { openServer, type Server } from './server.ts';
import { openServices, type Role, type Services } from './services.ts';
import { startWorkers } from './workers/index.ts';

export interface Program {
  services: Services;
  /** `null` in a process that only works. */
  server: Server | null;
  /** Stops taking work, hands back what is under way, and closes everything. */
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

/** Starts the program in one of its roles. @throws ConfigError, StartError, or the error of a port that cannot be had. */
export async function startProgram(
  config: Config,
  { role, log, host = config.host, port = config.port }: { role: Role; log: Logger; host?: string; port?: number },
): Promise<Program> {
  const stopping = new AbortController();
  const { services, close } = await openServices(config, { role, log, stopping: stopping.signal });
  let server: Server | null = null;
  let stopWorkers = async () => {};
  try {
    if (role !== 'worker') server = await openServer(services, { host, port });
    const { renderer } = services;
    if (renderer) stopWorkers = await startWorkers({ ...services, renderer });
  } catch (error) {
    await server?.close();
    await close();
    throw error;
  }
  let stopped: Promise<void> | null = null;
  const stop = async () => {
    stopping.abort();
    await Promise.all([server?.close(), stopWorkers()]);
    await close();
  };
  return {
    services,
    server,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}
