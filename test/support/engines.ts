import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Environments of the processes that run for the renders of the program in `directory`: each was given a home below it. */
export async function engineProcesses(directory: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const environments = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')));
  return environments.filter((environment) => environment.includes(`HOME=${path.join(directory, 'work')}`));
}
