import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

/** A name that nothing else has and that says which process gave it: host, process id and a random part. */
export function nameByProcess(): string {
  return `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
}

/** What is known of the process that gave a name: `foreign` on another machine, `unknown` when the name is of another kind. */
export function fateOf(name: string): 'running' | 'this' | 'gone' | 'foreign' | 'unknown' {
  const [, host, pid] = /^(.+)-(\d+)-[0-9a-f]+$/.exec(name) ?? [];
  if (host === undefined) return 'unknown';
  if (host !== hostname()) return 'foreign';
  // Perhaps an earlier process with the same id: in a container every first process has the same.
  if (Number(pid) === process.pid) return 'this';
  return isRunning(Number(pid)) ? 'running' : 'gone';
}

/** Whether there is a process with this id, whoever's it is. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
