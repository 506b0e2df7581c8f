import type { Job, JobStep, Paper, Section, Visualization } from '../db/generated/prisma/client.ts';
import { stepLabelOf } from '../resolvers/steps.ts';

/** What older clients read: the shapes of the REST shim, which never change. */

/** Of a video, as these clients fetch it. */
export function videoPath(videoId: string | null): string | null {
  return videoId === null ? null : `/api/video/${videoId}`;
}

/** These clients know no cancelled: it is a failure. */
function statusOf({ status }: Pick<Job, 'status'>): string {
  return status === 'CANCELLED' ? 'failed' : status.toLowerCase();
}

const CANCELLED = 'Cancelled';

export function viewAccepted(job: Pick<Job, 'id' | 'status' | 'arxivId'>, existing: boolean) {
  return {
    job_id: job.id,
    // A new job may be under way by the time it is looked at; what was done with this request is that it was queued.
    status: existing ? statusOf(job) : 'queued',
    paper_id: job.arxivId,
    arxiv_id: job.arxivId,
    message: existing ? 'This request has a job already.' : 'The paper is queued for processing.',
  };
}

export function viewStatus(job: Job & { steps: JobStep[]; visualizations: Pick<Visualization, 'status'>[] }, estimate: Date | null) {
  return {
    job_id: job.id,
    arxiv_id: job.arxivId,
    status: statusOf(job),
    progress: job.progress,
    sections_completed: job.sectionsCompleted,
    sections_total: job.sectionsTotal,
    current_step: stepLabelOf(job),
    error: job.status === 'CANCELLED' ? CANCELLED : job.error,
    message: messageOf(job),
    created_at: job.createdAt.toISOString(),
    estimated_completion: estimate?.toISOString() ?? null,
    steps_completed: job.steps.filter(({ finishedAt }) => finishedAt !== null).map(viewStep),
  };
}

function messageOf(job: Job & { visualizations: Pick<Visualization, 'status'>[] }): string {
  const { status, visualizations } = job;
  const count = (wanted: Visualization['status']) => visualizations.filter((visualization) => visualization.status === wanted).length;
  if (status === 'QUEUED') return 'Waiting to be processed.';
  if (status === 'CANCELLED') return CANCELLED;
  // The generator has not made them yet, or never came to it.
  if (visualizations.length === 0) return job.error ?? `${stepLabelOf(job)}.`;
  const failed = count('FAILED');
  const rendered = `${count('COMPLETE')} of ${visualizations.length} visualizations rendered`;
  return failed > 0 ? `${rendered}, ${failed} failed.` : `${rendered}.`;
}

function viewStep({ name, status, startedAt, finishedAt }: JobStep) {
  const duration = startedAt && finishedAt ? finishedAt.getTime() - startedAt.getTime() : 0;
  return { name, status: status.toLowerCase(), duration_ms: duration };
}

type Shown = Pick<Visualization, 'id' | 'sectionId' | 'sectionRef' | 'concept' | 'videoId' | 'status'>;

export function viewPaper(paper: Paper & { sections: Section[] }, shown: Shown[]) {
  return {
    paper_id: paper.id,
    id: paper.id,
    title: paper.title,
    authors: paper.authors,
    abstract: paper.abstract,
    pdf_url: paper.pdfUrl,
    html_url: paper.htmlUrl,
    processed_at: paper.processedAt?.toISOString() ?? null,
    sections: paper.sections.map((section) => viewSection(section, shown)),
    visualizations: shown.map((visualization) => ({
      id: visualization.id,
      section_id: visualization.sectionId ?? visualization.sectionRef,
      concept: visualization.concept,
      video_url: videoPath(visualization.videoId),
      status: visualization.status === 'CANCELLED' ? 'failed' : visualization.status.toLowerCase(),
    })),
  };
}

/** Characters of a section's text that make its summary; the text goes on to the end of the sentence where there is one soon. */
const SUMMARY_CHARACTERS = 280;

function viewSection(section: Section, shown: Shown[]) {
  const video = shown.find(({ sectionId, videoId }) => sectionId === section.id && videoId !== null);
  return {
    id: section.id,
    title: section.title,
    content: section.content,
    summary: summarize(section.content),
    level: section.level,
    order_index: section.orderIndex,
    equations: section.equations,
    video_url: videoPath(video?.videoId ?? null),
  };
}

function summarize(content: string): string {
  if (content.length <= SUMMARY_CHARACTERS) return content;
  const end = content.lastIndexOf('. ', SUMMARY_CHARACTERS);
  return end > 0 ? content.slice(0, end + 1) : `${content.slice(0, SUMMARY_CHARACTERS)}…`;
}
