import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fateOf } from '../process-name.ts';

/** What has the id of this process is of an earlier one, because a process claims once. */
const abandoned: ReadonlySet<string> = new Set(['gone', 'this', 'unknown']);

/**
 * A folder below `parent` for the renders of this process alone, because several may share their data. What processes of this machine
 * left there that are gone is removed.
 * @param worker the name of this process: host, process id and a random part.
 */
export async function claimWorkDirectory(parent: string, worker: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent)) {
    if (abandoned.has(fateOf(name))) await rm(path.join(parent, name), { recursive: true, force: true });
  }
  return path.join(parent, worker);
}
