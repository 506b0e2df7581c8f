import type { Job, JobStatus } from '../db/generated/prisma/client.ts';
import { NotFoundError } from '../errors.ts';
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
