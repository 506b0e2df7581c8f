import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { repository } from '../../src/prerequisites/stamp.ts';
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

const FIRST_ERROR_LINES = 5;
const LAST_LINES = 8;
const LINE_LENGTH = 200;
const log = path.join(repository, '.setup/failed.log');

/** @throws SetupError with what matters of its output, where the rest is, and what to do, when the command failed. */
export function succeed({ ok, lines }: Finished, fault: string): void {
  if (ok) return;
  const isFull = lines.some((line) => /No space left on device|don't have enough free space/.test(line));
  const remedy = isFull ? 'The disk is full: make room' : 'When the cause is gone (the network, say)';
  const parts = [
    fault,
    ...excerpt(lines).map((line) => `    ${line}`),
    `${remedy}, then run the same command again: what is done is kept.`,
  ];
  if (keepLog(lines)) parts.push(`All it wrote is in ${log}.`);
  throw new SetupError(parts.join('\n'));
}

/** The first error, from which the others often follow, and the end. */
function excerpt(lines: readonly string[]): string[] {
  const told = lines.filter((line) => line.trim()).map((line) => (line.length > LINE_LENGTH ? `${line.slice(0, LINE_LENGTH)}…` : line));
  const end = Math.max(0, told.length - LAST_LINES);
  const first = told.findIndex((line) => /\b(error|failed|cannot)\b/i.test(line));
  if (first < 0 || first >= end) return told.slice(end);
  const start = Math.max(0, first - 1);
  return [...told.slice(start, Math.min(start + FIRST_ERROR_LINES, end)), '…', ...told.slice(end)];
}

function keepLog(lines: readonly string[]): boolean {
  try {
    mkdirSync(path.dirname(log), { recursive: true });
    writeFileSync(log, `${lines.join('\n')}\n`);
    return true;
  } catch {
    // On a full disk the message itself matters more.
    return false;
  }
}
