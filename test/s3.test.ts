import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkStore } from '../src/cli/doctor/store.ts';
import { readConfig } from '../src/config.ts';
import { StartError } from '../src/errors.ts';
import { createLog } from '../src/main.ts';
import { IMMUTABLE, type ObjectStore, StorageError } from '../src/storage/object-store.ts';
import { requireStore } from '../src/storage/require-store.ts';
import { createS3Store } from '../src/storage/s3.ts';
import { type Gate, type GateOptions, openGate } from './support/gate.ts';
import { finish, query, start } from './support/graphql.ts';
import { portOf } from './support/ports.ts';
import { openProgram } from './support/program.ts';
import { type S3Server, startS3 } from './support/s3-server.ts';
import { captioned, movingDot, visualization } from './support/scenes.ts';

const MULTIPART_BYTES = 20_000_000;

let server: S3Server;
let store: ObjectStore;
let directory: string;
beforeAll(async () => {
  server = await startS3();
  store = createS3Store(server.settings);
  directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-test-'));
});
afterAll(async () => {
  await store.close();
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

let names = 0;
async function source(content: Buffer): Promise<string> {
  names += 1;
  const file = path.join(directory, String(names));
  await writeFile(file, content);
  return file;
}
const keyOf = (name: string) => `renders/${createHash('sha256').update(name).digest('hex')}/video.mp4`;
const put = (key: string, file: string, to = store) => to.put(key, file, 'video/mp4');
const fetchBytes = async (key: string) => Buffer.from(await (await fetch(await store.url(key))).arrayBuffer());

/** The settings of a program that keeps its videos there. */
const settingsOf = ({ endpoint, bucket, accessKey, secretKey, publicUrl }: S3Server['settings']) => ({
  S3_ENDPOINT: endpoint,
  S3_BUCKET: bucket,
  S3_ACCESS_KEY: accessKey,
  S3_SECRET_KEY: secretKey,
  ...(publicUrl ? { S3_PUBLIC_URL: publicUrl } : {}),
});

/** Runs with a store behind a gate. */
async function behindGate(options: GateOptions, test: (gated: ObjectStore, gate: Gate) => Promise<void>): Promise<void> {
  const gate = await openGate(server.port, options);
  const gated = createS3Store({ ...server.settings, endpoint: `http://127.0.0.1:${gate.port}` });
  try {
    await test(gated, gate);
  } finally {
    await gated.close();
    await gate.close();
  }
}

describe('an object', () => {
  it('may be kept for ever, plays in parts, and is what it was stored as', async () => {
    const key = keyOf('headers');
    const content = randomBytes(1000);
    await put(key, await source(content));
    const response = await fetch(await store.url(key), { headers: { range: 'bytes=10-19' } });
    expect(response.status).toBe(206);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-range': 'bytes 10-19/1000',
    });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(content.subarray(10, 20));
  });

  it('that is large comes in parts, whole, and is not replaced either', async () => {
    const key = keyOf('large');
    const content = randomBytes(MULTIPART_BYTES);
    await put(key, await source(content));
    const response = await fetch(await store.url(key));
    expect(Object.fromEntries(response.headers)).toMatchObject({ 'content-type': 'video/mp4', 'cache-control': IMMUTABLE });
    expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true);
    await put(key, await source(randomBytes(MULTIPART_BYTES + 1)));
    expect(await store.head(key)).toMatchObject({ sizeBytes: MULTIPART_BYTES });
    expect(await server.unfinishedUploads()).toEqual([]);
  });

  it('that two write at once in parts is the whole of one of them', async () => {
    const key = keyOf('large race');
    const contents = [Buffer.alloc(MULTIPART_BYTES, 1), Buffer.alloc(MULTIPART_BYTES, 2)];
    await Promise.all(contents.map(async (content) => put(key, await source(content))));
    const stored = await fetchBytes(key);
    expect(contents.some((content) => content.equals(stored))).toBe(true);
    expect(await server.unfinishedUploads()).toEqual([]);
  });

  it('of a private bucket is for those who were given its URL, which stays the same for a while', async () => {
    const key = keyOf('private');
    await put(key, await source(Buffer.from('private')));
    const url = await store.url(key);
    expect((await fetch(url.split('?')[0] ?? '')).status).toBe(403);
    expect((await fetch(url.replace(/Signature=\w{4}/, 'Signature=0000'))).status).toBe(403);
    expect(await store.url(key)).toBe(url);
  });
});

