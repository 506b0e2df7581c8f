import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalRenderer } from '../src/rendering/local.ts';
import { createModalRenderer } from '../src/rendering/modal.ts';
import { openModal } from '../src/rendering/modal-service.ts';
import { remoteStoreOf } from '../src/rendering/remote-store.ts';
import { Abandoned, type Renderer, type RenderOptions, type RenderResult, renderKeyOf } from '../src/rendering/renderer.ts';
import { pythonPath } from '../src/services.ts';
import { createDiskStore } from '../src/storage/disk.ts';
import { startModal } from './support/modal.ts';
import { dividesByZero, endless, movingDot } from './support/scenes.ts';

const TIMEOUT_MS = 60_000;

/** What each renderer is, and how it is opened with files below `directory`. */
const renderers: { name: string; open(directory: string): Promise<{ renderer: Renderer; close(): Promise<void> }> }[] = [
  {
    name: 'on this machine',
    async open(directory) {
      const renderer = await createLocalRenderer({
        python: pythonPath,
        workDirectory: path.join(directory, 'work'),
        formulasDirectory: path.join(directory, 'formulas'),
        timeoutMs: TIMEOUT_MS,
      });
      return { renderer, close: () => renderer.close() };
    },
  },
  {
    name: 'at Modal',
    async open(directory) {
      const modal = await startModal();
      const { MODAL_TOKEN_ID: tokenId = '', MODAL_TOKEN_SECRET: tokenSecret = '', MODAL_SERVER_URL: serverUrl = null } = modal.settings;
      const renderer = await createModalRenderer({
        service: openModal({ tokenId, tokenSecret, serverUrl, environment: null, app: 'arxiviz' }),
        workDirectory: path.join(directory, 'work'),
        versionFile: path.join(directory, 'version'),
        timeoutMs: TIMEOUT_MS,
      });
      return { renderer, close: () => renderer.close().then(() => modal.close()) };
    },
  },
];

/** The hash of one scene's video, from the renderer that made it first: all make the same. */
let firstHash: string | null = null;

describe.each(renderers)('a renderer $name', ({ open }) => {
  let directory: string;
  let renderer: Renderer;
  let close: () => Promise<void>;
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-test-'));
    ({ renderer, close } = await open(directory));
  });
  afterAll(async () => {
    await close();
    await rm(directory, { recursive: true });
  });

  const render = async (code: string, more: Partial<RenderOptions> = {}): Promise<RenderResult> => {
    const key = renderKeyOf(code, 'LOW', 'whatever draws');
    const store = remoteStoreOf(await createDiskStore(path.join(directory, 'videos')), key);
    const call = { id: null, keep: async () => {} };
    return renderer.render({ key, code, quality: 'LOW' }, { signal: new AbortController().signal, onProgress() {}, call, store, ...more });
  };

  it('makes the same video of the same code as every other', async () => {
    const result = await render(movingDot('Same', 3));
    if (!('files' in result)) throw new Error(JSON.stringify(result));
    const bytes = await readFile(result.files.video);
    const hash = createHash('sha256').update(bytes).digest('hex');
    firstHash ??= hash;
    expect(hash).toBe(firstHash);
    expect(result.video).toMatchObject({
      sha256: hash,
      sizeBytes: bytes.length,
      width: 854,
      height: 480,
      durationSeconds: 3,
      sceneName: 'Same',
    });
    expect((await readFile(result.files.poster ?? '')).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    await result.files.dispose();
    await expect(readFile(result.files.video)).rejects.toThrow('ENOENT');
  });

  it('answers with the failure of code that fails', async () => {
    expect(await render(dividesByZero)).toMatchObject({ failure: { kind: 'SCENE_ERROR', line: 6, exception: 'ZeroDivisionError' } });
  });

  it('tells how far it is, rejects with the reason when it is abandoned, and works on', async () => {
    const abandoned = new AbortController();
    const reason = new Abandoned();
    const rendering = render(endless, { signal: abandoned.signal, onProgress: () => abandoned.abort(reason) });
    await expect(rendering).rejects.toBe(reason);
    expect(await render(`${dividesByZero}\n# after that`)).toHaveProperty('failure');
    await renderer.check();
  });
});
