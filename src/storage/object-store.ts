import type { Readable } from 'node:stream';

/** What is known of a stored object. */
export interface ObjectInfo {
  contentType: string;
  sizeBytes: number;
}

/** A request that stores one object, for somebody who has no key of the store: `PUT url`, with exactly these headers. */
export interface PresignedPut {
  url: string;
  headers: Record<string, string>;
}

/** Where rendered files live. Keys are relative paths such as `renders/3f…9a/7c…01.mp4`; an object never changes once it is there. */
export interface ObjectStore {
  /**
   * Stores the file at `path` under `key`, whole or not at all; an existing object is left as it is.
   * @throws StorageError when the store cannot be reached or is full.
   */
  put(key: string, path: string, contentType: string): Promise<void>;
  /**
   * Lets somebody else store one object, once, of this type, within this time; an existing object is left as it is (HTTP 412). What they
   * store is theirs: look at it with `read` before it is believed. `null` where the store is a directory.
   */
  presignPut(key: string, options: { contentType: string; expiresInSeconds: number }): Promise<PresignedPut | null>;
  /** `null` when there is no such object. @throws StorageError when the store cannot be reached. */
  head(key: string): Promise<ObjectInfo | null>;
  /** The object's bytes, or `null` when there is no such object. The stream fails when not all of them come. @throws StorageError */
  read(key: string): Promise<Readable | null>;
  /** Where a client reads the object: absolute, or a path on this server when the server itself serves it. */
  url(key: string, method?: 'GET' | 'HEAD'): Promise<string>;
  /** The directory this server serves objects from, or `null` when they are read elsewhere. */
  readonly directory: string | null;
  /** What will keep it from being written soon; `null` when nothing will. @throws StorageError when nothing could be written now. */
  check(): Promise<string | null>;
  close(): Promise<void>;
}

/** The store cannot do its work now. */
export class StorageError extends Error {
  override name = 'StorageError';
  /** Trying again helps only when somebody has changed a setting. */
  readonly isLasting: boolean;
  constructor(message: string, { isLasting = false, ...options }: ErrorOptions & { isLasting?: boolean } = {}) {
    super(message, options);
    this.isLasting = isLasting;
  }
}

/** Objects never change, so that whoever has one may keep it. */
export const IMMUTABLE = 'public, max-age=31536000, immutable';

const KEY = /^[a-z0-9]+(?:[/.-][a-z0-9]+)*$/i;

export function isObjectKey(key: string): boolean {
  return KEY.test(key);
}

/** @throws StorageError when `key` is not a plain relative path, so that none leads out of the store. */
export function requireObjectKey(key: string): void {
  if (!isObjectKey(key)) throw new StorageError(`${JSON.stringify(key)} is not an object key.`);
}

const contentTypes: Record<string, string> = {
  '.mp4': 'video/mp4',
  '.jpg': 'image/jpeg',
  '.vtt': 'text/vtt; charset=utf-8',
};

/** The type of what the engine makes, by the key's ending. */
export function contentTypeOf(key: string): string {
  return contentTypes[key.slice(key.lastIndexOf('.'))] ?? 'application/octet-stream';
}
