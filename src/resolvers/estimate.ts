import { databaseTime } from '../db/client.ts';
import type { Job } from '../db/generated/prisma/client.ts';
import { isTerminal } from '../events.ts';
import type { Quality } from '../rendering/renderer.ts';
import type { Asked } from '../services.ts';
import { readSpeed, type Speed } from './speed.ts';
import { weightOf } from './weight.ts';

/** From this share on a render's own speed says more than that of others. */
const TELLING_SHARE = 0.1;
/** A render that takes longer than others did will go on for at least this share of the time it took so far. */
const OVERTIME_SHARE = 0.25;

/** A render that a job waits for. */
export interface Pending {
  quality: Quality;
  weight: number;
  priority: number;
  /** Since when it is under way, in seconds, and what share of it is done; `null` while it waits. */
  running: { seconds: number; share: number } | null;
}

/**
 * When a job will probably be done, from the speed of its own renders, that of others like them, and what is before it in the queue.
 * `null` while that is not known, and once the job has ended.
 */
export async function estimateCompletion({ db }: Asked, job: Pick<Job, 'id' | 'status' | 'quality'>): Promise<Date | null> {
  if (isTerminal(job.status)) return null;
  const rows = await db.visualization.findMany({
    where: { jobId: job.id, finishedAt: null },
    select: {
      position: true,
      renderId: true,
      render: {
        select: { weight: true, priority: true, progress: true, attempts: { where: { finishedAt: null }, select: { startedAt: true } } },
      },
    },
  });
  if (rows.length === 0) return null;
  const unjoined = rows.some(({ renderId }) => renderId === null) ? await readCodes(db, job.id) : new Map<number, string>();
  const now = (await databaseTime(db)).getTime();
  const byRender = new Map(rows.map((row) => [row.renderId ?? `${row.position}`, row]));
  const pending = [...byRender.values()].map(({ position, render }): Pending => {
    const startedAt = render?.attempts[0]?.startedAt;
    return {
      quality: job.quality,
      weight: render?.weight ?? weightOf(unjoined.get(position) ?? ''),
      priority: render?.priority ?? position + 1,
      running: render && startedAt ? { seconds: Math.max(0, now - startedAt.getTime()) / 1000, share: render.progress } : null,
    };
  });
  const seconds = remainingSeconds(pending, await readSpeed(db));
  return seconds === null ? null : new Date(now + seconds * 1000);
}

async function readCodes(db: Asked['db'], jobId: string): Promise<Map<number, string>> {
  const rows = await db.visualization.findMany({ where: { jobId, renderId: null }, select: { position: true, manimCode: true } });
  return new Map(rows.map(({ position, manimCode }) => [position, manimCode]));
}

/** Seconds until the last of these renders is done; `null` when nothing is known of one of them. */
export function remainingSeconds(pending: Pending[], speed: Speed): number | null {
  const pace = paceOf(pending);
  const known = pending.flatMap((render) => {
    const seconds = remainingOf(render, speed.predict(render.quality, render.weight) ?? (pace && pace * render.weight));
    return seconds === null ? [] : [{ ...render, seconds }];
  });
  if (known.length < pending.length) return null;
  const running = known.filter((render) => render.running !== null).map(({ seconds }) => seconds);
  const waiting = known.filter((render) => render.running === null).toSorted((one, other) => one.priority - other.priority);
  const last = waiting.at(-1);
  if (!last) return Math.max(...running);

  const ours = waiting.reduce((sum, { seconds }) => sum + seconds, 0);
  // Of what comes as early as the last of ours, half is before it.
  const shareBefore = (priority: number) => (priority < last.priority ? 1 : priority === last.priority ? 0.5 : 0);
  const queued = speed.queued.reduce(
    (sum, { quality, priority, weight }) => sum + shareBefore(priority) * (speed.predict(quality, weight) ?? 0),
    0,
  );
  // Others' renders are taken to be in the middle of what one of ours takes.
  const others = Array.from({ length: speed.running - running.length }, () => ours / waiting.length / 2);
  const idle = Array.from({ length: speed.atOnce - running.length - others.length }, () => 0);
  // Ours are among what is queued, once they are joined to their renders.
  const places = fill([...running, ...others, ...idle], Math.max(0, queued - ours));
  const ends = waiting.map(({ seconds }) => {
    const free = Math.min(...places);
    places[places.indexOf(free)] = free + seconds;
    return free + seconds;
  });
  return Math.max(...running, ...ends);
}

/** When each place is free that is free at these times now, once so much work has gone to those that are free first. */
function fill(places: number[], work: number): number[] {
  const sorted = places.toSorted((one, other) => one - other);
  let level = 0;
  let sum = work;
  for (const [index, free] of sorted.entries()) {
    if (index > 0 && free >= level) break;
    sum += free;
    level = sum / (index + 1);
  }
  return places.map((free) => Math.max(free, level));
}

/** Seconds that a unit of weight takes in those under way, which is all there is to know before the first render of all has ended. */
function paceOf(pending: Pending[]): number | null {
  const paces = pending.flatMap(({ weight, running }) =>
    running && running.share >= TELLING_SHARE ? running.seconds / running.share / weight : [],
  );
  return paces.length === 0 ? null : paces.reduce((sum, pace) => sum + pace, 0) / paces.length;
}

function remainingOf({ running }: Pending, predicted: number | null): number | null {
  if (running === null) return predicted;
  const { seconds, share } = running;
  if (share >= TELLING_SHARE) return (seconds / share) * (1 - share);
  return predicted === null ? null : Math.max(predicted - seconds, seconds * OVERTIME_SHARE);
}
