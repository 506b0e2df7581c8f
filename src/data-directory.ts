import { access, constants, mkdir } from 'node:fs/promises';
import { ConfigError } from './errors.ts';

const reasons: Record<string, string> = {
  EEXIST: 'it is a file',
  ENOTDIR: 'a part of its path is a file',
  EACCES: 'permission denied',
  EROFS: 'its file system is read-only',
  ENOSPC: 'no space is left there',
};

/** Makes the directory for all that is kept, unless it is there. @throws ConfigError saying why nothing can be written to it. */
export async function requireDataDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    await access(directory, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException; // all that these two throw
    throw new ConfigError(`DATA_DIR: ${directory} cannot be written: ${reasons[code] ?? message}.`, { cause: error });
  }
}
