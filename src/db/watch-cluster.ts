import { stat } from 'node:fs/promises';
import path from 'node:path';
import { StartError } from '../errors.ts';

const LOOK_EVERY_MS = 2000;

/**
 * Tells once when the data of the embedded PostgreSQL in `directory` are gone: deleted, or unmounted, under the server that works on them.
 * It would start again and again without end. The returned function ends the looking.
 */
export function watchCluster(directory: string, onGone: (why: StartError) => void): () => void {
  const file = path.join(directory, 'cluster', 'PG_VERSION');
  const timer = setInterval(async () => {
    if (await isThere(file)) return;
    clearInterval(timer);
    onGone(new StartError(`DATA_DIR: the database in ${directory} is gone. Put it back, or start again without it.`));
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** What cannot be looked at for another reason may still be there. */
async function isThere(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
  }
}
