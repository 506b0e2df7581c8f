import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { IMMUTABLE, type ObjectStore, requireObjectKey, StorageError } from './object-store.ts';
import { createS3Client, explainS3, isRefusal, nameOf, type S3Settings, statusOf } from './s3-client.ts';

/** Smaller files are one request, larger ones a multipart upload in parts of this size; R2 wants them all to be of one size. */
const PART_BYTES = 8 * 1024 * 1024;
/** Parts of one file on their way at once, each of them in memory. */
const PARTS_AT_ONCE = 3;
/** How long a URL that was handed out can be used. */
const URL_LIFE_SECONDS = 24 * 60 * 60;
/** The same URL is handed out for this long, so that a browser finds again what it has kept. */
const SAME_URL_MS = 60 * 60 * 1000;

/** An object that there never is. */
const NOTHING = 'nothing';

const NOT_FOUND = 404;
const CONFLICT = 409;
const PRECONDITION_FAILED = 412;

/**
 * Objects in a bucket of R2, or of another store that speaks S3 and honours `If-None-Match: *`: of several writers of one key the first
 * wins. Clients read from `publicUrl`, or from presigned URLs where the bucket is private.
 */
export function createS3Store(settings: S3Settings): ObjectStore {
  const client = createS3Client(settings);
  const { bucket: Bucket, publicUrl } = settings;

  /** What an object is stored with, however it comes into the bucket. */
  const objectOf = (Key: string, ContentType: string) => ({ Bucket, Key, ContentType, CacheControl: IMMUTABLE, IfNoneMatch: '*' });
  const storageError = (what: string, cause: unknown) =>
    new StorageError(`${what}: ${explainS3(cause, settings)}`, { cause, isLasting: isRefusal(cause) });

  async function upload(key: string, path: string, contentType: string): Promise<void> {
    await using file = await open(path);
    const { size } = await file.stat();
    const Body = file.createReadStream({ autoClose: false });
    // The store compares what came with its SHA-256, and takes nothing else.
    const params = { ...objectOf(key, contentType), Body, ContentLength: size, ChecksumAlgorithm: 'SHA256' as const };
    // What fails halfway is aborted by it; parts that cannot be, because the store is away, are no object and expire with the bucket's own rule.
    await new Upload({ client, params, partSize: PART_BYTES, queueSize: PARTS_AT_ONCE }).done();
  }

  async function head(key: string) {
    requireObjectKey(key);
    try {
      const { ContentType, ContentLength } = await client.send(new HeadObjectCommand({ Bucket, Key: key }));
      return { contentType: ContentType ?? 'application/octet-stream', sizeBytes: ContentLength ?? 0 };
    } catch (cause) {
      if (statusOf(cause) === NOT_FOUND) return null;
      throw storageError(`${key} could not be looked at`, cause);
    }
  }

  return {
    directory: null,
    async put(key, path, contentType) {
      requireObjectKey(key);
      try {
        await upload(key, path, contentType);
      } catch (cause) {
        if (statusOf(cause) === PRECONDITION_FAILED) return;
        // Another writer is at it: the one who finishes first wins.
        if (statusOf(cause) === CONFLICT && (await head(key))) return;
        throw storageError(`${key} could not be stored`, cause);
      }
    },
    async presignPut(key, { contentType, expiresInSeconds }) {
      requireObjectKey(key);
      const url = await getSignedUrl(client, new PutObjectCommand(objectOf(key, contentType)), {
        expiresIn: expiresInSeconds,
        signableHeaders: new Set(['host', 'content-type', 'cache-control', 'if-none-match']),
      });
      return { url, headers: { 'content-type': contentType, 'cache-control': IMMUTABLE, 'if-none-match': '*' } };
    },
    head,
    async read(key) {
      requireObjectKey(key);
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: key }));
        // The type has what browsers get, too.
        if (!(Body instanceof Readable)) throw new TypeError('The answer has no body.');
        return Body;
      } catch (cause) {
        if (statusOf(cause) === NOT_FOUND) return null;
        throw storageError(`${key} could not be read`, cause);
      }
    },
    async url(key, method = 'GET') {
      requireObjectKey(key);
      if (publicUrl !== null) return `${publicUrl}/${key}`;
      // What is signed for one is refused to the other.
      const command = method === 'HEAD' ? new HeadObjectCommand({ Bucket, Key: key }) : new GetObjectCommand({ Bucket, Key: key });
      return getSignedUrl(client, command, {
        expiresIn: URL_LIFE_SECONDS,
        signingDate: new Date(Date.now() - (Date.now() % SAME_URL_MS)),
      });
    },
    async check() {
      try {
        // Not HeadBucket: a key that R2 makes for objects alone may not be allowed it, and an answer to HEAD does not say what is wrong.
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: NOTHING }));
        if (Body instanceof Readable) Body.destroy();
      } catch (cause) {
        if (statusOf(cause) === NOT_FOUND && nameOf(cause) !== 'NoSuchBucket') return null;
        // AWS denies a key that may not list the bucket what is not there, and perhaps nothing else.
        const isLasting = isRefusal(cause) && nameOf(cause) !== 'AccessDenied';
        throw new StorageError(`The store cannot be used: ${explainS3(cause, settings)}`, { cause, isLasting });
      }
      return null;
    },
    async close() {
      client.destroy();
    },
  };
}
