import { Prisma } from '../db/generated/prisma/client.ts';
import { change } from '../events.ts';
import type { JobName, Jobs } from '../queues.ts';
import type { Services } from '../services.ts';

/** Rows that are queued again in one transaction. */
const BATCH = 500;

/** A kind of work, and the rows of the database that only go on when somebody takes their entry from the queue. */
interface Kind<N extends JobName> {
  name: N;
  dataOf(id: string): Jobs[N];
  idOf(data: Jobs[N]): string;
  table: Prisma.Sql;
  waits: Prisma.Sql;
  priority: Prisma.Sql;
}

const papers: Kind<'process-paper'> = {
  name: 'process-paper',
  dataOf: (jobId) => ({ jobId }),
  idOf: ({ jobId }) => jobId,
  table: Prisma.sql`"Job"`,
  // Nobody has the job, and there is something left to do but to wait for renders: or nothing at all, and it has not ended.
  waits: Prisma.sql`row."finishedAt" IS NULL AND row."leaseUntil" IS NULL AND (
    row."status" = 'QUEUED'
    OR EXISTS (SELECT 1 FROM "JobStep" s WHERE s."jobId" = row."id" AND s."name" IN ('fetch_paper', 'read_sections', 'generate')
      AND s."status" NOT IN ('DONE', 'SKIPPED'))
    OR EXISTS (SELECT 1 FROM "Visualization" v WHERE v."jobId" = row."id" AND v."status" = 'PENDING' AND v."renderId" IS NULL)
    OR NOT EXISTS (SELECT 1 FROM "Visualization" v WHERE v."jobId" = row."id" AND v."finishedAt" IS NULL))`,
  priority: Prisma.sql`0`,
};

const renders: Kind<'render-visualization'> = {
  name: 'render-visualization',
  dataOf: (renderId) => ({ renderId }),
  idOf: ({ renderId }) => renderId,
  table: Prisma.sql`"Render"`,
  waits: Prisma.sql`row."finishedAt" IS NULL AND row."status" = 'QUEUED'`,
  priority: Prisma.sql`row."priority"`,
};

/**
 * Finds what waits in the database for an entry that the queue has not, because it was lost with the queue's memory, or given up after
 * too many tries, and queues it again. The queue is listed only when it holds less than the database says, because it may be long, or
 * once, when a program starts.
 * @param alone at the start of a program beside which no other works on this queue: what is said to be worked on there has lost its process.
 */
export async function queueStranded(services: Services, { alone }: { alone: boolean }): Promise<void> {
  await queueMissing(services, papers, alone);
  await queueMissing(services, renders, alone);
}

async function queueMissing<N extends JobName>(services: Services, kind: Kind<N>, alone: boolean): Promise<void> {
  const { db, queues, log } = services;
  // In this order, because work moves from the database over the outbox to the queue: what is moved meanwhile is counted twice, not never.
  const [counted] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM ${kind.table} row WHERE ${kind.waits}`;
  if (!counted || counted.count === 0) return;
  const onTheWay = await db.outbox.count({ where: { queue: kind.name } });
  // What is counted twice may hide what its process took with it, which the next look could not tell from what is worked on.
  if (!alone && counted.count <= onTheWay + (await queues.count(kind.name))) return;

  const waiting = await db.$queryRaw<{ id: string }[]>`SELECT row."id"::text FROM ${kind.table} row WHERE ${kind.waits}`;
  if (!alone && waiting.length <= (await countKnown(services, kind, waiting))) return;

  // Rows of the outbox are only written by `entryOf`, which typed them.
  const outbox = (await db.outbox.findMany({ where: { queue: kind.name }, select: { data: true } })) as { data: unknown }[];
  const queued = await queues.list(kind.name, alone ? ['waiting'] : ['waiting', 'active']);
  const known = new Set([...outbox.map(({ data }) => data as Jobs[N]), ...queued].map(kind.idOf));
  const missing = waiting.map(({ id }) => id).filter((id) => !known.has(id));
  if (missing.length > 0) log.warn({ queue: kind.name, entries: missing.length }, 'Work that the queue had lost is queued again.');
  while (missing.length > 0) await queueAgain(services, kind, missing.splice(0, BATCH));
}

/**
 * How many entries there are for these rows, those included that were taken while the row still waits: under load there always are some,
 * and never many more than are handled at once.
 */
async function countKnown<N extends JobName>({ db, queues }: Services, kind: Kind<N>, waiting: { id: string }[]): Promise<number> {
  const onTheWay = await db.outbox.count({ where: { queue: kind.name } });
  const queued = await queues.count(kind.name);
  const taken = new Set((await queues.list(kind.name, ['active'])).map(kind.idOf));
  return onTheWay + queued + waiting.filter(({ id }) => taken.has(id)).length;
}

/** Those of the rows that still wait, which each of them may have ceased to do since they were looked at. */
async function queueAgain<N extends JobName>(services: Services, kind: Kind<N>, ids: string[]): Promise<void> {
  await change(services, async ({ tx, enqueue }) => {
    const still = await tx.$queryRaw<{ id: string; priority: number }[]>`
      SELECT row."id"::text, ${kind.priority}::int AS "priority" FROM ${kind.table} row
      WHERE row."id" = ANY(${ids}::uuid[]) AND ${kind.waits} ORDER BY row."id" FOR UPDATE OF row`;
    for (const { id, priority } of still) enqueue(kind.name, kind.dataOf(id), { priority });
  });
}
