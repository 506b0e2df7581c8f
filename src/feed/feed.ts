import type { Logger } from 'pino';
import type { Database } from '../db/client.ts';
import type { JobEvent } from '../db/generated/prisma/client.ts';
import { NotFoundError } from '../errors.ts';
import { findGrownJobs, isTerminal } from '../events.ts';
import type { Wakeups } from '../pubsub.ts';
import { type Channel, createChannel, learn, readNew, wake } from './channel.ts';
import { createEventPages } from './event-pages.ts';

/** Each process looks for itself this often, so that a lost wake-up costs this much and no event. */
const LOOK_EVERY_MS = 2000;

/**
 * Every event after a cursor, in order and once; ends after the last event of an ended job, or when the feed closes. It holds no event
 * that was not asked for. One `next()` at a time.
 */
export interface Following extends AsyncIterableIterator<JobEvent> {
  /** The job had ended and there was nothing after the cursor. */
  finished: boolean;
  return(): Promise<IteratorReturnResult<undefined>>;
}

export interface Feed {
  /** Follows a job from the event after `after` (0: from the first). @throws NotFoundError */
  follow(jobId: string, after: number): Promise<Following>;
  /** How many follow a job in this process now. */
  readonly followers: number;
  close(): Promise<void>;
}

/** The live feed of every job's events: the log in the database, with memory in front of it and a wake-up when there is more. */
export async function openFeed(db: Database, wakeups: Wakeups, log: Logger): Promise<Feed> {
  const channels = new Map<string, Channel>();
  const pages = createEventPages(db);
  let closing = false;
  let lookingAtAll = false;

  const look = (jobId: string) => {
    const channel = channels.get(jobId);
    if (!channel || closing) return;
    // One after the other: a look that began before the newest event was written would miss it.
    if (channel.looking || channel.lastSeq === null) {
      channel.lookAgain = true;
      return;
    }
    channel.looking = true;
    channel.lookAgain = false;
    readNew(db, channel)
      .catch((error) => log.warn({ err: error, jobId }, 'The log of a job could not be read.'))
      .finally(() => {
        channel.looking = false;
        if (channel.lookAgain) look(jobId);
      });
  };
  const lookAtAll = async () => {
    if (channels.size === 0 || lookingAtAll || closing) return;
    lookingAtAll = true;
    try {
      const known = [...channels.values()].map(({ jobId, lastSeq }) => ({ id: jobId, lastSeq: lastSeq ?? 0 }));
      for (const id of await findGrownJobs(db, known)) look(id);
      for (const channel of channels.values()) if (channel.stalled) wake(channel);
    } catch (error) {
      log.warn({ err: error }, 'The feed could not look for new events.');
    } finally {
      lookingAtAll = false;
    }
  };
  const timer = setInterval(lookAtAll, LOOK_EVERY_MS);
  const unsubscribe = await wakeups.subscribe('job', look);
  wakeups.onReconnect(lookAtAll);

  /** `null` when it cannot be had now, which the next look changes. */
  const readOlder = (channel: Channel, seq: number): Promise<JobEvent | null> =>
    pages.read(channel.jobId, seq).catch((error: unknown) => {
      log.warn({ err: error, jobId: channel.jobId }, 'The log of a job could not be read.');
      return null;
    });

  const enter = (jobId: string): Channel => {
    const channel = channels.get(jobId) ?? createChannel(jobId);
    channels.set(jobId, channel);
    channel.followers += 1;
    return channel;
  };
  const leave = (channel: Channel) => {
    channel.followers -= 1;
    if (channel.followers === 0) channels.delete(channel.jobId);
  };

  /** Not a generator, which could not be left while it waits for the next event. */
  const iterate = (channel: Channel, after: number, finished: boolean): Following => {
    let cursor = after;
    let left = false;
    let stopWaiting = () => {};
    const end = async (): Promise<IteratorReturnResult<undefined>> => {
      if (!left) leave(channel);
      left = true;
      stopWaiting();
      return { done: true, value: undefined };
    };
    const more = () =>
      new Promise<void>((resolve) => {
        stopWaiting = () => {
          channel.waiting.delete(resolve);
          resolve();
        };
        channel.waiting.add(resolve);
      });
    if (finished) end();
    return {
      finished,
      async next() {
        while (!left && !closing) {
          const { lastSeq, recent, ended } = channel;
          if (lastSeq !== null && cursor < lastSeq) {
            const event = recent[cursor - lastSeq + recent.length] ?? (await readOlder(channel, cursor + 1));
            if (event && !left) {
              cursor = event.seq;
              return { done: false, value: event };
            }
            channel.stalled = true;
          } else if (ended) break;
          if (!left && !closing) await more();
        }
        return end();
      },
      return: end,
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  };

  return {
    async follow(jobId, after) {
      // The channel is there before the job is read, so that no event falls between the two.
      const channel = enter(jobId);
      try {
        const job = await db.job.findUnique({ where: { id: jobId }, select: { lastSeq: true, status: true } });
        if (!job) throw new NotFoundError(`There is no job ${jobId}.`);
        learn(channel, job);
        if (channel.lookAgain) look(jobId);
        return iterate(channel, after, isTerminal(job.status) && after >= job.lastSeq);
      } catch (error) {
        leave(channel);
        throw error;
      }
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
