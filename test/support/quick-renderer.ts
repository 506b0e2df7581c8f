import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Renderer, RenderRequest, RenderResult } from '../../src/rendering/renderer.ts';
import { noDetails, qualities } from '../../src/rendering/renderer.ts';

/** How a render goes, said in the code itself. */
interface Course {
  milliseconds: number;
  /** The render fails because of its code. */
  broken: boolean;
  /** So many tries end because machinery is away. */
  outages: number;
}

/** Code for the quick renderer; the name makes it a render of its own. */
export function quickCode(name: string, course: Partial<Course> = {}): string {
  return `# quick ${JSON.stringify({ milliseconds: 20, broken: false, outages: 0, ...course })}\n# ${name}\n`;
}

const BYTES = 64 * 1024;
const STEPS = 10;

/**
 * Renders nothing, in the time its code asks for, and writes real files: bytes that follow from the render key alone. For tests of
 * everything around a render.
 */
export function createQuickRenderer(workDirectory: string): Renderer {
  const tries = new Map<string, number>();
  return {
    engineVersion: 'quick',
    async render(request, { signal, onProgress }) {
      const course = courseOf(request);
      const tried = (tries.get(request.key) ?? 0) + 1;
      tries.set(request.key, tried);
      const progress = { phase: 'animating' as const, animation: 1, totalSeconds: STEPS };
      for (let step = 0; step < STEPS; step += 1) {
        onProgress({ ...progress, frames: step, seconds: step });
        await pause(course.milliseconds / STEPS, undefined, { signal });
      }
      if (course.broken) return { failure: { ...noDetails, kind: 'SCENE_ERROR', message: 'The code is broken.' } };
      if (tried <= course.outages) return { failure: { ...noDetails, kind: 'UNAVAILABLE', message: 'The machine is away.' } };
      return write(request, path.join(workDirectory, randomUUID()));
    },
    async check() {},
    async close() {},
  };
}

const COURSE = /^# quick (.*)$/m;

/** Whether this is code for the quick renderer. */
export function isQuickCode(code: string): boolean {
  return COURSE.test(code);
}

function courseOf({ code }: RenderRequest): Course {
  const [, course] = COURSE.exec(code) ?? [];
  if (course === undefined) throw new Error('This is not code for the quick renderer.');
  return JSON.parse(course);
}

async function write({ key, quality }: RenderRequest, directory: string): Promise<RenderResult> {
  const bytes = Buffer.alloc(BYTES, key);
  const file = path.join(directory, 'video.mp4');
  await mkdir(directory, { recursive: true });
  await writeFile(file, bytes);
  return {
    video: {
      ...{ sceneName: 'Quick', chapters: [], stillImage: false, hasAudio: false, durationSeconds: STEPS },
      ...qualities[quality],
      sizeBytes: bytes.byteLength,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    },
    files: { video: file, poster: null, captions: null, dispose: () => rm(directory, { recursive: true, force: true }) },
    timings: { total: 0 },
  };
}
