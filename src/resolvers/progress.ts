import type { Transaction } from '../db/client.ts';
import type { VisualizationStatus } from '../db/generated/prisma/enums.ts';
import { type Change, isTerminal, type OpenJob } from '../events.ts';
import { endStep, startStep } from './steps.ts';

/** Shares of a job's progress: the paper read, its visualizations, the end. */
export const PAPER_SHARE = 0.05;
const VISUALIZATIONS_SHARE = 0.9;
/** Of the sections that the paper does not have. */
const NAMES_SHOWN = 5;

const ended: ReadonlySet<VisualizationStatus> = new Set(['COMPLETE', 'FAILED', 'CANCELLED']);

/** Whether nothing more happens to a visualization with this status by itself. */
export function isEnded(status: VisualizationStatus): boolean {
  return ended.has(status);
}

interface Counted {
  status: VisualizationStatus;
  progress: number;
  sectionId: string | null;
  sectionRef: string;
}

/** Brings a job's progress and section counts up to date with its visualizations. Within a run progress only grows. */
export async function recount(tx: Transaction, job: OpenJob): Promise<Counted[]> {
  const visualizations = await tx.visualization.findMany({
    where: { jobId: job.row.id },
    orderBy: { position: 'asc' },
    select: { status: true, progress: true, sectionId: true, sectionRef: true },
  });
  const sections = Map.groupBy(visualizations, ({ sectionId, sectionRef }) => sectionId ?? sectionRef);
  job.row.sectionsTotal = sections.size;
  job.row.sectionsCompleted = [...sections.values()].filter((inSection) => inSection.every(({ status }) => isEnded(status))).length;
  const paper = job.row.paperId === null ? 0 : PAPER_SHARE;
  job.row.progress = Math.max(job.row.progress, paper + VISUALIZATIONS_SHARE * mean(visualizations));
  return visualizations;
}

function mean(visualizations: Counted[]): number {
  if (visualizations.length === 0) return 0;
  const sum = visualizations.reduce((total, { status, progress }) => total + (isEnded(status) ? 1 : progress), 0);
  return sum / visualizations.length;
}

/**
 * Counts again and, when the last visualization has ended, ends the job's run in the same transaction.
 * `COMPLETED` when there is at least one video, else `FAILED`.
 */
export async function recountAndEnd({ tx }: Change, job: OpenJob): Promise<void> {
  const visualizations = await recount(tx, job);
  if (isTerminal(job.row.status) || visualizations.some(({ status }) => !isEnded(status))) return;

  const failed = visualizations.filter(({ status }) => status === 'FAILED').length;
  const complete = visualizations.filter(({ status }) => status === 'COMPLETE').length;
  await endStep(tx, job, 'render_videos', { status: complete > 0 ? 'DONE' : 'FAILED', detail: summary(visualizations, complete, failed) });
  await startStep(tx, job, 'finish');
  job.emit('STEP');
  await endStep(tx, job, 'finish', { status: 'DONE' });

  job.row.progress = 1;
  job.row.finishedAt = new Date();
  if (complete > 0) {
    job.row.status = 'COMPLETED';
    const { paperId } = job.row;
    if (paperId) await tx.paper.update({ where: { id: paperId }, data: { processedAt: job.row.finishedAt } });
    job.emit('COMPLETED');
  } else {
    job.row.status = 'FAILED';
    job.row.error = await whyNothing(tx, job.row.id, visualizations.length);
    job.emit('FAILED');
  }
}

function summary(visualizations: Counted[], complete: number, failed: number): string {
  const total = visualizations.length;
  const homeless = visualizations.filter(({ sectionId }) => sectionId === null).map(({ sectionRef }) => `“${sectionRef}”`);
  const parts = [`${complete} of ${total} rendered`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (total > complete + failed) parts.push(`${total - complete - failed} cancelled`);
  if (homeless.length > 0) parts.push(`no section of the paper is called ${nameSome([...new Set(homeless)])}`);
  return parts.join(', ');
}

/** As many as a person reads: a job may have hundreds, each as long as a paragraph. */
function nameSome(names: string[]): string {
  const rest = names.length - NAMES_SHOWN;
  return `${names.slice(0, NAMES_SHOWN).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

async function whyNothing(tx: Transaction, jobId: string, total: number): Promise<string> {
  const first = await tx.visualization.findFirst({
    where: { jobId, status: 'FAILED' },
    orderBy: { position: 'asc' },
    select: { concept: true, failure: { select: { message: true } } },
  });
  const reason = first?.failure ? ` “${first.concept}”: ${first.failure.message}` : '';
  return `${total === 1 ? 'The visualization could not be rendered.' : `None of the ${total} visualizations could be rendered.`}${reason}`;
}
