import { constants, copyFile, link, mkdir, open, readdir, rm, stat, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fateOf, nameByProcess } from '../process-name.ts';
import { contentTypeOf, type ObjectStore, requireObjectKey, StorageError } from './object-store.ts';

/** The path under which the server serves the objects of a disk store. */
export const FILES_PATH = '/files/';

/** Objects as files below `directory`, served by this server. Never more than one writer wins, because a link is made or not. */
export async function createDiskStore(directory: string): Promise<ObjectStore> {
  const incoming = path.join(directory, '.incoming');
  await mkdir(incoming, { recursive: true });
  await removeAbandoned(incoming);
  let checking: Promise<string | null> | null = null;
  const fileOf = (key: string) => {
    requireObjectKey(key);
    return path.join(directory, key);
  };
  return {
    directory,
    async put(key, source) {
      const target = fileOf(key);
      const temporary = path.join(incoming, nameByProcess());
      try {
        await mkdir(path.dirname(target), { recursive: true });
        await copyFile(source, temporary, constants.COPYFILE_FICLONE);
        await flush(temporary);
        // Unlike a rename, a link never replaces what is there.
        await link(temporary, target).catch((cause) => {
          if (errorCode(cause) !== 'EEXIST') throw cause;
        });
        await flush(path.dirname(target));
      } catch (cause) {
        throw new StorageError(`${key} could not be stored in ${directory}: ${message(cause)}`, { cause });
      } finally {
        await rm(temporary, { force: true });
      }
    },
    async head(key) {
      try {
        const found = await stat(fileOf(key));
        return found.isFile() ? { contentType: contentTypeOf(key), sizeBytes: found.size } : null;
      } catch (cause) {
        if (isAbsence(cause)) return null;
        throw new StorageError(`${key} could not be read in ${directory}: ${message(cause)}`, { cause });
      }
    },
    async presignPut(key) {
      requireObjectKey(key);
      return null;
    },
    async read(key) {
      const handle = await open(fileOf(key)).catch((cause) => {
        if (isAbsence(cause)) return null;
        throw new StorageError(`${key} could not be read in ${directory}: ${message(cause)}`, { cause });
      });
      return handle?.createReadStream() ?? null;
    },
    async url(key) {
      requireObjectKey(key);
      return `${FILES_PATH}${key}`;
    },
    check() {
      // Whoever asks meanwhile shares the answer, so that many questions are not many writes at once.
      checking ??= tryToWrite(incoming)
        .catch((cause) => {
          throw new StorageError(`${directory} cannot be written: ${message(cause)}`, { cause });
        })
        .finally(() => {
          checking = null;
        });
      return checking;
    },
    async close() {},
  };
}

/** Where it cannot be told who writes it, a file that was not written to for this long belongs to a process that was killed. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

async function removeAbandoned(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const file = path.join(incoming, name);
    const written = await stat(file).catch(() => null);
    if (!written) continue;
    if (fateOf(name) === 'gone' || written.mtimeMs < Date.now() - ABANDONED_AFTER_MS) await rm(file, { force: true });
  }
}

/** A whole block, really written: a disk that is full says all the same that it may be. */
const TRIAL = Buffer.alloc(4096);
/** A few large videos, each of which is there twice for a moment. */
const ENOUGH_BYTES = 512 * 1024 * 1024;

/** Writes, and removes what it wrote. What is soon the matter; `null` when nothing is. */
async function tryToWrite(directory: string): Promise<string | null> {
  const file = path.join(directory, nameByProcess());
  try {
    await writeFile(file, TRIAL, { flush: true });
  } finally {
    await rm(file, { force: true });
  }
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  return free < ENOUGH_BYTES ? `Only ${Math.floor(free / 2 ** 20)} MiB are left on the disk of ${directory}.` : null;
}

/** Waits until what was written to a file or directory would survive a power cut. */
async function flush(target: string): Promise<void> {
  const handle = await open(target, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Below a file there is nothing either. */
function isAbsence(error: unknown): boolean {
  return errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR';
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
