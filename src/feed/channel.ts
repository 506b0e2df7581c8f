import type { Database } from '../db/client.ts';
import type { JobEvent, JobStatus } from '../db/generated/prisma/client.ts';
import { isTerminal, readEvents } from '../events.ts';

/** Events of a job kept in memory for all who follow it; who is further behind reads the log. */
const RECENT_EVENTS = 64;
const EVENTS_AT_ONCE = 200;

/** What this process knows of a job that somebody here follows. */
export interface Channel {
  jobId: string;
  /** Number of the newest event that is known; `null` until the job was read. */
  lastSeq: number | null;
  /** Whether the job had ended with that event. */
  ended: boolean;
  /** The newest events, without gaps up to `lastSeq`, shared by all followers. */
  recent: JobEvent[];
  followers: number;
  /** Called when there may be more, or when the feed closes. */
  waiting: Set<() => void>;
  looking: boolean;
  /** It was woken while it looked: what it reads may be older than what it was woken for. */
  lookAgain: boolean;
  /** The log could not be read, so that somebody waits though there is more. */
  stalled: boolean;
}

/** A channel of which nothing is known yet. */
export function createChannel(jobId: string): Channel {
  const known = { lastSeq: null, ended: false, recent: [] };
  return { jobId, ...known, followers: 0, waiting: new Set(), looking: false, lookAgain: false, stalled: false };
}

/** Lets everyone who waits look again. */
export function wake(channel: Channel): void {
  const waiting = [...channel.waiting];
  channel.waiting.clear();
  channel.stalled = false;
  for (const go of waiting) go();
}

/** Takes what the job's row says. It may be older than what is known already: then it says nothing. */
export function learn(channel: Channel, { lastSeq, status }: { lastSeq: number; status: JobStatus }): void {
  if (channel.lastSeq !== null && lastSeq <= channel.lastSeq) return;
  Object.assign(channel, { lastSeq, ended: isTerminal(status), recent: [] });
  wake(channel);
}

/** Reads what the log has beyond what is known, and wakes those who wait for it. */
export async function readNew(db: Database, channel: Channel): Promise<void> {
  for (;;) {
    const events = await readEvents(db, channel.jobId, channel.lastSeq ?? 0, EVENTS_AT_ONCE);
    // The job's row may have told of some of them meanwhile.
    const fresh = events.filter(({ seq }) => seq > (channel.lastSeq ?? 0));
    const atEnd = events.length < EVENTS_AT_ONCE;
    channel.recent = [...channel.recent, ...fresh].slice(-RECENT_EVENTS);
    const newest = channel.recent.at(-1);
    // Where more may follow, the end of an earlier run is not the end.
    if (newest) Object.assign(channel, { lastSeq: newest.seq, ended: atEnd && isTerminal(newest.status) });
    if (fresh.length > 0 || channel.ended) wake(channel);
    if (atEnd) return;
  }
}
