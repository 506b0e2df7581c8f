import { mkdir, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';

/**
 * A folder below `parent` for the renders of this process alone, because several may share their data. What processes of this machine
 * left there that are gone is removed.
 * @param worker the name of this process: host, process id and a random part.
 */
export async function claimWorkDirectory(parent: string, worker: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent)) {
    if (isAbandoned(name)) await rm(path.join(parent, name), { recursive: true, force: true });
  }
  return path.join(parent, worker);
}

function isAbandoned(name: string): boolean {
  const [, host, pid] = /^(.+)-(\d+)-[0-9a-f]+$/.exec(name) ?? [];
  if (host !== hostname()) return host === undefined;
  // The id of this process was that of an earlier one: in a container every first process has the same.
  return Number(pid) === process.pid || !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is there, and somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
