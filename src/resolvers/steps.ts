import type { Transaction } from '../db/client.ts';
import type { Prisma } from '../db/generated/prisma/client.ts';
import type { JobStepStatus, StepName } from '../db/generated/prisma/enums.ts';
import type { Change, OpenJob } from '../events.ts';

/** The steps of every job, in order, and what people read while one runs. */
export const stepLabels = {
  fetch_paper: 'Fetching the paper',
  read_sections: 'Reading sections',
  generate: 'Generating visualizations',
  render_videos: 'Rendering videos',
  finish: 'Finishing',
} as const satisfies Record<StepName, string>;

export const stepNames = Object.keys(stepLabels) as StepName[];

/** The steps before anything is rendered. */
const readingSteps: StepName[] = ['fetch_paper', 'read_sections', 'generate'];

/** The first step before rendering that a job has yet to do; `null` when its visualizations are known. */
export async function firstUnreadStep(tx: Transaction, jobId: string): Promise<StepName | null> {
  const where: Prisma.JobStepWhereInput = { jobId, name: { in: readingSteps }, status: { notIn: ['DONE', 'SKIPPED'] } };
  // The database orders steps as they follow each other.
  const step = await tx.jobStep.findFirst({ where, orderBy: { name: 'asc' }, select: { name: true } });
  return step?.name ?? null;
}

/** What a step is, once it has ended. */
export interface StepEnd {
  status: Extract<JobStepStatus, 'DONE' | 'FAILED' | 'SKIPPED'>;
  detail?: string;
}

/** Ends step `name` of a job. */
export async function endStep({ tx, now }: Change, job: OpenJob, name: StepName, { status, detail }: StepEnd): Promise<void> {
  await tx.jobStep.update({
    where: { jobId_name: { jobId: job.row.id, name } },
    data: { status, detail: detail ?? null, finishedAt: now() },
  });
}

/** Starts step `name` of a job, which becomes what the job is at. */
export async function startStep({ tx, now }: Change, job: OpenJob, name: StepName): Promise<void> {
  await tx.jobStep.update({
    where: { jobId_name: { jobId: job.row.id, name } },
    data: { status: 'RUNNING', startedAt: now(), finishedAt: null },
  });
  job.row.currentStep = name;
}

/** What `currentStep` says of a job: a queued one is at no step yet. */
export function stepLabelOf({ status, currentStep }: { status: string; currentStep: StepName }): string {
  return status === 'QUEUED' ? 'Queued' : stepLabels[currentStep];
}
