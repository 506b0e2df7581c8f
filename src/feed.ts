import { Repeater } from '@repeaterjs/repeater';
import type { Logger } from 'pino';
import type { Database } from './db/client.ts';
import type { JobEvent } from './db/generated/prisma/client.ts';
import { NotFoundError } from './errors.ts';
import { isTerminal, readEvents } from './events.ts';
import type { Wakeups } from './pubsub.ts';

/** Each process looks for itself this often, so that a lost wake-up costs this much and no event. */
const LOOK_EVERY_MS = 2000;
/** Events of a job kept in memory for all who follow it; who is further behind reads the log. */
const RECENT_EVENTS = 256;
const PAGE = 200;

/** Every event after a cursor, in order and once; ends after the last event of an ended job, or when the feed closes. */
export interface Following extends AsyncIterableIterator<JobEvent> {
  /** The job had ended and there was nothing after the cursor. */
  finished: boolean;
}

export interface Feed {
  /** Follows a job from the event after `after` (0: from the first). @throws NotFoundError */
  follow(jobId: string, after: number): Promise<Following>;
  /** How many follow a job in this process now. */
  readonly followers: number;
  close(): Promise<void>;
}

/** What this process knows of a job that somebody here follows. */
interface Channel {
  lastSeq: number;
  ended: boolean;
  /** The newest events, without gaps up to `lastSeq`, shared by all followers. */
  recent: JobEvent[];
  followers: number;
  waiting: Set<() => void>;
  looking: Promise<void> | null;
}

/** The live feed of every job's events: the log in the database, with memory in front of it and a wake-up when there is more. */
export async function openFeed(db: Database, wakeups: Wakeups, log: Logger): Promise<Feed> {
  const channels = new Map<string, Channel>();
  let closing = false;

  const look = (jobId: string) => {
    const channel = channels.get(jobId);
    if (!channel) return;
    const previous = channel.looking ?? Promise.resolve();
    // One after the other: a look that began before the newest event was written would miss it.
    const next = previous
      .then(() => readNew(db, jobId, channel))
      .catch((error) => log.warn({ err: error, jobId }, 'The log of a job could not be read.'));
    channel.looking = next;
    next.then(() => {
      if (channel.looking === next) channel.looking = null;
    });
  };
  const lookAtAll = async () => {
    if (channels.size === 0) return;
    const jobs = await db.job.findMany({ where: { id: { in: [...channels.keys()] } }, select: { id: true, lastSeq: true } });
    for (const { id, lastSeq } of jobs) if (lastSeq > (channels.get(id)?.lastSeq ?? lastSeq)) look(id);
  };
  const lookAtAllSafely = () => {
    lookAtAll().catch((error) => log.warn({ err: error }, 'The feed could not look for new events.'));
  };
  const timer = setInterval(lookAtAllSafely, LOOK_EVERY_MS);
  const unsubscribe = await wakeups.subscribe('job', look);
  wakeups.onReconnect(lookAtAllSafely);

  return {
    async follow(jobId, after) {
      // The channel is there before the job is read, so that no event falls between the two.
      const channel = channels.get(jobId) ?? { lastSeq: 0, ended: false, recent: [], followers: 0, waiting: new Set(), looking: null };
      channels.set(jobId, channel);
      channel.followers += 1;
      let following = true;
      const leave = () => {
        if (!following) return;
        following = false;
        channel.followers -= 1;
        if (channel.followers === 0 && channels.get(jobId) === channel) channels.delete(jobId);
      };
      const job = await db.job.findUnique({ where: { id: jobId }, select: { lastSeq: true, status: true } }).catch((error) => {
        leave();
        throw error;
      });
      if (!job) {
        leave();
        throw new NotFoundError(`There is no job ${jobId}.`);
      }
      if (channel.lastSeq === 0) Object.assign(channel, { lastSeq: job.lastSeq, ended: isTerminal(job.status) });
      if (channel.lastSeq < job.lastSeq) look(jobId);
      const finished = isTerminal(job.status) && after >= job.lastSeq;
      const events = finished ? nothing(leave) : stream(db, jobId, channel, after, () => closing, leave);
      return Object.assign(events, { finished });
    },
    get followers() {
      return channels.values().reduce((sum, channel) => sum + channel.followers, 0);
    },
    async close() {
      closing = true;
      clearInterval(timer);
      unsubscribe();
      for (const channel of channels.values()) wake(channel);
    },
  };
}

function nothing(leave: () => void): AsyncIterableIterator<JobEvent> {
  leave();
  return new Repeater<JobEvent>((_push, stop) => stop());
}

function wake(channel: Channel): void {
  const waiting = [...channel.waiting];
  channel.waiting.clear();
  for (const go of waiting) go();
}

async function readNew(db: Database, jobId: string, channel: Channel): Promise<void> {
  for (;;) {
    const events = await readEvents(db, jobId, channel.lastSeq, PAGE);
    const last = events.at(-1);
    if (!last) return;
    channel.recent = [...channel.recent, ...events].slice(-RECENT_EVENTS);
    channel.lastSeq = last.seq;
    channel.ended = isTerminal(last.type);
    wake(channel);
  }
}

/** A `Repeater`, because it ends at once when its client leaves, where a generator would wait for the next event. */
function stream(
  db: Database,
  jobId: string,
  channel: Channel,
  after: number,
  isClosing: () => boolean,
  leave: () => void,
): AsyncIterableIterator<JobEvent> {
  const repeater = new Repeater<JobEvent>(async (push, stop) => {
    let cursor = after;
    let left = false;
    stop.then(() => {
      left = true;
      leave();
      wake(channel);
    });
    while (!left && !isClosing()) {
      for (const event of await eventsAfter(db, jobId, channel, cursor)) {
        await push(event);
        if (left) return;
        cursor = event.seq;
      }
      if (cursor < channel.lastSeq) continue;
      if (channel.ended) break;
      if (!left && !isClosing()) await new Promise<void>((resolve) => channel.waiting.add(resolve));
    }
    stop();
  });
  // A repeater that was never asked for a value does not notice that it was left.
  const { return: end } = repeater;
  repeater.return = (value) => {
    leave();
    return end.call(repeater, value);
  };
  return repeater;
}

/** From memory where all that is missing is there, else a page of the log. */
async function eventsAfter(db: Database, jobId: string, channel: Channel, cursor: number): Promise<JobEvent[]> {
  if (cursor >= channel.lastSeq) return [];
  const first = channel.recent[0]?.seq ?? Number.POSITIVE_INFINITY;
  if (first <= cursor + 1) return channel.recent.slice(cursor + 1 - first);
  return readEvents(db, jobId, cursor, PAGE);
}
