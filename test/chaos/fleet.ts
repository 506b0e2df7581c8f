import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Role } from '../../src/services.ts';
import { repository } from '../support/other-machine.ts';

/** A place in the fleet, which has a process most of the time. */
export interface Member {
  role: Role;
  pid: number;
  /** Of its server, while it has one. */
  url: string | null;
  /** Another process is being started in its place. */
  readonly isStarting: boolean;
  /** Kills the process (-9). Another one is started in its place. */
  kill(): Promise<void>;
  /** Asks the process to end, as a deploy does. Another one is started in its place. @returns its exit code. */
  redeploy(): Promise<number | null>;
  /** Waits for the one that is being started, and ends it. */
  stop(): Promise<number | null>;
}

/** Processes that were asked to end have this long, and what SHUTDOWN_SECONDS says is shorter. */
const STOP_LIMIT_MS = 30_000;

/** Mounts a file system of some megabytes where the process keeps its files, seen by nobody else and gone with it, then becomes the process. */
const ON_SMALL_DISK = 'mount -t tmpfs -o size=4m none "$CHAOS_WORK" && exec "$0" "$@"';

/** Starts one process with these settings. @param smallDisk with a small disk for what it renders, at CHAOS_WORK. */
export async function startMember(role: Role, settings: Record<string, string>, { smallDisk = false } = {}): Promise<Member> {
  const node = [process.execPath, path.join(import.meta.dirname, 'process.ts'), role];
  const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const [program = '', ...args] = smallDisk ? ['unshare', '--mount', ...asRoot, 'sh', '-c', ON_SMALL_DISK, ...node] : node;
  let child: ChildProcess | null = null;
  let starting: Promise<void> | null = null;
  const start = async () => {
    for (;;) {
      const started = spawn(program, args, {
        // Halves the time in which a process is there again.
        env: { NODE_COMPILE_CACHE: path.join(repository, 'node_modules/.cache/arxiviz'), ...process.env, ...settings, PORT: '0' },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      child = started;
      member.pid = started.pid ?? 0;
      for await (const line of createInterface({ input: started.stdout })) {
        member.url = line.startsWith('http') ? line : null;
        started.stdout.resume();
        return;
      }
      // What it hangs on was away when it started: a supervisor tries again.
    }
  };
  const end = async (signal: NodeJS.Signals) => {
    const ending = child;
    child = null;
    member.url = null;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return ending?.exitCode ?? null;
    const exit = once(ending, 'exit');
    const limit = setTimeout(() => ending.kill('SIGKILL'), STOP_LIMIT_MS);
    ending.kill(signal);
    // A paused process does not die of it by itself.
    ending.kill('SIGCONT');
    const [code] = await exit;
    clearTimeout(limit);
    return code as number | null;
  };
  const member: Member = {
    role,
    pid: 0,
    url: null,
    get isStarting() {
      return starting !== null;
    },
    async kill() {
      await end('SIGKILL');
      startAnother();
    },
    async redeploy() {
      const code = await end('SIGTERM');
      startAnother();
      return code;
    },
    async stop() {
      await starting;
      return end('SIGTERM');
    },
  };
  const startAnother = () => {
    starting = start().finally(() => {
      starting = null;
    });
  };
  await start();
  return member;
}
