import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { repository } from './other-machine.ts';

/** What a command ended with. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A command under way, in a process of its own. */
export interface RunningCommand {
  child: ChildProcess;
  /** Resolves with what the pattern found, as soon as the command has written it; fails when it ends without. */
  written(pattern: RegExp): Promise<RegExpExecArray>;
  ended: Promise<Ended>;
}

export interface CommandOptions {
  /** Settings beside those that keep a test to itself. */
  settings?: Record<string, string>;
  /** What it reads from standard input. */
  input?: string;
}

/** Starts `arxiviz` with these arguments, as a person would. */
export function startCommand(args: string[], options: CommandOptions = {}): RunningCommand {
  return startProcess(process.execPath, [path.join(repository, 'bin/arxiviz.js'), ...args], options);
}

/** Runs `arxiviz` with these arguments to its end. */
export function runCommand(args: string[], options: CommandOptions = {}): Promise<Ended> {
  return startCommand(args, options).ended;
}

/** Starts any program with the environment in which commands are tested. */
export function startProcess(program: string, args: string[], { settings = {}, input = '' }: CommandOptions = {}): RunningCommand {
  const { FORCE_COLOR: _force, NO_COLOR: _no, ...inherited } = process.env;
  const child = spawn(program, args, { env: { ...inherited, ...unset, PORT: '0', ...nowhere, ...settings }, stdio: 'pipe' });
  child.stdin.on('error', () => {}).end(input);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const ended = once(child, 'close').then(([code]) => ({ code, stdout, stderr }));
  return {
    child,
    ended,
    async written(pattern) {
      for (;;) {
        const found = pattern.exec(stdout + stderr);
        if (found) return found;
        const over = await Promise.race([ended, once(child.stdout, 'data').then(() => null), once(child.stderr, 'data').then(() => null)]);
        if (over && !pattern.test(stdout + stderr))
          throw new Error(`It ended (${over.code}) without writing ${pattern}:\n${stdout}${stderr}`);
      }
    },
  };
}

/** No test talks to the real arXiv: a discarded port answers nothing. */
const nowhere = { ARXIV_API_URL: 'http://127.0.0.1:9/api', ARXIV_HTML_URL: 'http://127.0.0.1:9/html' };

/** Empty counts as unset, and keeps a developer's `.env` out. */
const unset = Object.fromEntries(
  [
    ...['HOST', 'PUBLIC_URL', 'CORS_ORIGINS', 'DATA_DIR', 'DATABASE_URL', 'REDIS_URL', 'GENERATOR_URL', 'EXAMPLES_DIR'],
    ...['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY', 'S3_SECRET_KEY', 'S3_PUBLIC_URL', 'MODAL_TOKEN_ID', 'MODAL_TOKEN_SECRET'],
    ...['RENDER_CONCURRENCY', 'RENDER_TIMEOUT_SECONDS'],
  ].map((name) => [name, '']),
);
