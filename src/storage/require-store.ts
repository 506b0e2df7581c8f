import type { Logger } from 'pino';
import { withDeadline } from '../async/within.ts';
import { StartError } from '../errors.ts';
import { type ObjectStore, StorageError } from './object-store.ts';

const ANSWER_TIMEOUT_MS = 5000;

/**
 * Looks at a store before the first video is made for it. One that is away comes back, and is only told of.
 * @throws StartError when the store has answered, and only another setting helps.
 */
export async function requireStore(store: ObjectStore, log: Logger): Promise<void> {
  try {
    await withDeadline(ANSWER_TIMEOUT_MS, store.check(), (message) => new StorageError(message));
  } catch (error) {
    if (error instanceof StorageError && error.isLasting) throw new StartError(error.message, { cause: error });
    log.warn({ err: error }, 'The store is away: what is rendered has to wait for it.');
  }
}
