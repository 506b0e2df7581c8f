import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StartError } from '../../errors.ts';
import { reasonOf } from './finding.ts';

/** Gives `use` a directory for as long as it takes. @throws StartError where none can be made */
export async function inScratchDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-doctor-')).catch((cause) => {
    throw new StartError(`no directory for temporary files: ${reasonOf(cause)}. Set TMPDIR to one that can be written`, { cause });
  });
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
