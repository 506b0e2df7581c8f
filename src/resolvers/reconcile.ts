import { change } from '../events.ts';
import type { Services } from '../services.ts';
import { HEARTBEAT_LIMIT_MS, recoverRender } from './render-attempts.ts';

const LOOK_EVERY_MS = 10_000;

/**
 * Finds what nobody works on any more and queues it again. `alone`: no other process works on this database, so that at the start
 * everything under way has lost its process.
 */
export async function reconcile(services: Services, { alone }: { alone: boolean }): Promise<void> {
  const { db } = services;
  const deadSince = new Date(Date.now() - (alone ? 0 : HEARTBEAT_LIMIT_MS));
  const attempts = await db.renderAttempt.findMany({
    where: { finishedAt: null, heartbeatAt: { lt: deadSince } },
    select: { id: true, renderId: true },
  });
  for (const { id, renderId } of attempts) await recoverRender(services, id, renderId);

  const jobs = await db.job.findMany({
    where: { finishedAt: null, ...(alone ? {} : { leaseUntil: { lt: new Date() } }) },
    orderBy: { createdAt: 'asc' },
    select: { id: true },
  });
  for (const { id } of jobs) {
    await change(services, async ({ job: open, enqueue }) => {
      (await open(id)).row.leaseUntil = null;
      await enqueue('process-paper', { jobId: id });
    });
  }
  if (!alone) return;
  // The queue may have lost these, or still have them: an entry too many is found out when it is taken.
  for (const { id } of await db.render.findMany({ where: { status: 'QUEUED' }, orderBy: { createdAt: 'asc' }, select: { id: true } })) {
    await change(services, ({ enqueue }) => enqueue('render-visualization', { renderId: id }));
  }
}

/** Reconciles again and again until the returned function is called. */
export function keepReconciling(services: Services): () => void {
  const timer = setInterval(() => {
    reconcile(services, { alone: false }).catch((error) =>
      services.log.warn({ err: error }, 'The look for stranded work failed; it is repeated.'),
    );
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
