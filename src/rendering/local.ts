import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { StartError } from '../errors.ts';
import { requireAll } from './box.ts';
import { type EngineEvent, limitsOf, outputFiles } from './engine-protocol.ts';
import { askEngineVersion } from './engine-version.ts';
import { rememberFor } from './remember.ts';
import { outageFailure, type RenderedFiles, type Renderer, type RenderRequest, type RenderResult, seedOf } from './renderer.ts';
import { keepSupervised } from './supervision.ts';
import { type RequestEnd, SupervisorGone, startSupervisor } from './supervisor.ts';

export interface LocalRendererOptions {
  /** The Python of the private environment. */
  python: string;
  /** Where renders keep their files while they run. */
  workDirectory: string;
  /** Where formulas that were set are kept for the renders to come. */
  formulasDirectory: string;
  /** Wall clock of one render. */
  timeoutMs: number;
}

/**
 * The longest that a render may take besides its own time: to wait for two boxes and for the first to begin (two minutes each), to be looked at
 * (one), and to be gone. A supervisor that takes longer is itself stuck.
 */
const BESIDES_MS = 10 * 60_000;
/** What was found of the box is taken to be so for this long. */
const CHECK_HOLDS_MS = 60_000;

/**
 * Renders on this machine, each in a box that is used once. Nothing is ever rendered outside one.
 * @throws StartError when the engine's Python environment is missing or broken, or the box does not hold here.
 */
export async function createLocalRenderer(options: LocalRendererOptions): Promise<Renderer> {
  const { python, workDirectory, formulasDirectory, timeoutMs } = options;
  await rm(workDirectory, { recursive: true, force: true });
  await mkdir(workDirectory, { recursive: true });
  const engine = keepSupervised(() => startSupervisor(python, path.join(workDirectory, 'engine')));
  const check = rememberFor(CHECK_HOLDS_MS, async () => {
    const end = await engine.ask({ check: true }, { limitMs: BESIDES_MS });
    if (end.type === 'checked') requireAll(end.promises);
  });
  const version = readVersion(python);
  try {
    await Promise.all([version, check()]);
  } catch (error) {
    await engine.close();
    throw error instanceof SupervisorGone ? new StartError(`${error.message} Run: npm run setup`, { cause: error }) : error;
  }
  const engineVersion = await version;
  const formulas = await openFormulas(formulasDirectory, engineVersion);

  return {
    engineVersion,
    async render(request, { signal, onProgress }) {
      signal.throwIfAborted();
      const directory = path.join(workDirectory, randomUUID());
      const dispose = () => rm(directory, { recursive: true, force: true, maxRetries: 3 });
      let kept = false;
      try {
        const onEvent = (event: EngineEvent) => event.type === 'progress' && onProgress(event.progress);
        const end = await engine.ask(
          { job: jobOf(request, directory, timeoutMs), formulas },
          { limitMs: timeoutMs + BESIDES_MS, signal, onEvent },
        );
        signal.throwIfAborted();
        const result = resultOf(end, directory, dispose);
        kept = 'files' in result;
        return result;
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof SupervisorGone) return { failure: outageFailure('The render engine', error) };
        throw error;
      } finally {
        if (!kept) await dispose();
      }
    },
    check,
    async close() {
      await engine.close();
      await rm(workDirectory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** The formulas of this version; those of others, whose fonts or TeX may have been others, go. */
async function openFormulas(directory: string, engineVersion: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  const old = (await readdir(directory)).filter((name) => name !== engineVersion);
  await Promise.all(old.map((name) => rm(path.join(directory, name), { recursive: true, force: true })));
  return path.join(directory, engineVersion);
}

async function readVersion(python: string): Promise<string> {
  try {
    const { engine } = await askEngineVersion(python);
    return engine;
  } catch (cause) {
    throw new StartError('The render engine does not start. Run: npm run setup', { cause });
  }
}

function jobOf({ key, code, quality }: RenderRequest, output: string, timeoutMs: number) {
  return { code, concept: '', quality, seed: seedOf(key), output, limits: limitsOf(timeoutMs) };
}

/** The files are as the event says: who watches the box has looked at them. */
function resultOf(end: RequestEnd, directory: string, dispose: () => Promise<void>): RenderResult {
  if (end.type === 'failed') return { failure: end.failure };
  if (end.type !== 'done') return { failure: outageFailure('The render engine', new Error(`it answered a job by “${end.type}”`)) };
  const files: RenderedFiles = {
    video: path.join(directory, outputFiles.video),
    poster: end.poster ? path.join(directory, outputFiles.poster) : null,
    captions: end.captions ? path.join(directory, outputFiles.captions) : null,
    dispose,
  };
  return { video: end.video, files, timings: end.timings };
}
