import type { Transaction } from '../db/client.ts';
import type { JobStepStatus, StepName } from '../db/generated/prisma/enums.ts';
import type { OpenJob } from '../events.ts';

/** The steps of every job, in order, and what people read while one runs. */
export const stepLabels = {
  fetch_paper: 'Fetching the paper',
  read_sections: 'Reading sections',
  generate: 'Generating visualizations',
  render_videos: 'Rendering videos',
  finish: 'Finishing',
} as const satisfies Record<StepName, string>;

export const stepNames = Object.keys(stepLabels) as StepName[];

/** What a step is, once it has ended. */
export interface StepEnd {
  status: Extract<JobStepStatus, 'DONE' | 'FAILED' | 'SKIPPED'>;
  detail?: string;
}

/** Ends step `name` of a job. */
export async function endStep(tx: Transaction, job: OpenJob, name: StepName, { status, detail }: StepEnd): Promise<void> {
  await tx.jobStep.update({
    where: { jobId_name: { jobId: job.row.id, name } },
    data: { status, detail: detail ?? null, finishedAt: new Date() },
  });
}

/** Starts step `name` of a job, which becomes what the job is at. */
export async function startStep(tx: Transaction, job: OpenJob, name: StepName): Promise<void> {
  await tx.jobStep.update({
    where: { jobId_name: { jobId: job.row.id, name } },
    data: { status: 'RUNNING', startedAt: new Date(), finishedAt: null },
  });
  job.row.currentStep = name;
}

/** What `currentStep` says of a job: a queued one is at no step yet. */
export function stepLabelOf({ status, currentStep }: { status: string; currentStep: StepName }): string {
  return status === 'QUEUED' ? 'Queued' : stepLabels[currentStep];
}
