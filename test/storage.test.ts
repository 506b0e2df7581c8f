import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDiskStore } from '../src/storage/disk.ts';
import { contentTypeOf, type ObjectStore, StorageError } from '../src/storage/object-store.ts';
import { createS3Store } from '../src/storage/s3.ts';
import { type S3Server, startS3 } from './support/s3-server.ts';

/** A store as its suite needs it, with a look behind its back. */
interface OpenedStore {
  store: ObjectStore;
  /** What is stored under a key, read the way clients do. */
  read(key: string): Promise<Buffer>;
  /** What a put has left behind besides objects. */
  leftovers(): Promise<string[]>;
  close(): Promise<void>;
}

const implementations: { name: string; open(): Promise<OpenedStore> }[] = [
  { name: 'disk', open: openDisk },
  { name: 'a private bucket', open: () => openS3({}) },
  {
    name: 'a public bucket',
    open: () => openS3({ bucket: server.publicBucket, publicUrl: `${server.settings.endpoint}/${server.publicBucket}` }),
  },
];

async function openDisk(): Promise<OpenedStore> {
  const directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-test-'));
  const store = await createDiskStore(directory);
  return {
    store,
    read: async (key) => readFile(path.join(directory, (await store.url(key)).replace('/files/', ''))),
    leftovers: () => readdir(path.join(directory, '.incoming')),
    close: () => rm(directory, { recursive: true, force: true }),
  };
}

async function openS3(changed: Partial<S3Server['settings']>): Promise<OpenedStore> {
  const store = createS3Store({ ...server.settings, ...changed });
  return {
    store,
    read: async (key) => Buffer.from(await (await fetch(await store.url(key))).arrayBuffer()),
    leftovers: () => server.unfinishedUploads(),
    close: () => store.close(),
  };
}

let server: S3Server;
let sources: string;
beforeAll(async () => {
  sources = await mkdtemp(path.join(tmpdir(), 'arxiviz-test-'));
  server = await startS3();
});
afterAll(async () => {
  await server.close();
  await rm(sources, { recursive: true, force: true });
});

let names = 0;
/** A file with this content, to be put into a store. */
async function source(content: Buffer | string): Promise<string> {
  names += 1;
  const file = path.join(sources, String(names));
  await writeFile(file, content);
  return file;
}
const keyOf = (name: string, ending = 'mp4') => `renders/${createHash('sha256').update(name).digest('hex')}/video.${ending}`;

describe.each(implementations)('a store on $name', ({ open }) => {
  let opened: OpenedStore;
  let store: ObjectStore;
  beforeAll(async () => {
    opened = await open();
    store = opened.store;
  });
  afterAll(() => opened.close());
  const put = (key: string, file: string) => store.put(key, file, contentTypeOf(key));

  it('gives back what was put into it, byte for byte, with its size and type', async () => {
    const content = randomBytes(300_000);
    for (const [ending, contentType] of Object.entries({ mp4: 'video/mp4', jpg: 'image/jpeg', vtt: 'text/vtt; charset=utf-8' })) {
      const key = keyOf('round trip', ending);
      await put(key, await source(content));
      expect(await store.head(key)).toEqual({ contentType, sizeBytes: content.byteLength });
      expect((await opened.read(key)).equals(content)).toBe(true);
      expect(await buffer((await store.read(key)) ?? Readable.from([]))).toEqual(content);
    }
  });

  it('holds an empty file like any other', async () => {
    await put(keyOf('empty'), await source(''));
    expect(await store.head(keyOf('empty'))).toMatchObject({ sizeBytes: 0 });
  });

  it('says null of what it does not have', async () => {
    expect(await store.head(keyOf('absent'))).toBeNull();
    expect(await store.read(keyOf('absent'))).toBeNull();
    // Below an object there is nothing either.
    await put('renders/leaf', await source('leaf'));
    expect(await store.head('renders/leaf/below')).toBeNull();
    expect(await store.head('renders')).toBeNull();
  });

  it('never replaces an object, and does not mind being asked to', async () => {
    const key = keyOf('kept');
    await put(key, await source('first'));
    await put(key, await source('second, and longer'));
    expect((await opened.read(key)).toString()).toBe('first');
    expect(await store.head(key)).toMatchObject({ sizeBytes: 5 });
  });

  it('keeps one whole file of many writers at once, without an error', async () => {
    const key = keyOf('race');
    const files = await Promise.all(Array.from({ length: 20 }, (_, index) => source(Buffer.alloc(50_000 + index, index))));
    await Promise.all(files.map((file) => put(key, file)));
    const content = await opened.read(key);
    expect(content.byteLength).toBe(50_000 + (content[0] ?? -1));
    expect(new Set(content).size).toBe(1);
  });

  it('takes a hundred files at once', async () => {
    const contents = Array.from({ length: 100 }, (_, index) => Buffer.from(`content ${index}`));
    await Promise.all(contents.map(async (content, index) => put(keyOf(`many ${index}`), await source(content))));
    const read = await Promise.all(contents.map((_, index) => opened.read(keyOf(`many ${index}`))));
    expect(read.map(String)).toEqual(contents.map(String));
  });

  it('stores nothing when the source is not there or is no file', async () => {
    const directory = path.join(sources, 'directory');
    await mkdir(directory, { recursive: true });
    for (const file of [path.join(sources, 'vanished'), directory]) {
      await expect(put(keyOf('nothing'), file)).rejects.toThrow(StorageError);
    }
    expect(await store.head(keyOf('nothing'))).toBeNull();
  });

  it.each([
    '../outside.mp4',
    'renders/../../outside.mp4',
    'renders/..',
    '/etc/passwd',
    'renders//video.mp4',
    'renders/',
    '.incoming/video.mp4',
    'renders/.hidden',
    'renders\\video.mp4',
    'renders/a\0b',
    'renders/a\n',
    'renders/%2e%2e/video.mp4',
    'https://other.example/video.mp4',
    '',
    '.',
  ])('refuses %j as a key', async (key) => {
    const file = await source('x');
    await expect(put(key, file)).rejects.toThrow(StorageError);
    await expect(store.head(key)).rejects.toThrow(StorageError);
    await expect(store.read(key)).rejects.toThrow(StorageError);
    await expect(store.url(key)).rejects.toThrow(StorageError);
    await expect(store.presignPut(key, { contentType: 'video/mp4', expiresInSeconds: 60 })).rejects.toThrow(StorageError);
  });

  it('answers its check, and has left nothing behind', async () => {
    await store.check();
    expect(await opened.leftovers()).toEqual([]);
  });
});

