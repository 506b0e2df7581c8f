import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { type EngineEvent, engineEvent } from './engine-protocol.ts';

/** The end of what the engine logged that is kept, for the failure that quotes it. */
const LOG_CHARACTERS = 4000;
/** What is called off is gone within some hundredths of a second; a supervisor that takes this long is killed, with all it watches. */
const CANCEL_MS = 10_000;

export type RequestEnd = Exclude<EngineEvent, { type: 'ready' | 'progress' }>;

/** The supervisor ended, or said what it never says. Nothing that it watched is left. */
export class SupervisorGone extends Error {
  override name = 'SupervisorGone';
}

/** One process of the engine (`python -m engine supervise`) that watches any number of renders, each in a box of its own. */
export interface Supervisor {
  readonly hasEnded: boolean;
  /**
   * Has something done and resolves with its end, when nothing of it is left. When `signal` aborts, it is called off; a supervisor that has
   * not come to an end of it within `limitMs` is killed, with all it watches.
   * @throws SupervisorGone
   */
  ask(request: SupervisorRequest, options: AskOptions): Promise<RequestEnd>;
  /** Kills it and every box, and resolves when nothing is left. */
  close(): Promise<void>;
}

export interface AskOptions {
  limitMs: number;
  signal?: AbortSignal;
  onEvent?(event: EngineEvent): void;
}

export type SupervisorRequest = { job: Record<string, unknown>; formulas: string } | { check: true };

interface Asked {
  resolve(end: RequestEnd): void;
  reject(error: Error): void;
  onEvent(event: EngineEvent): void;
}

const addressed = z.object({ id: z.string().optional() });

/** Starts one in a clean environment, at home in `directory`. It imports Manim once, ahead of the first render. */
export async function startSupervisor(python: string, directory: string): Promise<Supervisor> {
  await mkdir(path.join(directory, 'tmp'), { recursive: true });
  const child = spawn(python, ['-I', '-m', 'engine', 'supervise'], {
    cwd: directory,
    // Nothing of our own environment, which may hold secrets.
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: directory, TMPDIR: path.join(directory, 'tmp'), LANG: 'C.UTF-8' },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A process group of its own, so that all of it can be killed.
    detached: true,
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    log = `${log}${chunk}`.slice(-LOG_CHARACTERS);
  });
  // A process that died reads no request: its end says so, not the broken pipe.
  child.stdin.on('error', () => {});
  const asked = new Map<string, Asked>();
  let hasEnded = false;
  const kill = () => {
    hasEnded = true;
    killGroup(child);
  };
  // A box that was just being made then knows nothing of it, and would hold our pipes for ever.
  child.on('exit', kill);
  const ended = endOf(child).then((how) => {
    hasEnded = true;
    const lastWords = log.trim().split('\n').at(-1);
    for (const { reject } of asked.values()) {
      reject(new SupervisorGone(`The render engine ${how}.${lastWords ? ` It last said: ${lastWords}` : ''}`));
    }
    asked.clear();
  });
  const send = (request: object) => child.stdin.write(`${JSON.stringify(request)}\n`);

  createInterface({ input: child.stdout }).on('line', (line) => {
    const { success, id, event } = decode(line);
    // Whoever speaks nonsense cannot be trusted to watch anything.
    if (!success) return kill();
    const request = id === undefined ? undefined : asked.get(id);
    request?.onEvent(event);
    if (id === undefined || event.type === 'ready' || event.type === 'progress') return;
    asked.delete(id);
    request?.resolve(event);
  });

  return {
    get hasEnded() {
      return hasEnded;
    },
    async ask(request, { limitMs, signal, onEvent = () => {} }) {
      const id = randomUUID();
      const { promise, resolve, reject } = Promise.withResolvers<RequestEnd>();
      if (hasEnded) throw new SupervisorGone('The render engine ended before it was asked.');
      asked.set(id, { resolve, reject, onEvent });
      send({ id, ...request });
      let timer = setTimeout(kill, limitMs);
      const cancel = () => {
        send({ id, cancel: true });
        clearTimeout(timer);
        timer = setTimeout(kill, CANCEL_MS);
      };
      signal?.addEventListener('abort', cancel);
      if (signal?.aborted) cancel();
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
      }
    },
    async close() {
      kill();
      await ended;
    },
  };
}

/** The boxes hold the other end of standard error: that it is closed means that they are gone, too. */
async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = await once(child, 'close');
    return signal ? `was killed by ${signal}` : `ended with exit code ${code}`;
  } catch (error) {
    return `could not be started: ${error instanceof Error ? error.message : error}`;
  }
}

/** The group outlives its leader, so it is killed even when the process has ended. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nothing of the group is left.
  }
}

function decode(
  line: string,
): { success: true; id: string | undefined; event: EngineEvent } | { success: false; id?: never; event?: never } {
  try {
    const value: unknown = JSON.parse(line);
    return { success: true, id: addressed.parse(value).id, event: engineEvent.parse(value) };
  } catch {
    return { success: false };
  }
}
