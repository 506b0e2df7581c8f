import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pRetry from 'p-retry';
import { StartError } from '../errors.ts';
import { limitsOf, outputFiles } from './engine-protocol.ts';
import { followCall } from './modal-call.ts';
import { type CallResult, description, MODAL_PROTOCOL } from './modal-protocol.ts';
import { CallLost, type ModalService, ModalUnavailable } from './modal-service.ts';
import { rememberFor } from './remember.ts';
import {
  Abandoned,
  type FileName,
  isOutage,
  outageFailure,
  type RemoteStore,
  type RenderedFiles,
  type Renderer,
  type RenderOptions,
  type RenderRequest,
  type StoredFiles,
  seedOf,
} from './renderer.ts';

export interface ModalRendererOptions {
  service: ModalService;
  /** Where videos that come back through Modal are kept until they are stored. */
  workDirectory: string;
  /** Remembers which engine is deployed, so that this program also starts while Modal is away. */
  versionFile: string;
  /** Wall clock of one render. */
  timeoutMs: number;
}

const CHECK_HOLDS_MS = 60_000;

/**
 * Renders at Modal. This program needs no Manim then.
 * @throws StartError when the token is not accepted, the app is not deployed, or it is another version of this program's.
 */
export async function createModalRenderer({ service, workDirectory, versionFile, timeoutMs }: ModalRendererOptions): Promise<Renderer> {
  await rm(workDirectory, { recursive: true, force: true });
  await mkdir(workDirectory, { recursive: true });
  let engineVersion = await findEngineVersion(service, timeoutMs, versionFile);
  const learn = async (engine: string) => {
    if (engine === engineVersion) return;
    engineVersion = engine;
    await writeFile(versionFile, engine);
  };

  return {
    get engineVersion() {
      return engineVersion;
    },
    async render(request, options) {
      options.signal.throwIfAborted();
      const result = await call(service, request, { ...options, timeoutMs });
      if ('failure' in result) return result;
      await learn(result.engine);
      if (result.end.type === 'failed') return { failure: result.end.failure };
      const { video, timings } = result.end;
      const stored = result.stored ? await findStored(result, options.store) : null;
      if (stored) return { video, stored, timings };
      const files = result.stored ? null : await writeFiles(result, path.join(workDirectory, randomUUID()));
      if (files) return { video, files, timings };
      return { failure: outageFailure('Modal', new Error('what came back is not the video that was announced.')) };
    },
    check: rememberFor(CHECK_HOLDS_MS, () => service.look()),
    async close() {
      service.close();
      await rm(workDirectory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** What the deployed app draws with. While Modal is away, what it said last. @throws StartError */
async function findEngineVersion(service: ModalService, timeoutMs: number, versionFile: string): Promise<string> {
  try {
    const { engine, longest_wall_seconds: longest } = await requireFittingApp(service);
    if (timeoutMs > longest * 1000)
      throw new StartError(`RENDER_TIMEOUT_SECONDS: at most ${longest} with the app that is deployed at Modal.`);
    await writeFile(versionFile, engine);
    return engine;
  } catch (error) {
    const known = error instanceof ModalUnavailable ? await readFile(versionFile, 'utf8').catch(() => null) : null;
    if (known) return known;
    throw error instanceof StartError ? error : new StartError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** What the deployed app says of itself. @throws StartError when it is of another version, ModalMisconfigured, ModalUnavailable */
export async function requireFittingApp(service: ModalService) {
  const { success, data } = description.safeParse(await service.describe());
  if (!success || data.protocol !== MODAL_PROTOCOL) {
    throw new StartError('The app that is deployed at Modal is of another version than this program. Run: modal deploy modal/app.py');
  }
  return data;
}

/** Takes the render up where an earlier process left it, or starts it; what an earlier call came to counts unless machinery failed. */
async function call(
  service: ModalService,
  request: RenderRequest,
  options: RenderOptions & { timeoutMs: number },
): Promise<CallResult | { failure: ReturnType<typeof outageFailure> }> {
  const { call, store, signal, timeoutMs } = options;
  const follow = async (callId: string) => {
    try {
      return await followCall(service, callId, options);
    } catch (error) {
      if (signal.aborted && signal.reason instanceof Abandoned) await service.cancel(callId).catch(() => {});
      throw error;
    }
  };
  try {
    if (call.id) {
      const earlier = await follow(call.id).catch((error: unknown) => {
        if (error instanceof CallLost) return null;
        throw error;
      });
      if (earlier && !(earlier.end.type === 'failed' && isOutage(earlier.end.failure.kind))) return earlier;
    }
    const { key, code, quality } = request;
    const job = { code, concept: '', quality, seed: seedOf(key), limits: limitsOf(timeoutMs) };
    const start = () => service.start({ job, name: `render-${key.slice(0, NAME_DIGITS)}`, upload: store.signs });
    const shouldRetry = ({ error }: { error: Error }) => error instanceof ModalUnavailable;
    const callId = await pRetry(start, { ...STARTING_RETRIES, signal, shouldRetry });
    await call.keep(callId);
    return await follow(callId);
  } catch (error) {
    signal.throwIfAborted();
    return { failure: outageFailure('Modal', error) };
  }
}

/** For about a minute. What a start has begun whose answer was lost is ended by the next one, which has the same name. */
const STARTING_RETRIES = { retries: 10, minTimeout: 1000, factor: 2, maxTimeout: 10_000, maxRetryTime: 60_000 };

/** Of the render key, in the name of its Sandbox: Modal allows 64 characters. */
const NAME_DIGITS = 48;

/** Keys of what was stored from Modal, each looked at; `null` when something is not there or not what it should be. */
async function findStored({ end, stored }: CallResult, store: RemoteStore): Promise<StoredFiles | null> {
  if (end.type === 'failed' || !stored || stored.video !== end.video.sha256) return null;
  const find = async (name: FileName) => (stored[name] ? await store.find(name, stored[name]) : null);
  const [objectKey, posterKey, captionsKey] = await Promise.all([find('video'), find('poster'), find('captions')]);
  if (!objectKey || (stored.poster && !posterKey) || (stored.captions && !captionsKey)) return null;
  return { objectKey, posterKey, captionsKey };
}

/** Writes the files that came with a result; `null` when the video is not the one that was announced. */
async function writeFiles({ end, files }: CallResult, directory: string): Promise<RenderedFiles | null> {
  if (end.type === 'failed' || !files || hashOf(files.video) !== end.video.sha256 || files.video.length !== end.video.sizeBytes)
    return null;
  await mkdir(directory, { recursive: true });
  const write = async (name: FileName) => {
    const bytes = files[name];
    if (!bytes) return null;
    const file = path.join(directory, outputFiles[name]);
    await writeFile(file, bytes);
    return file;
  };
  const [video, poster, captions] = await Promise.all([write('video'), write('poster'), write('captions')]);
  if (!video) return null;
  return { video, poster, captions, dispose: () => rm(directory, { recursive: true, force: true }) };
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
