import { createShare } from '../async/sharing.ts';
import type { Job, JobEvent, JobStatus } from '../db/generated/prisma/client.ts';
import { InputError, NotFoundError } from '../errors.ts';
import type { Following } from '../feed/feed.ts';
import type { Asked } from '../services.ts';
import { isId } from './ids.ts';
import { keyset, type Page } from './pages.ts';

/** The job with this id, or `null`. */
export async function findJob<Q extends object>({ db }: Asked, id: string, query: Q): Promise<Job | null> {
  return isId(id) ? db.job.findUnique({ ...query, where: { id } }) : null;
}

/** The job with this id. @throws NotFoundError */
export async function requireJob<Q extends object>(services: Asked, id: string, query: Q): Promise<Job> {
  const job = await findJob(services, id, query);
  if (!job) throw new NotFoundError(`There is no job ${id}.`);
  return job;
}

/** A job with its steps and what became of its visualizations. @throws NotFoundError */
export async function requireJobStatus({ db }: Asked, id: string) {
  const include = { steps: { orderBy: { name: 'asc' } }, visualizations: { select: { status: true } } } as const;
  const job = isId(id) ? await db.job.findUnique({ where: { id }, include }) : null;
  if (!job) throw new NotFoundError(`There is no job ${id}.`);
  return job;
}

/** A page of the jobs that have one of these statuses, or of all. @throws InputError */
export async function findJobs<Q extends object>({ db }: Asked, statuses: JobStatus[] | null, page: Page, query: Q): Promise<Job[]> {
  const { where, ...rest } = keyset(page, isId);
  return db.job.findMany({ ...query, ...rest, where: { AND: [withStatus(statuses), where] } });
}

/** How many jobs have one of these statuses, or how many there are. */
export async function countJobs({ db }: Asked, statuses: JobStatus[] | null): Promise<number> {
  return db.job.count({ where: withStatus(statuses) });
}

function withStatus(statuses: JobStatus[] | null) {
  return statuses === null ? {} : { status: { in: statuses } };
}

/** How many jobs are before this one, counting itself; `null` once it is being worked on. */
export async function findQueuePosition(
  { db }: Asked,
  { status, createdAt }: { status: JobStatus; createdAt: Date },
): Promise<number | null> {
  if (status !== 'QUEUED') return null;
  // That it has not ended goes without saying, but not that the index of those is enough.
  return (await db.job.count({ where: { status: 'QUEUED', finishedAt: null, createdAt: { lt: createdAt } } })) + 1;
}

/** The events of a job from the one after `after`. @throws NotFoundError, InputError when `after` is negative. */
export async function followJob({ feed }: Asked, jobId: string, after: number): Promise<Following> {
  if (after < 0) throw new InputError('after is the number of an event; 0 means from the first.', ['after'], after);
  if (!isId(jobId)) throw new NotFoundError(`There is no job ${jobId}.`);
  // As the database spells it, because what happens to a job is told by its id.
  return feed.follow(jobId.toLowerCase(), after);
}

/** Long enough for all to whom an event is sent as it happens. */
const share = createShare(2000);

/** Loads a row that an event shows once per event, viewer and selection, however many clients are sent the event. */
export function loadForEvent<T>({ viewer }: Asked, event: JobEvent, name: string, query: object, load: () => Promise<T>): Promise<T> {
  return share(JSON.stringify([event.jobId, event.seq, name, viewer, query]), load);
}
