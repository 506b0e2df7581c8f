import type { Change } from '../events.ts';
import type { Services } from '../services.ts';

/** Locks the renders that a job waits for, in the order of their ids; to be called before the job is locked. */
export async function lockRendersOf({ tx }: Change, jobId: string): Promise<void> {
  await tx.$executeRaw`
    SELECT 1 FROM "Render" WHERE "id" IN (SELECT "renderId" FROM "Visualization" WHERE "jobId" = ${jobId}::uuid AND "finishedAt" IS NULL)
    ORDER BY "id" FOR UPDATE`;
}

/** Ends those of the renders that nobody waits for any more, and has them killed wherever they run. */
export async function abandonUnlessAwaited(
  services: Services,
  { tx, now, afterCommit }: Change,
  renderIds: (string | null)[],
): Promise<void> {
  const candidates = [...new Set(renderIds)].filter((id) => id !== null);
  // Once more: those that were joined just before the job was locked are among them, and others must not join while it is decided.
  await tx.$executeRaw`SELECT 1 FROM "Render" WHERE "id" = ANY(${candidates}::uuid[]) ORDER BY "id" FOR UPDATE`;
  const awaited = { status: { in: ['PENDING' as const, 'RENDERING' as const] } };
  const abandoned = await tx.render.findMany({
    where: { id: { in: candidates }, status: { in: ['QUEUED', 'RUNNING'] }, visualizations: { none: awaited } },
    select: { id: true },
  });
  const ids = abandoned.map(({ id }) => id);
  const finishedAt = now();
  await tx.render.updateMany({ where: { id: { in: ids } }, data: { status: 'CANCELLED', finishedAt } });
  await tx.renderAttempt.updateMany({ where: { renderId: { in: ids }, finishedAt: null }, data: { finishedAt } });
  afterCommit(() => {
    for (const id of ids) services.wakeups.publish('render-abandoned', id).catch(() => {});
  });
}
