import { createHash } from 'node:crypto';
import type { Quality, RenderFailureKind } from '../db/generated/prisma/enums.ts';

export type { Quality, RenderFailureKind };

export interface RenderRequest {
  /** The render key: 64 hexadecimal digits. */
  key: string;
  code: string;
  quality: Quality;
}

export type RenderPhase = 'starting' | 'tex' | 'animating' | 'finishing';

export interface RenderProgress {
  phase: RenderPhase;
  /** Number of the animation under way, from 1; 0 before the first. */
  animation: number;
  /** Drawn so far. */
  frames: number;
  /** Of video made so far. */
  seconds: number;
  /** Of video there will be, where that is known. */
  totalSeconds: number | null;
}

export interface RenderFailure {
  kind: RenderFailureKind;
  message: string;
  exception: string | null;
  /** In the user's own code, from 1. */
  line: number | null;
  excerpt: string | null;
  traceback: string | null;
  hint: string | null;
  latexExpression: string | null;
  latexLog: string | null;
}

/** Times in seconds of video. */
export interface Chapter {
  sceneName: string;
  startSeconds: number;
  endSeconds: number;
}

export interface VideoMetadata {
  sceneName: string;
  chapters: Chapter[];
  stillImage: boolean;
  hasAudio: boolean;
  durationSeconds: number;
  width: number;
  height: number;
  frameRate: number;
  sizeBytes: number;
  sha256: string;
}

/** Paths of what was rendered, which live until `dispose` is called. */
export interface RenderedFiles {
  video: string;
  poster: string | null;
  captions: string | null;
  dispose(): Promise<void>;
}

/** Where a render's time went, in seconds by part. */
export type Timings = Record<string, number>;

export type RenderResult = { video: VideoMetadata; files: RenderedFiles; timings: Timings } | { failure: RenderFailure };

/** Turns Manim code into a video. What goes wrong in the code or the machinery comes back as data. */
export interface Renderer {
  /** Changes whenever the same code could give other frames. */
  readonly engineVersion: string;
  /**
   * Renders once. When `signal` aborts, everything that was started is killed, and the promise rejects with the signal's reason
   * once nothing of it is left.
   */
  render(request: RenderRequest, options: { signal: AbortSignal; onProgress(progress: RenderProgress): void }): Promise<RenderResult>;
  /** @throws when nothing can be rendered now, saying why and what to do. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Frame size and rate of a quality: 480p15, 720p30, 1080p60, 2160p60. */
export const qualities: Record<Quality, { width: number; height: number; frameRate: number }> = {
  LOW: { width: 854, height: 480, frameRate: 15 },
  MEDIUM: { width: 1280, height: 720, frameRate: 30 },
  HIGH: { width: 1920, height: 1080, frameRate: 60 },
  ULTRA: { width: 3840, height: 2160, frameRate: 60 },
};

/** What decides every frame of a video: SHA-256 over code, quality and engine version, as 64 hexadecimal digits. */
export function renderKeyOf(code: string, quality: Quality, engineVersion: string): string {
  return createHash('sha256')
    .update(JSON.stringify([code, quality, engineVersion]))
    .digest('hex');
}

const retryableKinds: ReadonlySet<RenderFailureKind> = new Set(['TIMED_OUT', 'CRASHED', 'UNAVAILABLE']);

/** Whether the same code may give another result next time: not when the code itself cannot work. */
export function isRetryable(kind: RenderFailureKind): boolean {
  return retryableKinds.has(kind);
}

/** Whether the machinery failed rather than the code, so that it is tried again without being asked. */
export function isOutage(kind: RenderFailureKind): boolean {
  return kind === 'UNAVAILABLE';
}

/** The failure of a part that was away: nothing is wrong with the code. */
export function outageFailure(part: string, error: unknown): RenderFailure {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    ...noDetails,
    kind: 'UNAVAILABLE',
    message: `${part} could not do its work: ${reason}`,
    hint: 'This is not about the code. Try again later.',
  };
}

/** A failure that has nothing to say beyond its message. */
export const noDetails = {
  exception: null,
  line: null,
  excerpt: null,
  traceback: null,
  hint: null,
  latexExpression: null,
  latexLog: null,
} as const satisfies Partial<RenderFailure>;
