import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** How long the disk stays full. */
const FULL_MS = 1500;

/** Fills the file system that holds `directory` in process `pid`'s view of it, which has to be a small one of its own, and empties it again. */
export async function fillDiskOf(pid: number, directory: string, bytes: number): Promise<void> {
  const file = path.join('/proc', String(pid), 'root', directory, 'filler');
  // It is meant to end in the middle, when there is no more room.
  await writeFile(file, Buffer.alloc(bytes)).catch(() => {});
  await pause(FULL_MS);
  await rm(file, { force: true }).catch(() => {});
}