describe('on its way', () => {
  it('a body that was changed is not stored', () => {
    const marker = 'as it was read from the disk';
    const onSent = (chunk: Buffer) => Buffer.from(chunk.toString('latin1').replace(marker, marker.toUpperCase()), 'latin1');
    return behindGate({ onSent }, async (gated) => {
      const key = keyOf('changed');
      await expect(put(key, await source(Buffer.from(marker)), gated)).rejects.toThrow(StorageError);
      expect(await store.head(key)).toBeNull();
    });
  });

  it.each([
    ['small', 100_000],
    ['large', MULTIPART_BYTES],
  ])('a %s object is whole or not there when the store goes away in the middle, and can be stored afterwards', (name, bytes) =>
    behindGate({}, async (gated, gate) => {
      const key = keyOf(`cut ${name}`);
      const file = await source(randomBytes(bytes));
      const storing = put(key, file, gated);
      const outcome = expect(storing).rejects.toThrow(StorageError);
      await expect.poll(() => gate.sent, { interval: 1 }).toBeGreaterThan(bytes / 10);
      gate.shut();
      await outcome;
      // The answer may have been what was cut.
      expect([undefined, bytes]).toContain((await store.head(key))?.sizeBytes);
      gate.open();
      await put(key, file, gated);
      expect(await store.head(key)).toMatchObject({ sizeBytes: bytes });
    }),
  );
});

describe('what is handed to somebody without a key', () => {
  const content = 'a video';
  const send = (url: string, headers: Record<string, string>) => fetch(url, { method: 'PUT', headers, body: content });
  const presign = async (key: string, expiresInSeconds = 60) => {
    const presigned = await store.presignPut(key, { contentType: 'video/mp4', expiresInSeconds });
    if (!presigned) throw new Error('A bucket always can.');
    return presigned;
  };

  it('stores one object, once', async () => {
    const key = keyOf('presigned');
    const { url, headers } = await presign(key);
    expect((await send(url, headers)).status).toBe(200);
    expect(await store.head(key)).toEqual({ contentType: 'video/mp4', sizeBytes: content.length });
    expect((await fetch(await store.url(key))).headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await send(url, headers)).status).toBe(412);
  });

  it('stores no other type, no other object, and never over another one', async () => {
    const key = keyOf('presigned, otherwise');
    const { url, headers } = await presign(key);
    const { 'if-none-match': _condition, ...unconditional } = headers;
    expect((await send(url, { ...headers, 'content-type': 'text/html' })).status).toBe(403);
    expect((await send(url, unconditional)).status).toBe(403);
    expect((await send(url.replace('video.mp4', 'other.mp4'), headers)).status).toBe(403);
    expect(await store.head(key)).toBeNull();
  });
});

