import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { SetupError } from './error.ts';

/** How a command ended. */
export interface Finished {
  ok: boolean;
  /** What it wrote, on both outputs. */
  lines: readonly string[];
}

export interface RunOptions {
  cwd?: string;
  /** Added to our own environment; `undefined` removes a variable. */
  environment?: Record<string, string | undefined>;
  /** Called with each line as it comes; a line for which this answers `false` is not kept. */
  onLine?: (line: string) => unknown;
}

/** What a shell may hold that would lead Python's tools to other places than ours. */
export const neutral = {
  VIRTUAL_ENV: undefined,
  CONDA_PREFIX: undefined,
  PYTHONHOME: undefined,
  PYTHONPATH: undefined,
  UV_SYSTEM_PYTHON: undefined,
  UV_PROJECT: undefined,
  UV_WORKING_DIRECTORY: undefined,
};

/** Runs a command without a terminal to its end. A program that is not there is a command that failed. */
export async function run([program, ...programArguments]: readonly [string, ...string[]], options: RunOptions = {}): Promise<Finished> {
  const child = spawn(program, programArguments, {
    cwd: options.cwd,
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (options.onLine?.(line) !== false) lines.push(line);
    });
  }
  const ok = await new Promise<boolean>((resolve) => {
    child.on('error', (error) => {
      lines.push(error.message);
      resolve(false);
    });
    child.on('close', (code) => resolve(code === 0));
  });
  return { ok, lines };
}

const TAIL_LINES = 12;

/** @throws SetupError with its last lines and what to do, when the command failed. */
export function succeed({ ok, lines }: Finished, fault: string): void {
  if (ok) return;
  const tail = lines.filter((line) => line.trim()).slice(-TAIL_LINES);
  const isFull = lines.some((line) => /No space left on device|don't have enough free space/.test(line));
  const remedy = isFull ? 'The disk is full: make room' : 'When the cause is gone (the network, say)';
  throw new SetupError(
    [fault, ...tail.map((line) => `    ${line}`), `${remedy}, then run the same command again: what is done is kept.`].join('\n'),
  );
}
