import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** The end of what the engine logged that is kept, for the failure that quotes it. */
const LOG_CHARACTERS = 4000;
/** Bytes of events one render may send; its progress needs a small part of it. */
const EVENT_BYTES = 16 * 1024 * 1024;

/** One engine in a box, with the process that watches it: started before it is needed and used once, with a directory of its own. */
export interface EngineProcess {
  directory: string;
  /** It ended, perhaps while it waited. */
  readonly hasEnded: boolean;
  /** Hands over the job and yields its events, parsed but unchecked, until the process ends or says something that is no event. */
  run(job: Record<string, unknown>): AsyncGenerator<unknown>;
  /** Resolves when the process has ended and nothing in its box is left; `log` is the end of what it wrote to its standard error. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; log: string }>;
  /** Kills the process, and with it everything in the box. */
  kill(): void;
  /** Kills what still runs and removes the directory. */
  dispose(): Promise<void>;
}

/** Starts `python -m engine boxed` in a clean environment, with a fresh directory below `workDirectory` for the files that come out. */
export async function startEngineProcess(python: string, workDirectory: string): Promise<EngineProcess> {
  const directory = path.join(workDirectory, randomUUID());
  await mkdir(path.join(directory, 'tmp'), { recursive: true });
  const child = spawn(python, ['-I', '-m', 'engine', 'boxed'], {
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
  // A process that died does not read its job: its end says so, not the broken pipe.
  child.stdin.on('error', () => {});
  const ended = endOf(child).then((end) => ({ ...end, log }));
  const kill = () => killGroup(child);
  let hasEnded = false;
  ended.then(() => {
    hasEnded = true;
  });
  return {
    directory,
    get hasEnded() {
      return hasEnded;
    },
    async *run(job) {
      child.stdin.end(`${JSON.stringify(job)}\n`);
      let bytes = 0;
      try {
        for await (const line of createInterface({ input: child.stdout })) {
          bytes += line.length;
          const event = bytes > EVENT_BYTES ? undefined : parse(line);
          if (event === undefined) return;
          yield event;
        }
      } finally {
        // Whoever stops listening early has paused the stream, and a paused one never ends.
        child.stdout.resume();
      }
    },
    ended,
    kill,
    async dispose() {
      kill();
      await ended;
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** The box holds the other end of standard error: that it is closed means that the box is gone, too. */
async function endOf(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  try {
    const [code, signal] = await once(child, 'close');
    return { code, signal };
  } catch {
    return { code: null, signal: null };
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

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
