import { readConfig } from '../config.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { interrupted, listenForInterruption } from './interruption.ts';
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
  const program = await startProgram(config, { role: 'worker', log: createLog('warn') });
  process.stdout.write(`arXiviz works on ${count(config.render.concurrency, 'render')} at once. Stop it with Ctrl-C.\n`);
  await interrupted(interruption);
  await program.stop();
  return exitCodes.done;
}
