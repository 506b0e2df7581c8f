import { z } from 'zod';
import { boxPromises } from './box.ts';
import type { RenderFailure, RenderProgress, Timings, VideoMetadata } from './renderer.ts';

/** What the engine says (`modal/engine/protocol.py`), turned into our words. What user code could forge is checked, not believed. */

const seconds = z.number().nonnegative().finite();
const text = (characters: number) => z.string().transform((value) => value.replaceAll('\0', '').slice(0, characters));
const optionalText = (characters: number) =>
  text(characters)
    .nullish()
    .transform((value) => value ?? null);

const progress = z
  .object({
    type: z.literal('progress'),
    phase: z.enum(['starting', 'tex', 'animating', 'finishing']),
    animation: z.number().int().nonnegative(),
    frames: z.number().int().nonnegative(),
    seconds,
    total_seconds: seconds.nullable(),
  })
  .transform((event): { type: 'progress'; progress: RenderProgress } => ({
    type: 'progress',
    progress: {
      phase: event.phase,
      animation: event.animation,
      frames: event.frames,
      seconds: event.seconds,
      totalSeconds: event.total_seconds,
    },
  }));

const chapter = z
  .object({ scene_name: text(200), start_seconds: seconds, end_seconds: seconds })
  .transform((value) => ({ sceneName: value.scene_name, startSeconds: value.start_seconds, endSeconds: value.end_seconds }));

const done = z
  .object({
    type: z.literal('done'),
    files: z.object({ poster: z.string().nullable(), captions: z.string().nullable() }),
    video: z.object({
      scene_name: text(200),
      chapters: z.array(chapter).max(1000),
      still_image: z.boolean(),
      has_audio: z.boolean(),
      duration_seconds: z.number().positive().finite(),
      width: z.number().int().positive(),
      height: z.number().int().positive(),
      frame_rate: z.number().positive().finite(),
      size_bytes: z.number().int().positive().max(2_147_483_647),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
    timings: z.record(z.string().max(40), seconds),
  })
  .transform(({ files, video, timings }): { type: 'done'; video: VideoMetadata; poster: boolean; captions: boolean; timings: Timings } => ({
    type: 'done',
    timings,
    poster: files.poster !== null,
    captions: files.captions !== null,
    video: {
      sceneName: video.scene_name,
      chapters: video.chapters,
      stillImage: video.still_image,
      hasAudio: video.has_audio,
      durationSeconds: video.duration_seconds,
      width: video.width,
      height: video.height,
      frameRate: video.frame_rate,
      sizeBytes: video.size_bytes,
      sha256: video.sha256,
    },
  }));

const failed = z
  .object({
    type: z.literal('failed'),
    failure: z.object({
      kind: z.enum([
        'SYNTAX_ERROR',
        'NO_SCENE',
        'SCENE_ERROR',
        'LATEX_ERROR',
        'FORBIDDEN',
        'TIMED_OUT',
        'OUT_OF_MEMORY',
        'OUTPUT_TOO_LARGE',
        'CRASHED',
        'UNAVAILABLE',
      ]),
      message: text(4000),
      exception: optionalText(200),
      line: z
        .number()
        .int()
        .positive()
        .nullish()
        .transform((value) => value ?? null),
      excerpt: optionalText(4000),
      traceback: optionalText(20_000),
      hint: optionalText(2000),
      latex_expression: optionalText(4000),
      latex_log: optionalText(4000),
    }),
  })
  .transform(({ failure }): { type: 'failed'; failure: RenderFailure } => ({
    type: 'failed',
    failure: {
      kind: failure.kind,
      message: failure.message,
      exception: failure.exception,
      line: failure.line,
      excerpt: failure.excerpt,
      traceback: failure.traceback,
      hint: failure.hint,
      latexExpression: failure.latex_expression,
      latexLog: failure.latex_log,
    },
  }));

const ready = z.object({ type: z.literal('ready') });
const cancelled = z.object({ type: z.literal('cancelled') });
const checked = z.object({ type: z.literal('checked'), promises: boxPromises });

/** The last word of a render. */
export const engineEnd = z.union([done, failed]);

export const engineEvent = z.union([ready, progress, done, failed, cancelled, checked]);
export type EngineEvent = z.infer<typeof engineEvent>;

/** File names the engine writes into its output directory. */
export const outputFiles = { video: 'video.mp4', poster: 'poster.jpg', captions: 'captions.vtt' } as const;

const MEMORY_BYTES = 3 * 1024 ** 3;
const OUTPUT_BYTES = 512 * 1024 ** 2;
/** The longest video that is made: longer ones come from a `wait` gone wrong. */
const VIDEO_SECONDS = 600;

/** What one render may take, wherever it runs, as the engine wants to be told. */
export function limitsOf(timeoutMs: number) {
  return {
    wall_seconds: timeoutMs / 1000,
    cpu_seconds: Math.ceil(timeoutMs / 1000),
    memory_bytes: MEMORY_BYTES,
    output_bytes: OUTPUT_BYTES,
    video_seconds: VIDEO_SECONDS,
  };
}