describe('the disk', () => {
  it('has no part of a file for which there was no room', async () => {
    const { store, leftovers, close } = await openDisk();
    const file = await source(randomBytes(200_000));
    const key = keyOf('no room');
    // A process that may write no file of more than 64 blocks of 512 or 1024 bytes meets the error of a disk that fills up, halfway.
    const script = `
      import { createDiskStore } from ${JSON.stringify(path.resolve(import.meta.dirname, '../src/storage/disk.ts'))};
      const store = await createDiskStore(${JSON.stringify(store.directory)});
      await store.put(${JSON.stringify(key)}, ${JSON.stringify(file)}, 'video/mp4').catch((error) => console.log(error.name, error.message));`;
    const shell = 'ulimit -f 64; exec "$0" --input-type=module -e "$1"';
    const { stdout } = await promisify(execFile)('sh', ['-c', shell, process.execPath, script]);
    expect(stdout).toContain(`StorageError ${key} could not be stored in ${store.directory}`);
    expect(await store.head(key)).toBeNull();
    expect(await leftovers()).toEqual([]);
    await store.put(key, file, 'video/mp4');
    expect(await store.head(key)).toMatchObject({ sizeBytes: 200_000 });
    await close();
  });

  it('says that it cannot be written', async () => {
    const { store, close } = await openDisk();
    // As on a full disk, nothing can be written, although it may be.
    const script = `
      import { createDiskStore } from ${JSON.stringify(path.resolve(import.meta.dirname, '../src/storage/disk.ts'))};
      const store = await createDiskStore(${JSON.stringify(store.directory)});
      await store.check().catch((error) => console.log(error.name, error.message));`;
    const shell = 'ulimit -f 0; exec "$0" --input-type=module -e "$1"';
    const { stdout } = await promisify(execFile)('sh', ['-c', shell, process.execPath, script]);
    expect(stdout).toContain(`StorageError ${store.directory} cannot be written: EFBIG`);
    await close();
    await expect(store.check()).rejects.toThrow(`${store.directory} cannot be written`);
    await expect(store.check()).rejects.toThrow(StorageError);
  });

  it('does not take a file in the way of a directory for the object', async () => {
    const { store, close } = await openDisk();
    await writeFile(path.join(store.directory ?? '', 'renders'), '');
    await expect(store.put(keyOf('in the way'), await source(randomBytes(10)), 'video/mp4')).rejects.toThrow(StorageError);
    await close();
  });

  it('throws away what a killed process left unfinished, and not what another one may be writing', async () => {
    const { store, leftovers, close } = await openDisk();
    const incoming = path.join(store.directory ?? '', '.incoming');
    await writeFile(path.join(incoming, 'left'), 'half a video');
    await writeFile(path.join(incoming, 'fresh'), 'half a video');
    // A process of this machine that cannot be there: ids are smaller.
    await writeFile(path.join(incoming, `${hostname()}-2000000000-0123abcd`), 'half a video');
    const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000);
    await utimes(path.join(incoming, 'left'), yesterday, yesterday);
    await createDiskStore(store.directory ?? '');
    expect(await leftovers()).toEqual(['fresh']);
    await close();
  });
});
