import type { Transaction } from '../db/client.ts';
import type { StepName, VisualizationStatus } from '../db/generated/prisma/enums.ts';
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

/** A job's visualizations as a change has left them so far, from which its progress and section counts follow. */
export interface Tally {
  /** Notes what the change writes about a visualization, and counts again. */
  set(id: string, now: { status: VisualizationStatus; progress: number }): void;
  all(): Counted[];
}

const tallies = new WeakMap<OpenJob, Tally>();

/**
 * The tally of a job: read once in a change, which may end hundreds of visualizations. Ask for it before anything is written, so that
 * each event shows what was so when it happened.
 */
export async function tallyOf(tx: Transaction, job: OpenJob): Promise<Tally> {
  const known = tallies.get(job);
  if (known) return known;
  const rows = await tx.visualization.findMany({
    where: { jobId: job.row.id },
    orderBy: { position: 'asc' },
    select: { id: true, status: true, progress: true, sectionId: true, sectionRef: true },
  });
  const visualizations = new Map<string, Counted>(rows.map(({ id, ...row }) => [id, row]));
  const tally: Tally = {
    set(id, now) {
      Object.assign(visualizations.get(id) ?? {}, now);
      recount(job, this.all());
    },
    all: () => [...visualizations.values()],
  };
  tallies.set(job, tally);
  return tally;
}

/** The steps in which it is known which sections were asked for. */
const sectionsKnown: ReadonlySet<StepName> = new Set(['render_videos', 'finish']);

/** Brings a job's progress and section counts up to date with its visualizations. Within a run progress only grows. */
export function recount({ row }: OpenJob, visualizations: Counted[]): void {
  if (sectionsKnown.has(row.currentStep)) {
    const sections = Map.groupBy(visualizations, ({ sectionId, sectionRef }) => sectionId ?? sectionRef);
    row.sectionsTotal = sections.size;
    row.sectionsCompleted = [...sections.values()].filter((inSection) => inSection.every(({ status }) => isEnded(status))).length;
  }
  const paper = row.paperId === null ? 0 : PAPER_SHARE;
  row.progress = Math.max(row.progress, rounded(paper + VISUALIZATIONS_SHARE * mean(visualizations)));
}

/** To a hundredth of a per cent: what all clients see is 0.95, not 0.9500000000000001. */
const rounded = (progress: number) => Math.round(progress * 10_000) / 10_000;

function mean(visualizations: Counted[]): number {
  if (visualizations.length === 0) return 0;
  const sum = visualizations.reduce((total, { status, progress }) => total + (isEnded(status) ? 1 : progress), 0);
  return sum / visualizations.length;
}

/**
 * When the last visualization has ended, ends the job's run in the same transaction: `COMPLETED` when there is at least one video, else
 * `FAILED`.
 */
export async function endIfDone(changing: Change, job: OpenJob): Promise<void> {
  const { tx } = changing;
  const visualizations = (await tallyOf(tx, job)).all();
  if (isTerminal(job.row.status) || visualizations.some(({ status }) => !isEnded(status))) return;
  recount(job, visualizations);

  const failed = visualizations.filter(({ status }) => status === 'FAILED').length;
  const complete = visualizations.filter(({ status }) => status === 'COMPLETE').length;
  await endStep(changing, job, 'render_videos', {
    status: complete > 0 ? 'DONE' : 'FAILED',
    detail: summary(visualizations, complete, failed),
  });
  await startStep(changing, job, 'finish');
  job.emit('STEP');
  await endStep(changing, job, 'finish', { status: 'DONE' });

  job.row.progress = 1;
  job.row.finishedAt = changing.now();
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
