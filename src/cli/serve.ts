import { readConfig } from '../config.ts';
import { version } from '../version.ts';
import { CommandError } from './command-error.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { interrupted, listenForInterruption, tellStopping } from './interruption.ts';
import { requirePrerequisites } from './prerequisites.ts';
import { announceServer, findRunningServer } from './server-file.ts';

/** Serves until it is interrupted: API and workers in this process, or with Redis the API alone. @throws CommandError, ConfigError, StartError */
export async function serve(): Promise<ExitCode> {
  const interruption = listenForInterruption();
  const config = readConfig();
  const role = config.redisUrl ? 'api' : 'all';
  requirePrerequisites(config, role);
  const running = role === 'all' ? await findRunningServer(config.dataDirectory) : null;
  if (running) {
    const advice = 'Stop it first, or use another DATA_DIR and PORT.';
    throw new CommandError(`arXiviz already runs on these data: ${running.url} (process ${running.pid}). ${advice}`, exitCodes.unavailable);
  }
  const { startProgram, createLog } = await import('../main.ts');
  const program = await startProgram(config, { role, log: createLog('warn') }).catch((error) => {
    throw explainListening(error, config) ?? error;
  });
  const url = program.server?.url ?? '';
  // Only a process that also works can do all that a command needs.
  const withdraw = role === 'all' ? await announceServer(config.dataDirectory, { url, lasting: true }) : () => {};
  process.stdout.write(describe(url, config.dataDirectory, role === 'all'));
  const ousted = await Promise.race([interrupted(interruption), program.ousted]);
  if (!ousted) tellStopping(interruption, config.shutdownMs);
  await program.stop();
  withdraw();
  if (ousted) throw ousted;
  return exitCodes.done;
}

function describe(url: string, dataDirectory: string, works: boolean): string {
  return [
    `arXiviz ${version} is ready.`,
    '',
    `  GraphiQL  ${url}/graphql`,
    `  REST      ${url}/api/health`,
    `  Data      ${dataDirectory}`,
    ...(works ? [] : ['', 'REDIS_URL is set: this process renders nothing. Start workers with: npx arxiviz worker']),
    '',
    'Stop it with Ctrl-C.',
    '',
  ].join('\n');
}

/** What keeps a server from listening, in words; `null` when it is something else. */
function explainListening(error: unknown, { host, port }: { host: string; port: number }): CommandError | null {
  const reasons: Record<string, string> = {
    EADDRINUSE: `Port ${port} on ${host} is taken by another program. Choose another one: PORT=${port + 1} npm start`,
    EACCES: `This user may not listen on port ${port}. Choose one above 1023: PORT=8000 npm start`,
    EADDRNOTAVAIL: `HOST: ${host} is not an address of this machine.`,
    ENOTFOUND: `HOST: there is no address for ${host}.`,
  };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = reasons[code];
  return reason === undefined ? null : new CommandError(reason, exitCodes.unavailable, { cause: error });
}
