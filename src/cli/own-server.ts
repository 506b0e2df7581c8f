import path from 'node:path';
import type { Config } from '../config.ts';
import { requireDataDirectory } from '../data-directory.ts';
import { requirePrerequisites } from './prerequisites.ts';
import { announceServer } from './server-file.ts';

/** The whole program, run inside this process for as long as a command takes. */
export interface OwnServer {
  url: string;
  /** Ends when everything is stopped; what was not done is kept for the next start. */
  close(): Promise<void>;
}

/** Starts API and workers on a free port of this machine alone. @throws CommandError, ConfigError, StartError */
export async function startOwnServer(config: Config): Promise<OwnServer> {
  requirePrerequisites(config, 'all');
  // Loaded only now: it needs what was just looked for, and half a second that `--help` need not wait for.
  const [{ logFormat, startProgram }, { pino }] = await Promise.all([import('../main.ts'), import('pino')]);
  await requireDataDirectory(config.dataDirectory);
  // Into a file, because the terminal shows progress.
  const destination = pino.destination({ dest: path.join(config.dataDirectory, 'process.log'), mkdir: true, append: false, sync: true });
  const log = pino({ ...logFormat, level: 'warn' }, destination);
  const program = await startProgram(config, { role: 'all', log, host: '127.0.0.1', port: 0 });
  const url = program.server?.url ?? '';
  const withdraw = await announceServer(config.dataDirectory, { url, lasting: false });
  return {
    url,
    async close() {
      await program.stop();
      // Only now, so that a command that used it too waits until the data are free.
      withdraw();
    },
  };
}
