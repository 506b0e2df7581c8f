/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What happened. */
export type JobEventType =
  /** The run was cancelled. */
  | 'CANCELLED'
  /** The run ended with at least one video. */
  | 'COMPLETED'
  /** The run ended without a video. */
  | 'FAILED'
  /** The job was accepted. */
  | 'QUEUED'
  /** A visualization is retried: a new run of the job began. */
  | 'REOPENED'
  /** Somebody works on it. */
  | 'STARTED'
  /** The job came to another step, or its step says in `detail` what it waits for. */
  | 'STEP'
  /** A visualization was cancelled with its job. */
  | 'VISUALIZATION_CANCELLED'
  /** A visualization has a video. */
  | 'VISUALIZATION_COMPLETE'
  /** A visualization failed. */
  | 'VISUALIZATION_FAILED'
  /** A render came further. */
  | 'VISUALIZATION_PROGRESS'
  /** A visualization waits for its render. */
  | 'VISUALIZATION_QUEUED'
  /** An attempt at rendering a visualization began. */
  | 'VISUALIZATION_STARTED';

/** How far a job is. */
export type JobStatus =
  /** It was cancelled. What was complete by then stays. */
  | 'CANCELLED'
  /** It ended, and at least one visualization has a video. */
  | 'COMPLETED'
  /** It ended without a video, or its paper could not be read. */
  | 'FAILED'
  /** Somebody works on it. */
  | 'PROCESSING'
  /** Nobody works on it yet. */
  | 'QUEUED';

/** How far a step of a job is. */
export type JobStepStatus =
  /** It ended well. */
  | 'DONE'
  /** It ended badly, or the job was cancelled while it ran. */
  | 'FAILED'
  /** It has not begun. */
  | 'PENDING'
  /** It is what the job is at. */
  | 'RUNNING'
  /** It was not needed. */
  | 'SKIPPED';

/** Frame size and rate of a video. */
export type Quality =
  /** 1920 × 1080 at 60 frames a second. */
  | 'HIGH'
  /** 854 × 480 at 15 frames a second. */
  | 'LOW'
  /** 1280 × 720 at 30 frames a second. The default. */
  | 'MEDIUM'
  /** 3840 × 2160 at 60 frames a second. */
  | 'ULTRA';

/** Why a render gave no video. */
export type RenderFailureKind =
  /** The process that rendered ended without a word. */
  | 'CRASHED'
  /** The code tried what it may not do. */
  | 'FORBIDDEN'
  /** LaTeX or Typst did not accept an expression. */
  | 'LATEX_ERROR'
  /** The code defines no scene. */
  | 'NO_SCENE'
  /** The video became too long or too large. */
  | 'OUTPUT_TOO_LARGE'
  /** The render needed too much memory. */
  | 'OUT_OF_MEMORY'
  /** The code raised an exception. */
  | 'SCENE_ERROR'
  /** The code is not Python. */
  | 'SYNTAX_ERROR'
  /** The render took too long. */
  | 'TIMED_OUT'
  /** Something the render needs was away. This is not about the code. */
  | 'UNAVAILABLE';

/** A paper to process. */
export type StartProcessingInput = {
  /** `1706.03762`, `arXiv:1706.03762v5`, a URL of the paper. */
  arxivId: string;
  /** Make a new job even if the same request is under way or done. Equal renders are used again all the same. */
  force?: boolean | null | undefined;
  /** 1 to 255 visible ASCII characters, kept for 24 hours: the same key answers the same job. */
  idempotencyKey?: string | null | undefined;
  /** MEDIUM unless given. */
  quality?: Quality | null | undefined;
  /** What to render. Without it: what the generator makes, those of the paper’s newest job, or those of the example. */
  visualizations?: Array<VisualizationInput> | null | undefined;
};

/** What the generator hands over. */
export type VisualizationInput = {
  /** What it shows. */
  concept: string;
  /** Python code that defines one Manim scene or more. */
  manimCode: string;
  /** The section it belongs to: its id, its local id or its exact title. */
  sectionId: string;
};

/** How far a visualization is. */
export type VisualizationStatus =
  /** Its job was cancelled before it was complete. */
  | 'CANCELLED'
  /** It has a video. */
  | 'COMPLETE'
  /** It has a failure, which says why there is no video. */
  | 'FAILED'
  /** It waits for its render. */
  | 'PENDING'
  /** It is being rendered. */
  | 'RENDERING';

export type StartPaperMutationVariables = Exact<{
  arxivId: string;
}>;


export type StartPaperMutation = { startProcessing:
    | { __typename: 'ConflictError', message: string }
    | { __typename: 'InputError', message: string }
    | { __typename: 'StartProcessingSuccess', job: { id: string } }
    | { __typename: 'TooBusyError', message: string }
   };

export type VideosOfPaperQueryVariables = Exact<{
  arxivId: string;
}>;


export type VideosOfPaperQuery = { paper: { title: string, sections: Array<{ title: string, video: { url: string, durationSeconds: number } | null }> } | null };

export type StartProcessingMutationVariables = Exact<{
  input: StartProcessingInput;
}>;


export type StartProcessingMutation = { startProcessing:
    | { __typename: 'ConflictError', message: string }
    | { __typename: 'InputError', message: string, path: Array<string>, value: string | null }
    | { __typename: 'StartProcessingSuccess', existing: boolean, job: { id: string, status: JobStatus } }
    | { __typename: 'TooBusyError', message: string, retryAfterSeconds: number }
   };

