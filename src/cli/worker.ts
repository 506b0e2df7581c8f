import { readConfig } from '../config.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { keepHeartbeat } from './heartbeat.ts';
import { interrupted, listenForInterruption, tellStopping } from './interruption.ts';
import { requirePrerequisites } from './prerequisites.ts';
import { count } from './text.ts';

export interface WorkerOptions {
  /** Renders at once. */
  concurrency?: number;
}

/** Works off the queue in Redis until it is interrupted. @throws CommandError, ConfigError, StartError */
export async function work({ concurrency }: WorkerOptions): Promise<ExitCode> {
  const interruption = listenForInterruption();
  const settings = readConfig();
  const config = concurrency === undefined ? settings : { ...settings, render: { ...settings.render, concurrency } };
  requirePrerequisites(config, 'worker');
  const { startProgram, createLog } = await import('../main.ts');
  const { checkHealth } = await import('../resolvers/health.ts');
  const program = await startProgram(config, { role: 'worker', log: createLog('warn') });
  const endHeartbeat = await keepHeartbeat(config.dataDirectory, async () => {
    const { status, services } = await checkHealth(program.services);
    const away = services.filter((service) => service.status !== 'connected');
    return {
      healthy: status === 'healthy',
      faults: away.map(({ name, status, detail }) => `${name} ${status}${detail ? ` (${detail})` : ''}`),
    };
  }).catch(async (error) => {
    await program.stop();
    throw error;
  });
  process.stdout.write(`arXiviz works on ${count(config.render.concurrency, 'render')} at once. Stop it with Ctrl-C.\n`);
  const ousted = await Promise.race([interrupted(interruption), program.ousted]);
  if (!ousted) tellStopping(interruption, config.shutdownMs);
  await endHeartbeat();
  await program.stop();
  if (ousted) throw ousted;
  return exitCodes.done;
}
