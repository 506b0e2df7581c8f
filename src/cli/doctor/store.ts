import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { withDeadline } from '../../async/within.ts';
import type { Config } from '../../config.ts';
import { networkReason } from '../../network-reason.ts';
import { contentTypeOf, type ObjectStore, StorageError } from '../../storage/object-store.ts';
import { createS3Store } from '../../storage/s3.ts';
import { createS3Client, type S3Settings } from '../../storage/s3-client.ts';
import { type Finding, missing, ok, reasonOf } from './finding.ts';
import { inScratchDirectory } from './scratch.ts';

const ANSWER_TIMEOUT_MS = 10_000;
const STORING_TIMEOUT_MS = 20_000;
const WRITTEN = 'WEBVTT\n\nNOTE arXiviz looks whether this can be read.\n';
const REPLACEMENT = 'replaced';
const HOW = 'docs/storage.md says how';

/** Stores an object in the bucket, tries to replace it, reads it as a web page would, and removes it. */
export async function checkStore(config: Config): Promise<Finding[]> {
  const { s3 } = config;
  if (s3 === null) return [ok('Video store', 'the data directory (S3_BUCKET is not set)')];
  const store = createS3Store(s3);
  const key = `doctor/${randomUUID()}.vtt`;
  try {
    const { finding, isStored } = await inScratchDirectory((directory) => checkWriting(store, key, s3, directory));
    const findings = [finding];
    if (finding.ok) findings.push(...(await checkReading(store, key, config, s3)));
    if (isStored) findings.push(...(await remove(key, s3)));
    return findings;
  } finally {
    await store.close();
  }
}

async function checkWriting(
  store: ObjectStore,
  key: string,
  { bucket, endpoint }: S3Settings,
  directory: string,
): Promise<{ finding: Finding; isStored: boolean }> {
  const place = `${bucket} at ${new URL(endpoint).host}`;
  const put = async (content: string) => {
    const file = path.join(directory, 'object');
    await writeFile(file, content);
    await store.put(key, file, contentTypeOf(key));
  };
  let isStored = false;
  try {
    // A server would try again for longer, and nobody waits here to learn nothing more.
    await withDeadline(STORING_TIMEOUT_MS, put(WRITTEN), (late) => new Error(late));
    isStored = true;
    await put(REPLACEMENT);
    await store.check();
    const found = await store.head(key);
    if (found?.sizeBytes === WRITTEN.length) {
      return { finding: ok('Bucket', `${place}: an object was stored, and not replaced`), isStored };
    }
    if (found?.sizeBytes !== REPLACEMENT.length) {
      const detail = `${place}: what was stored is not there, although it was taken`;
      return { finding: missing('Bucket', detail, 'set S3_ENDPOINT to where the store speaks S3'), isStored };
    }
    const detail = `${place} replaces objects: it does not honour “If-None-Match: *”`;
    return { finding: missing('Bucket', detail, 'use a store that does, as R2, S3 and MinIO do'), isStored };
  } catch (error) {
    const isPassing = error instanceof StorageError && !error.isLasting;
    const remedy = isPassing ? 'start the store, or correct S3_ENDPOINT' : `correct the S3_ settings, or what the key may do: ${HOW}`;
    return { finding: missing('Bucket', `${place}: ${reasonOf(error)}`, remedy), isStored };
  }
}

/** A page that will use it: the first that is configured, else the server's own. */
function pageOf({ corsOrigins, publicUrl, port }: Config): string {
  const [named] = corsOrigins ?? [];
  if (named !== undefined) return named === '*' ? 'https://example.org' : named;
  return publicUrl === null ? `http://localhost:${port}` : new URL(publicUrl).origin;
}

async function checkReading(store: ObjectStore, key: string, config: Config, s3: S3Settings): Promise<Finding[]> {
  const what = s3.publicUrl === null ? 'Presigned URLs' : 'Public URL';
  const remedy = s3.publicUrl === null ? `correct S3_ENDPOINT: ${HOW}` : `correct S3_PUBLIC_URL, or make the bucket public there: ${HOW}`;
  const page = pageOf(config);
  try {
    const response = await fetch(await store.url(key), {
      headers: { range: 'bytes=0-5', origin: page },
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    const body = await response.text();
    const { host } = new URL(response.url);
    if (!response.ok) return [missing(what, `${host} answers HTTP ${response.status}`, remedy)];
    if (!WRITTEN.startsWith(body)) return [missing(what, `${host} answers something else than was stored`, remedy)];
    if (response.status !== 206) return [missing(what, `${host} sends no parts (Range), which players ask for`, remedy)];
    const allowed = response.headers.get('access-control-allow-origin');
    return [
      ok(what, host),
      allowed === '*' || allowed === page
        ? ok('CORS of the bucket', `pages of ${page} may read it`)
        : missing(
            'CORS of the bucket',
            `pages of ${page} may not read it: no captions, no fetch`,
            'give the bucket the rule in docs/storage.md',
          ),
    ];
  } catch (error) {
    return [missing(what, networkReason(error), remedy)];
  }
}

/** Only the doctor ever removes an object, so that a key which may not is good for all else. */
async function remove(key: string, s3: S3Settings): Promise<Finding[]> {
  const client = createS3Client(s3);
  try {
    await client.send(new DeleteObjectCommand({ Bucket: s3.bucket, Key: key }));
    return [];
  } catch {
    return [ok('Bucket: what was stored to look', `${key} stays, because S3_ACCESS_KEY may not remove it`)];
  } finally {
    client.destroy();
  }
}
