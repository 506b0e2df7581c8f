import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { StartError } from '../errors.ts';
import { requireBox } from './box.ts';
import { createEnginePool } from './engine-pool.ts';
import { type EngineProcess, startEngineProcess } from './engine-process.ts';
import { type EngineEvent, engineEvent, outputFiles } from './engine-protocol.ts';
import { noDetails, type RenderedFiles, type Renderer, type RenderFailure, type RenderRequest, type RenderResult } from './renderer.ts';

const run = promisify(execFile);

export interface LocalRendererOptions {
  /** The Python of the private environment. */
  python: string;
  /** Where renders keep their files while they run. */
  workDirectory: string;
  /** Wall clock of one render. */
  timeoutMs: number;
}

const MEMORY_BYTES = 3 * 1024 ** 3;
const OUTPUT_BYTES = 512 * 1024 ** 2;
/** The longest video that is made: longer ones come from a `wait` gone wrong. */
const VIDEO_SECONDS = 600;
/** Starting, and looking at the result, on a machine that is busy. What takes longer than it may is stopped by whoever watches the box. */
const OVERHEAD_MS = 180_000;

/** What was found of the box is taken to be so for this long. */
const CHECK_HOLDS_MS = 60_000;

/**
 * Renders on this machine, each in a box that is used once. Nothing is ever rendered outside one.
 * @throws StartError when the engine's Python environment is missing or broken, or the box does not hold here.
 */
export async function createLocalRenderer(options: LocalRendererOptions): Promise<Renderer> {
  const { python, workDirectory, timeoutMs } = options;
  await rm(workDirectory, { recursive: true, force: true });
  await mkdir(workDirectory, { recursive: true });
  const [engineVersion] = await Promise.all([readEngineVersion(python), requireBox(python)]);
  const engines = createEnginePool(() => startEngineProcess(python, workDirectory));

  return {
    engineVersion,
    async render(request, { signal, onProgress }) {
      signal.throwIfAborted();
      const engine = await engines.take();
      let kept = false;
      try {
        const result = await renderIn(engine, request, { signal, timeoutMs, onProgress });
        kept = 'files' in result;
        return result;
      } finally {
        if (!kept) await engine.dispose();
      }
    },
    check: rememberFor(CHECK_HOLDS_MS, () => requireBox(python)),
    close: engines.close,
  };
}

/** Asked again within `milliseconds`, the answer is the one that was given, or is being looked for: a look costs a whole box. */
function rememberFor(milliseconds: number, look: () => Promise<void>): () => Promise<void> {
  let answer: Promise<void> | null = null;
  let goodUntil = 0;
  return () => {
    if (answer === null || Date.now() > goodUntil) {
      answer = look();
      goodUntil = Date.now() + milliseconds;
    }
    return answer;
  };
}

async function readEngineVersion(python: string): Promise<string> {
  try {
    const { stdout } = await run(python, ['-I', '-m', 'engine', 'version'], { timeout: 60_000 });
    return JSON.parse(stdout).engine;
  } catch (cause) {
    throw new StartError('The render engine does not start. Run: npm run setup', { cause });
  }
}

interface Attempt {
  signal: AbortSignal;
  timeoutMs: number;
  onProgress(progress: Extract<EngineEvent, { type: 'progress' }>['progress']): void;
}

async function renderIn(engine: EngineProcess, request: RenderRequest, { signal, timeoutMs, onProgress }: Attempt): Promise<RenderResult> {
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    engine.kill();
  }, timeoutMs + OVERHEAD_MS);
  signal.addEventListener('abort', engine.kill);
  try {
    // The last word counts: what follows the end of a render is not listened to.
    const end = await lastEvent(engine, request, timeoutMs, onProgress);
    if (end === null) engine.kill();
    const exit = await engine.ended;
    signal.throwIfAborted();
    if (timedOut) return { failure: timeOutFailure(timeoutMs) };
    if (end?.type === 'failed') return { failure: end.failure };
    if (end?.type !== 'done' || exit.code !== 0) return { failure: crashFailure(exit) };
    return { video: end.video, files: filesOf(engine, end), timings: end.timings };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', engine.kill);
  }
}

async function lastEvent(
  engine: EngineProcess,
  { key, code, quality }: RenderRequest,
  timeoutMs: number,
  onProgress: Attempt['onProgress'],
) {
  const limits = {
    wall_seconds: timeoutMs / 1000,
    cpu_seconds: Math.ceil(timeoutMs / 1000),
    memory_bytes: MEMORY_BYTES,
    output_bytes: OUTPUT_BYTES,
    video_seconds: VIDEO_SECONDS,
  };
  const job = { code, concept: '', quality, seed: seedOf(key), output: engine.directory, limits };
  for await (const line of engine.run(job)) {
    const { success, data: event } = engineEvent.safeParse(line);
    if (!success) return null;
    if (event.type === 'progress') onProgress(event.progress);
    if (event.type === 'done' || event.type === 'failed') return event;
  }
  return null;
}

/** The seed of random numbers: the first 32 bits of the render key, so that the same key gives the same frames. */
function seedOf(renderKey: string): number {
  return Number.parseInt(renderKey.slice(0, 8), 16);
}

/** The files are as the event says: who watches the box has looked at them. */
function filesOf(engine: EngineProcess, end: Extract<EngineEvent, { type: 'done' }>): RenderedFiles {
  return {
    video: path.join(engine.directory, outputFiles.video),
    poster: end.poster ? path.join(engine.directory, outputFiles.poster) : null,
    captions: end.captions ? path.join(engine.directory, outputFiles.captions) : null,
    dispose: () => engine.dispose(),
  };
}

function timeOutFailure(timeoutMs: number): RenderFailure {
  return failureOf(
    'TIMED_OUT',
    `The render was stopped after ${timeoutMs / 1000} seconds.`,
    'Look for a loop that never ends, make the scene shorter or choose a lower quality. RENDER_TIMEOUT_SECONDS sets the limit.',
  );
}

function crashFailure({ code, signal, log }: Awaited<EngineProcess['ended']>): RenderFailure {
  const how = signal ? `was killed by ${signal}` : `ended with exit code ${code}`;
  const lastWords = log.trim().split('\n').at(-1);
  const message = `The process that rendered the scene ${how} before it was done.${lastWords ? ` It last said: ${lastWords}` : ''}`;
  return failureOf('CRASHED', message, 'Code that ends the process, as os._exit does, cannot be rendered.');
}

function failureOf(kind: RenderFailure['kind'], message: string, hint: string | null = null): RenderFailure {
  return { ...noDetails, kind, message, hint };
}
