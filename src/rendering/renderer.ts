import { createHash } from 'node:crypto';
import type { Quality, RenderFailureKind } from '../db/generated/prisma/enums.ts';
import type { PresignedPut } from '../storage/object-store.ts';

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

/** Where the files of a video were brought in the store. */
export interface StoredFiles {
  objectKey: string;
  posterKey: string | null;
  captionsKey: string | null;
}

/** A video comes as files on this machine, or is in the store already. */
export type RenderResult =
  | { video: VideoMetadata; files: RenderedFiles; timings: Timings }
  | { video: VideoMetadata; stored: StoredFiles; timings: Timings }
  | { failure: RenderFailure };

/** A render under way elsewhere, which outlives this process. */
export interface RemoteCall {
  /** The call that an earlier process left behind, to be taken up instead of starting another. */
  id: string | null;
  /** Keeps the id of the call that was started, for whoever comes next. */
  keep(id: string): Promise<void>;
}

export type FileName = 'video' | 'poster' | 'captions';

/** The store, for a renderer that works elsewhere and brings its files there by itself. */
export interface RemoteStore {
  /** Whether files can be stored from elsewhere; where not, they have to come through this process. */
  readonly signs: boolean;
  /** Lets one file be stored, once. */
  sign(name: FileName, sha256: string): Promise<PresignedPut | null>;
  /** Where the file is, once it is there with exactly these bytes; `null` when it is not. */
  find(name: FileName, sha256: string): Promise<string | null>;
}

export interface RenderOptions {
  /** Aborts with `Abandoned` as its reason when nobody wants the video any more, with any other when this process has to let go of it. */
  signal: AbortSignal;
  onProgress(progress: RenderProgress): void;
  call: RemoteCall;
  store: RemoteStore;
}

/** Why a render is aborted that nobody waits for: it ends wherever it runs. */
export class Abandoned extends Error {
  override name = 'Abandoned';
  constructor() {
    super('Nobody waits for the render any more.');
  }
}

/** The seed of random numbers: the first 32 bits of the render key, so that the same key gives the same frames. */
export function seedOf(renderKey: string): number {
  return Number.parseInt(renderKey.slice(0, 8), 16);
}

/** Turns Manim code into a video. What goes wrong in the code or the machinery comes back as data. */
export interface Renderer {
  /** Changes whenever the same code could give other frames. */
  readonly engineVersion: string;
  /**
   * Renders once. When `signal` aborts, everything that was started on this machine is killed, and the promise rejects with the signal's
   * reason once nothing of it is left. What runs elsewhere ends, too, when it is abandoned, and else goes on for whoever takes its call up.
   */
  render(request: RenderRequest, options: RenderOptions): Promise<RenderResult>;
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