export type CancelJobMutationVariables = Exact<{
  id: string | number;
}>;


export type CancelJobMutation = { cancelJob:
    | { __typename: 'CancelJobSuccess' }
    | { __typename: 'ConflictError', message: string }
    | { __typename: 'NotFoundError', message: string }
   };

export type JobProgressSubscriptionVariables = Exact<{
  jobId: string | number;
  after: number;
}>;


export type JobProgressSubscription = { jobProgress: { seq: number, type: JobEventType, at: string, status: JobStatus, progress: number, currentStep: string, visualizationId: string | null, visualizationProgress: number | null } };

export type JobOutlineQueryVariables = Exact<{
  id: string | number;
}>;


export type JobOutlineQuery = { job: { arxivId: string, error: string | null, paper: { title: string } | null, steps: Array<{ name: string, status: JobStepStatus, detail: string | null }>, visualizations: Array<{ id: string, concept: string, failure: { message: string } | null }> } | null };

export type JobReportQueryVariables = Exact<{
  id: string | number;
}>;


export type JobReportQuery = { job: { id: string, arxivId: string, status: JobStatus, progress: number, error: string | null, createdAt: string, startedAt: string | null, finishedAt: string | null, paper: { title: string } | null, visualizations: Array<{ id: string, concept: string, sectionId: string, status: VisualizationStatus, attempts: number, section: { id: string, title: string } | null, video: { id: string, url: string, posterUrl: string | null, captionsUrl: string | null, sceneName: string, stillImage: boolean, hasAudio: boolean, quality: Quality, durationSeconds: number, width: number, height: number, frameRate: number, sizeBytes: number, sha256: string, chapters: Array<{ sceneName: string, startSeconds: number, endSeconds: number }> } | null, failure: { kind: RenderFailureKind, message: string, exception: string | null, line: number | null, excerpt: string | null, traceback: string | null, hint: string | null, latexExpression: string | null, latexLog: string | null, retryable: boolean } | null }> } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const StartPaperDocument = new TypedDocumentString(`
    mutation StartPaper($arxivId: String!) {
  startProcessing(input: {arxivId: $arxivId, quality: LOW}) {
    __typename
    ... on StartProcessingSuccess {
      job {
        id
      }
    }
    ... on Error {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<StartPaperMutation, StartPaperMutationVariables>;
export const VideosOfPaperDocument = new TypedDocumentString(`
    query VideosOfPaper($arxivId: String!) {
  paper(arxivId: $arxivId) {
    title
    sections {
      title
      video {
        url
        durationSeconds
      }
    }
  }
}
    `) as unknown as TypedDocumentString<VideosOfPaperQuery, VideosOfPaperQueryVariables>;
export const StartProcessingDocument = new TypedDocumentString(`
    mutation StartProcessing($input: StartProcessingInput!) {
  startProcessing(input: $input) {
    __typename
    ... on StartProcessingSuccess {
      existing
      job {
        id
        status
      }
    }
    ... on Error {
      message
    }
    ... on InputError {
      path
      value
    }
    ... on TooBusyError {
      retryAfterSeconds
    }
  }
}
    `) as unknown as TypedDocumentString<StartProcessingMutation, StartProcessingMutationVariables>;
export const CancelJobDocument = new TypedDocumentString(`
    mutation CancelJob($id: ID!) {
  cancelJob(id: $id) {
    __typename
    ... on Error {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<CancelJobMutation, CancelJobMutationVariables>;
export const JobProgressDocument = new TypedDocumentString(`
    subscription JobProgress($jobId: ID!, $after: Int!) {
  jobProgress(jobId: $jobId, after: $after) {
    seq
    type
    at
    status
    progress
    currentStep
    visualizationId
    visualizationProgress
  }
}
    `) as unknown as TypedDocumentString<JobProgressSubscription, JobProgressSubscriptionVariables>;
export const JobOutlineDocument = new TypedDocumentString(`
    query JobOutline($id: ID!) {
  job(id: $id) {
    arxivId
    error
    paper {
      title
    }
    steps {
      name
      status
      detail
    }
    visualizations {
      id
      concept
      failure {
        message
      }
    }
  }
}
    `) as unknown as TypedDocumentString<JobOutlineQuery, JobOutlineQueryVariables>;
export const JobReportDocument = new TypedDocumentString(`
    query JobReport($id: ID!) {
  job(id: $id) {
    id
    arxivId
    status
    progress
    error
    createdAt
    startedAt
    finishedAt
    paper {
      title
    }
    visualizations {
      id
      concept
      sectionId
      section {
        id
        title
      }
      status
      attempts
      video {
        id
        url
        posterUrl
        captionsUrl
        sceneName
        chapters {
          sceneName
          startSeconds
          endSeconds
        }
        stillImage
        hasAudio
        quality
        durationSeconds
        width
        height
        frameRate
        sizeBytes
        sha256
      }
      failure {
        kind
        message
        exception
        line
        excerpt
        traceback
        hint
        latexExpression
        latexLog
        retryable
      }
    }
  }
}
    `) as unknown as TypedDocumentString<JobReportQuery, JobReportQueryVariables>;