import { mkdir, mkdtemp, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError } from './errors.ts';

const reasons: Record<string, string> = {
  EEXIST: 'is a file, or a link that leads nowhere',
  ENOTDIR: 'has a file in its path',
  EACCES: 'may not be written by this user',
  EPERM: 'may not be written by this user',
  EROFS: 'is on a file system that is read-only',
  ENOSPC: 'is on a file system that is full',
  EDQUOT: 'is on a file system of which this user may take no more',
  ENAMETOOLONG: 'has a path that is too long',
  ELOOP: 'has links in its path that lead in a circle',
  // What a file system such as /proc says.
  ENOENT: 'is on a file system that takes no files',
};

/** Of a path, in a message. */
const SHOWN_CHARACTERS = 200;

/** Makes the directory for all that is kept, unless it is there. @throws ConfigError saying why nothing can be written to it. */
export async function requireDataDirectory(directory: string): Promise<void> {
  try {
    await make(directory);
    // What may be written is known only by doing it: root may do everything, but for what a file system does not have.
    await rmdir(await mkdtemp(path.join(directory, '.trial-')));
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException; // all that these throw
    const shown = directory.length > SHOWN_CHARACTERS ? `${directory.slice(0, SHOWN_CHARACTERS)}…` : directory;
    throw new ConfigError(`DATA_DIR: ${shown} ${reasons[code] ?? `cannot be written: ${message}`}.`, { cause: error });
  }
}

/** Not by Node's own `recursive`, which never ends where a file system denies that it has the parent, as /proc does. */
async function make(directory: string): Promise<void> {
  const parent = path.dirname(directory);
  if (parent !== directory && !(await isThere(parent))) await make(parent);
  await mkdir(directory).catch(async (error) => {
    const found = await stat(directory).catch(() => null);
    if (!found?.isDirectory()) throw error;
  });
}

async function isThere(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
