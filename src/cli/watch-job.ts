import { setTimeout as pause } from 'node:timers/promises';
import { followJob } from '../gql/follow-job.ts';
import type { JobStatus } from '../gql/generated/graphql.ts';
import { cancelJob, jobOutline } from '../gql/operations.ts';
import { askPatiently, type Connection } from './connection.ts';
import type { Interruption } from './interruption.ts';
import { applyEvent, applyOutline, emptyView, type JobView, needsOutline } from './job-view.ts';
import type { Progress } from './progress.ts';
import type { StartedJob } from './start-job.ts';

/** A job that was cancelled says so within this time, or it is left. */
const CANCELLING_MS = 10_000;

/** Whether nothing more happens to a job with this status by itself. */
export function isOver(status: JobStatus): boolean {
  return status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED';
}

export interface Watching {
  progress: Progress;
  interruption: Interruption;
}

/**
 * Shows how far a job is until it has ended. Interrupted, it cancels a job that this command has started, and waits for the end of that;
 * one that was there before is left as it is.
 * @throws ServerAway when the server stays away.
 */
export async function watchJob(connection: Connection, { job, existing }: StartedJob, { progress, interruption }: Watching): Promise<void> {
  const leaving = new AbortController();
  const onInterrupt = () => {
    const stopping = existing ? leave(connection, progress) : cancel(connection, job.id, { progress, interruption }, leaving.signal);
    stopping.catch(() => {}).finally(() => leaving.abort());
  };
  if (interruption.signal.aborted) onInterrupt();
  else interruption.signal.addEventListener('abort', onInterrupt, { once: true });

  let view = await withOutline(connection, job.id, emptyView(''));
  progress.update(view);
  const following = followJob(connection.client, job.id, {
    signal: leaving.signal,
    async onAway(error, times) {
      if (times === 1) progress.tell(`${error.message}. Waiting for it to come back.`);
      await connection.recover(error, times);
    },
  });
  for await (const event of following) {
    if (needsOutline(view, event)) view = await withOutline(connection, job.id, view);
    view = applyEvent(view, event);
    progress.update(view);
  }
  interruption.signal.removeEventListener('abort', onInterrupt);
  // Ends the wait for a cancellation that has come.
  leaving.abort();
}

async function withOutline(connection: Connection, id: string, view: JobView): Promise<JobView> {
  const { job } = await askPatiently(connection, jobOutline, { id });
  return job ? applyOutline(view, job) : view;
}

async function leave({ stays }: Connection, progress: Progress): Promise<void> {
  const whereto = stays ? 'goes on without this command' : 'goes on when arXiviz is started the next time';
  progress.tell(`Stopping. The job was not started by this command, and ${whereto}.`);
}

async function cancel(connection: Connection, id: string, { progress, interruption }: Watching, over: AbortSignal): Promise<void> {
  progress.tell(`Cancelling the job. ${interruption.advice()}`);
  await connection.client().request(cancelJob, { id });
  await pause(CANCELLING_MS, undefined, { signal: over });
}
