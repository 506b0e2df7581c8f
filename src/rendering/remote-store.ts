import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { contentTypeOf, type ObjectStore } from '../storage/object-store.ts';
import type { FileName, RemoteStore } from './renderer.ts';

/** Whoever asked to store a file does so at once; slow uploads have begun by then. */
const SIGNED_SECONDS = 900;

const endings: Record<FileName, string> = { video: 'mp4', poster: 'jpg', captions: 'vtt' };

/** Where a file is in the store: named by what it was made from and what it contains. */
export function objectKeyOf(renderKey: string, name: FileName, sha256: string): string {
  return `renders/${renderKey}/${sha256}.${endings[name]}`;
}

/** The store, as far as a renderer elsewhere may use it for one render. */
export function remoteStoreOf(store: ObjectStore, renderKey: string): RemoteStore {
  return {
    signs: store.directory === null,
    sign(name, sha256) {
      const key = objectKeyOf(renderKey, name, sha256);
      return store.presignPut(key, { contentType: contentTypeOf(key), expiresInSeconds: SIGNED_SECONDS });
    },
    async find(name, sha256) {
      const key = objectKeyOf(renderKey, name, sha256);
      const body = await store.read(key);
      if (!body) return null;
      const hash = createHash('sha256');
      await pipeline(body, hash);
      return hash.digest('hex') === sha256 ? key : null;
    },
  };
}