describe('a program that keeps its videos in a bucket', () => {
  const jobQuery = `query Job($id: ID!) {
    job(id: $id) { status visualizations { attempts failure { message } video { id url posterUrl captionsUrl sizeBytes sha256 } } }
  }`;
  const readVisualization = async (url: string, id: string) => (await query(url, jobQuery, { id })).job.visualizations[0];
  const sha256Of = async (url: string) => {
    const response = await fetch(url);
    return createHash('sha256')
      .update(Buffer.from(await response.arrayBuffer()))
      .digest('hex');
  };

  it('gives URLs at which video, poster and captions are what they should be, and sends REST clients there', async () => {
    const program = await openProgram(settingsOf(server.settings));
    const id = await start(program.url, [visualization('in a bucket', captioned)]);
    await finish(program.url, id);
    const { video, failure } = await readVisualization(program.url, id);
    expect(failure).toBeNull();
    expect(video.url).toContain('X-Amz-Signature=');
    expect(await sha256Of(video.url)).toBe(video.sha256);
    expect((await fetch(video.posterUrl)).headers.get('content-type')).toBe('image/jpeg');
    expect(await (await fetch(video.captionsUrl)).text()).toMatch(/^WEBVTT\b.*A dot moves/s);

    const redirect = await fetch(`${program.url}/api/video/${video.id}`, { redirect: 'manual' });
    expect({ status: redirect.status, caching: redirect.headers.get('cache-control') }).toEqual({ status: 302, caching: 'no-store' });
    expect(await sha256Of(redirect.headers.get('location') ?? '')).toBe(video.sha256);
    const part = await fetch(`${program.url}/api/video/${video.id}`, { headers: { range: 'bytes=0-99' } });
    expect({ status: part.status, range: part.headers.get('content-range') }).toEqual({
      status: 206,
      range: `bytes 0-99/${video.sizeBytes}`,
    });
    const json = await fetch(`${program.url}/api/video/${video.id}`, { headers: { accept: 'application/json' } });
    expect(json.headers.get('cache-control')).toBe('no-store');
    const described = await json.json();
    expect(described).toEqual({ video_id: video.id, url: expect.stringContaining('X-Amz-Signature='), content_type: 'video/mp4' });
    expect(await sha256Of(described.url)).toBe(video.sha256);
    expect((await fetch(redirect.url, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(`${program.url}/api/health`)).status).toBe(200);
    await program.close();
  });

  it('keeps what was rendered while the store is away in the middle of it, and renders it once', () =>
    behindGate({}, async (_gated, gate) => {
      const program = await openProgram(
        settingsOf({
          ...server.settings,
          endpoint: `http://127.0.0.1:${gate.port}`,
          bucket: server.publicBucket,
          publicUrl: `${server.settings.endpoint}/${server.publicBucket}`,
        }),
      );
      const before = gate.sent;
      const id = await start(program.url, [visualization('store away', movingDot('StoreAway'))]);
      await expect.poll(() => gate.sent, { interval: 1 }).toBeGreaterThan(before + 100);
      gate.shut();
      const health = await (await fetch(`${program.url}/api/health`)).json();
      expect(health).toMatchObject({ status: 'unhealthy', services: { storage: 'unavailable', database: 'connected' } });
      gate.open();
      expect((await finish(program.url, id)).at(-1)).toMatchObject({ type: 'COMPLETED' });
      const { video, attempts } = await readVisualization(program.url, id);
      expect(attempts).toBe(1);
      expect(video.url).toMatch(new RegExp(`^${server.settings.endpoint}/public/renders/\\w{64}/\\w{64}\\.mp4$`));
      expect(await sha256Of(video.url)).toBe(video.sha256);
      await program.close();
    }));
});

describe('a store that cannot be used', () => {
  it.each([
    ['S3_ACCESS_KEY', { accessKey: 'nobody' }, 'does not know S3_ACCESS_KEY'],
    ['S3_SECRET_KEY', { secretKey: 'wrong' }, 'S3_SECRET_KEY does not belong to S3_ACCESS_KEY'],
    ['S3_BUCKET', { bucket: 'nothing-here' }, /bucket nothing-here/],
    ['S3_ENDPOINT', { endpoint: 'http://127.0.0.1:1' }, '127.0.0.1:1'],
  ])('says that it is about %s', async (_name, changed, said) => {
    const wrong = createS3Store({ ...server.settings, ...changed });
    await expect(wrong.check()).rejects.toThrow(StorageError);
    await expect(wrong.check()).rejects.toThrow(said);
    const storing = put(keyOf('nowhere'), await source(Buffer.from('x')), wrong);
    await expect(storing).rejects.toThrow(StorageError);
    await expect(storing).rejects.toThrow(said);
    await wrong.close();
  });

  it('keeps a program from starting where its key is refused', async () => {
    const starting = openProgram(settingsOf({ ...server.settings, secretKey: 'wrong' }));
    await expect(starting).rejects.toThrow(StartError);
    await expect(starting).rejects.toThrow('S3_SECRET_KEY');
  });

  it('does not keep a program from starting while it is away, which says so', async () => {
    const away = createS3Store({ ...server.settings, endpoint: 'http://127.0.0.1:1' });
    const log = createLog('silent');
    const warn = vi.spyOn(log, 'warn');
    await requireStore(away, log);
    expect(warn).toHaveBeenCalledWith({ err: expect.any(StorageError) }, 'The store is away: what is rendered has to wait for it.');
    await away.close();
  });

  it('says so of a key that may only read', async () => {
    const reader = createS3Store({ ...server.settings, ...server.readOnly });
    await reader.check();
    await expect(put(keyOf('read only'), await source(Buffer.from('x')), reader)).rejects.toThrow('S3_ACCESS_KEY may not');
    await reader.close();
  });
});

describe('the doctor', () => {
  const look = async (changed: Partial<S3Server['settings']>, more: Record<string, string> = {}) => {
    const findings = await checkStore(readConfig({ ...settingsOf({ ...server.settings, ...changed }), ...more }));
    return findings.map(({ what, ok, detail }) => `${ok ? 'ok' : 'missing'} ${what}: ${detail}`);
  };
  const isPublic = () => ({ bucket: server.publicBucket, publicUrl: `${server.settings.endpoint}/${server.publicBucket}` });

  it('finds that objects can be stored, kept and read, and leaves none behind', async () => {
    expect(await look({})).toEqual([
      expect.stringMatching(/^ok Bucket: videos at .* an object was stored, and not replaced$/),
      expect.stringMatching(/^ok Presigned URLs: 127\.0\.0\.1:/),
      'ok CORS of the bucket: pages of http://localhost:8000 may read it',
    ]);
    expect(await look(isPublic(), { CORS_ORIGINS: 'https://app.example.org' })).toEqual([
      expect.stringMatching(/^ok Bucket: public at /),
      expect.stringMatching(/^ok Public URL: 127\.0\.0\.1:/),
      'ok CORS of the bucket: pages of https://app.example.org may read it',
    ]);
    expect(await server.keys('doctor/')).toEqual([]);
  });

  it.each([
    ['a wrong key', { accessKey: 'nobody' }, 'missing Bucket: videos at .*does not know S3_ACCESS_KEY'],
    [
      'a key that may only read',
      { accessKey: 'reader-key', secretKey: 'reader-secret' },
      'missing Bucket: videos at .*S3_ACCESS_KEY may not',
    ],
    ['no such bucket', { bucket: 'nothing-here' }, 'missing Bucket: nothing-here at '],
    ['no such place', { endpoint: 'http://127.0.0.1:1' }, 'missing Bucket: videos at 127.0.0.1:1: .*ECONNREFUSED'],
    ['a public URL where there is nothing', { publicUrl: 'http://127.0.0.1:1' }, 'missing Public URL: '],
    ['https where there is http', () => ({ endpoint: server.settings.endpoint.replace('http:', 'https:') }), '.*it speaks no TLS'],
  ])('says what is wrong with %s', async (_name, changed, said) => {
    expect((await look(typeof changed === 'function' ? changed() : changed)).at(-1)).toMatch(new RegExp(`^${said}`));
    expect(await server.keys('doctor/')).toEqual([]);
  });

  const refused = '<Error><Code>NotImplemented</Code><Message>No such header.</Message></Error>';
  it.each([
    ['does not know what is asked of it', 501, 'application/xml', refused, 'the store cannot do what is asked of it (“If-None-Match'],
    ['is behind a page that says so', 503, 'text/html', '<p>Later', 'HTTP 503, and not in the words of S3; is that a store'],
    ['is a web site', 200, 'text/html', '<p>Welcome', 'what was stored is not there, although it was taken'],
  ])('says so of a store that %s', async (_name, status, type, body, said) => {
    const stranger = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(status, { 'content-type': type }).end(body));
    });
    await once(stranger.listen(0, '127.0.0.1'), 'listening');
    expect(await look({ endpoint: `http://127.0.0.1:${portOf(stranger.address())}` })).toContainEqual(expect.stringContaining(said));
    stranger.closeAllConnections();
    stranger.close();
  });

  it('says that a bucket is not public, and that pages may not read it', async () => {
    expect(await look({ publicUrl: `${server.settings.endpoint}/videos` })).toContainEqual(
      expect.stringMatching(/^missing Public URL: .* answers HTTP 403$/),
    );
    await server.allowPages(server.publicBucket, ['https://app.example.org']);
    expect((await look(isPublic(), { CORS_ORIGINS: 'https://other.example.org' })).at(-1)).toBe(
      'missing CORS of the bucket: pages of https://other.example.org may not read it: no captions, no fetch',
    );
  });
});
