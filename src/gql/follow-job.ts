import { setTimeout as pause } from 'node:timers/promises';
import { type GraphqlClient, ServerAway } from './client.ts';
import type { JobProgressSubscription } from './generated/graphql.ts';
import { jobProgress } from './operations.ts';

export type JobEvent = JobProgressSubscription['jobProgress'];

export interface FollowOptions {
  /** The last event that is known; 0: all are told. */
  after?: number;
  /**
   * Called when the server is away, for the nth time since it was last heard of; following goes on when it returns and ends with what
   * it throws. Unless given, waits longer each time and gives up after about a minute.
   */
  onAway?: (error: ServerAway, times: number) => Promise<void>;
  /** Ends the following before the job has ended. */
  signal?: AbortSignal;
}

const LONGEST_PAUSE_MS = 10_000;
const TIMES = 10;

/** Every event of a job, in order and once, until the job has ended. A connection that breaks is made again, and goes on where it was. */
export async function* followJob(
  client: () => GraphqlClient,
  jobId: string,
  { after = 0, onAway = waitForServer, signal }: FollowOptions = {},
): AsyncGenerator<JobEvent, void> {
  let seen = after;
  let timesAway = 0;
  for (;;) {
    try {
      for await (const { jobProgress: event } of client().subscribe(jobProgress, { jobId, after: seen }, signal)) {
        timesAway = 0;
        seen = event.seq;
        yield event;
      }
      return;
    } catch (error) {
      if (signal?.aborted) return;
      if (!(error instanceof ServerAway)) throw error;
      timesAway += 1;
      await onAway(error, timesAway);
    }
  }
}

/** Waits before the server is tried again: half a second, then twice as long each time. @throws ServerAway after about a minute. */
export async function waitForServer(error: ServerAway, times: number): Promise<void> {
  if (times > TIMES) throw error;
  await pause(Math.min(LONGEST_PAUSE_MS, 250 * 2 ** times));
}
