import type { JobEvent } from '../gql/follow-job.ts';
import type { JobOutlineQuery, JobStatus, VisualizationStatus } from '../gql/generated/graphql.ts';

/** A visualization, as the events so far leave it. Times are milliseconds since 1970. */
export interface VisualizationView {
  id: string;
  concept: string;
  status: VisualizationStatus;
  /** From 0 to 1. It stays 0 while the length of the video is not known. */
  progress: number;
  startedAt: number | null;
  endedAt: number | null;
  /** Why there is no video. */
  failure: string | null;
}

/** A job, as the events so far leave it. */
export interface JobView {
  arxivId: string;
  title: string | null;
  status: JobStatus;
  progress: number;
  currentStep: string;
  /** What the step waits for, where it takes longer than usual. */
  stepDetail: string | null;
  visualizations: VisualizationView[];
}

export function emptyView(arxivId: string): JobView {
  return { arxivId, title: null, status: 'QUEUED', progress: 0, currentStep: 'Queued', stepDetail: null, visualizations: [] };
}

/** Whether there may be names or reasons that the view lacks after this event. */
export function needsOutline(view: JobView, { type, visualizationId }: JobEvent): boolean {
  const isUnknown = visualizationId !== null && !view.visualizations.some(({ id }) => id === visualizationId);
  return isUnknown || type === 'STEP' || type === 'VISUALIZATION_FAILED';
}

/** Takes over names and reasons. How far each visualization is comes from events alone, so that it never goes back. */
export function applyOutline(view: JobView, { arxivId, paper, steps, visualizations }: NonNullable<JobOutlineQuery['job']>): JobView {
  const known = new Map(view.visualizations.map((visualization) => [visualization.id, visualization]));
  const fresh = { status: 'PENDING', progress: 0, startedAt: null, endedAt: null } as const;
  return {
    ...view,
    arxivId,
    title: paper?.title ?? view.title,
    stepDetail: steps.find(isReading)?.detail ?? null,
    visualizations: visualizations.map(({ id, concept, failure }) => ({
      ...(known.get(id) ?? fresh),
      id,
      concept,
      failure: failure?.message ?? null,
    })),
  };
}

/** Only these have something to say before they end. */
const isReading = ({ name, status }: { name: string; status: string }) =>
  status === 'RUNNING' && (name === 'fetch_paper' || name === 'read_sections');

/** What the job looks like after the event. */
export function applyEvent(view: JobView, event: JobEvent): JobView {
  const { status, progress, currentStep } = event;
  const visualizations = view.visualizations.map((one) => (one.id === event.visualizationId ? applyToVisualization(one, event) : one));
  return { ...view, status, progress, currentStep, visualizations };
}

function applyToVisualization(one: VisualizationView, { type, at, visualizationProgress }: JobEvent): VisualizationView {
  const time = Date.parse(at);
  const progress = visualizationProgress ?? one.progress;
  switch (type) {
    case 'VISUALIZATION_QUEUED':
      return { ...one, status: 'PENDING', progress: 0, startedAt: null, endedAt: null };
    case 'VISUALIZATION_STARTED':
      return { ...one, status: 'RENDERING', progress, startedAt: time, endedAt: null };
    case 'VISUALIZATION_PROGRESS':
      return { ...one, progress };
    case 'VISUALIZATION_COMPLETE':
      return { ...one, status: 'COMPLETE', progress: 1, endedAt: time };
    case 'VISUALIZATION_FAILED':
      return { ...one, status: 'FAILED', endedAt: time };
    case 'VISUALIZATION_CANCELLED':
      return { ...one, status: 'CANCELLED', endedAt: time };
    default:
      return one;
  }
}

/** Seconds for which a visualization has been or was rendered; `null` when no render began for it. */
export function renderSeconds({ startedAt, endedAt }: VisualizationView, now: number): number | null {
  // The server's clock may be ahead of ours.
  return startedAt === null ? null : Math.max(0, ((endedAt ?? now) - startedAt) / 1000);
}
