import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import pRetry, { type RetryContext } from 'p-retry';
import { unlessAborted } from '../async/within.ts';
import { objectKeyOf } from '../rendering/remote-store.ts';
import type { FileName, RenderedFiles, StoredFiles } from '../rendering/renderer.ts';
import { contentTypeOf, type ObjectStore, StorageError } from '../storage/object-store.ts';

/** While the store is away, what was rendered is kept and offered again, for two minutes: rendering it again would cost far more. */
const RETRIES = { retries: 8, minTimeout: 1000, factor: 2, maxTimeout: 30_000 };
/** What is nearly stored when the program ends may be stored: there is as much time again to hand the render back. */
const GRACE_MS = 1000;

/**
 * Stores what was rendered, under names made of what it was made from and what it contains. `onAway` is told when the store was away the first time.
 * @throws StorageError, or a moment after `signal` its reason.
 */
export async function storeRendered(
  store: ObjectStore,
  { key, sha256, files }: { key: string; sha256: string; files: RenderedFiles },
  { signal, onAway }: { signal: AbortSignal; onAway: (error: Error) => void },
): Promise<StoredFiles> {
  const late = soonAfter(signal);
  const shouldRetry = ({ error }: { error: Error }) => !(error instanceof StorageError && error.isLasting);
  const onFailedAttempt = ({ error, attemptNumber, retriesLeft }: RetryContext) => {
    if (attemptNumber === 1 && retriesLeft > 0) onAway(error);
  };
  return unlessAborted(
    pRetry(() => putAll(store, key, sha256, files), { ...RETRIES, signal: late, shouldRetry, onFailedAttempt }),
    late,
  );
}

function soonAfter(signal: AbortSignal): AbortSignal {
  const late = new AbortController();
  const abort = () => setTimeout(() => late.abort(signal.reason), GRACE_MS);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return late.signal;
}

async function putAll(store: ObjectStore, renderKey: string, sha256: string, files: RenderedFiles): Promise<StoredFiles> {
  const put = async (file: string | null, name: FileName, hash?: string) => {
    if (file === null) return null;
    const key = objectKeyOf(renderKey, name, hash ?? (await hashOf(file)));
    await store.put(key, file, contentTypeOf(key));
    return key;
  };
  const objectKey = objectKeyOf(renderKey, 'video', sha256);
  const [, posterKey, captionsKey] = await Promise.all([
    put(files.video, 'video', sha256),
    put(files.poster, 'poster'),
    put(files.captions, 'captions'),
  ]);
  return { objectKey, posterKey, captionsKey };
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
