import type * as enums from '../db/generated/prisma/enums.ts';
import { builder } from './builder.ts';

export const Quality = builder.enumType('Quality', {
  description: 'Frame size and rate of a video.',
  values: {
    LOW: { description: '854 × 480 at 15 frames a second.' },
    MEDIUM: { description: '1280 × 720 at 30 frames a second. The default.' },
    HIGH: { description: '1920 × 1080 at 60 frames a second.' },
    ULTRA: { description: '3840 × 2160 at 60 frames a second.' },
  } satisfies Described<enums.Quality>,
});

export const JobStatus = builder.enumType('JobStatus', {
  description: 'How far a job is.',
  values: {
    QUEUED: { description: 'Nobody works on it yet.' },
    PROCESSING: { description: 'Somebody works on it.' },
    COMPLETED: { description: 'It ended, and at least one visualization has a video.' },
    FAILED: { description: 'It ended without a video, or its paper could not be read.' },
    CANCELLED: { description: 'It was cancelled. What was complete by then stays.' },
  } satisfies Described<enums.JobStatus>,
});

export const JobStepStatus = builder.enumType('JobStepStatus', {
  description: 'How far a step of a job is.',
  values: {
    PENDING: { description: 'It has not begun.' },
    RUNNING: { description: 'It is what the job is at.' },
    DONE: { description: 'It ended well.' },
    FAILED: { description: 'It ended badly, or the job was cancelled while it ran.' },
    SKIPPED: { description: 'It was not needed.' },
  } satisfies Described<enums.JobStepStatus>,
});

export const VisualizationStatus = builder.enumType('VisualizationStatus', {
  description: 'How far a visualization is.',
  values: {
    PENDING: { description: 'It waits for its render.' },
    RENDERING: { description: 'It is being rendered.' },
    COMPLETE: { description: 'It has a video.' },
    FAILED: { description: 'It has a failure, which says why there is no video.' },
    CANCELLED: { description: 'Its job was cancelled before it was complete.' },
  } satisfies Described<enums.VisualizationStatus>,
});

export const RenderFailureKind = builder.enumType('RenderFailureKind', {
  description: 'Why a render gave no video.',
  values: {
    SYNTAX_ERROR: { description: 'The code is not Python.' },
    NO_SCENE: { description: 'The code defines no scene.' },
    SCENE_ERROR: { description: 'The code raised an exception.' },
    LATEX_ERROR: { description: 'LaTeX or Typst did not accept an expression.' },
    FORBIDDEN: { description: 'The code tried what it may not do.' },
    TIMED_OUT: { description: 'The render took too long.' },
    OUT_OF_MEMORY: { description: 'The render needed too much memory.' },
    OUTPUT_TOO_LARGE: { description: 'The video became too long or too large.' },
    CRASHED: { description: 'The process that rendered ended without a word.' },
    UNAVAILABLE: { description: 'Something the render needs was away. This is not about the code.' },
  } satisfies Described<enums.RenderFailureKind>,
});

export const JobEventType = builder.enumType('JobEventType', {
  description: 'What happened.',
  values: {
    QUEUED: { description: 'The job was accepted.' },
    STARTED: { description: 'Somebody works on it.' },
    STEP: { description: 'The job came to another step, or its step says in `detail` what it waits for.' },
    VISUALIZATION_QUEUED: { description: 'A visualization waits for its render.' },
    VISUALIZATION_STARTED: { description: 'An attempt at rendering a visualization began.' },
    VISUALIZATION_PROGRESS: { description: 'A render came further.' },
    VISUALIZATION_COMPLETE: { description: 'A visualization has a video.' },
    VISUALIZATION_FAILED: { description: 'A visualization failed.' },
    VISUALIZATION_CANCELLED: { description: 'A visualization was cancelled with its job.' },
    COMPLETED: { description: 'The run ended with at least one video.' },
    FAILED: { description: 'The run ended without a video.' },
    CANCELLED: { description: 'The run was cancelled.' },
    REOPENED: { description: 'A visualization is retried: a new run of the job began.' },
  } satisfies Described<enums.JobEventType>,
});

/** Every value of the database's enum, and no other: the compiler says when one is missing. */
type Described<Value extends string> = Record<Value, { description: string }>;
