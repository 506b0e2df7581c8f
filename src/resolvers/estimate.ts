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
  const own = pending.map((render) => ({ render, seconds: remainingOf(render, speed) }));
  const known = own.flatMap(({ seconds }) => seconds ?? []);
  if (known.length < own.length) return null;
  const longest = Math.max(...known);
  const waiting = own.filter(({ render }) => render.running === null);
  if (waiting.length === 0) return longest;

  const last = Math.max(...waiting.map(({ render }) => render.priority));
  // Of what comes as early as the last of ours, half is before it.
  const shareBefore = (priority: number) => (priority < last ? 1 : priority === last ? 0.5 : 0);
  const queued = speed.queued.reduce(
    (sum, { quality, priority, weight }) => sum + shareBefore(priority) * (speed.predict(quality, weight) ?? 0),
    0,
  );
  // Ours are among what is queued, once they are joined to their renders; before that, they are all there is to know.
  const work = Math.max(
    queued,
    waiting.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0),
  );
  return Math.max(longest, work / speed.atOnce + longest / 2);
}

function remainingOf({ quality, weight, running }: Pending, speed: Speed): number | null {
  const predicted = speed.predict(quality, weight);
  if (running === null) return predicted;
  const { seconds, share } = running;
  if (share >= TELLING_SHARE) return (seconds / share) * (1 - share);
  return predicted === null ? null : Math.max(predicted - seconds, seconds * OVERTIME_SHARE);
}
