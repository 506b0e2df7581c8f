import type { Transaction } from '../db/client.ts';
import type { Render } from '../db/generated/prisma/client.ts';
import { type Change, change } from '../events.ts';
import { type Quality, renderKeyOf } from '../rendering/renderer.ts';
import type { Services } from '../services.ts';
import { completeVisualizations, failVisualizations, startVisualization } from './waiting.ts';

/** A visualization that is to be rendered. */
export interface Waiting {
  id: string;
  jobId: string;
  position: number;
  manimCode: string;
}

/** Lets a visualization wait for the render of its code, which is started unless there is one: done ones are used as they are. */
export async function joinRender(services: Services, waiting: Waiting, quality: Quality, engineVersion: string): Promise<void> {
  await change(services, async (changing) => {
    const { tx } = changing;
    const { render, isNew } = await findOrCreateRender(tx, waiting.manimCode, quality, engineVersion);
    const job = await changing.job(waiting.jobId);
    const current = await tx.visualization.findUniqueOrThrow({ where: { id: waiting.id } });
    if (current.status !== 'PENDING' || current.renderId !== null) return;

    await tx.visualization.update({ where: { id: waiting.id }, data: { renderId: render.id } });
    if (!(await isAnnounced(tx, waiting))) job.emit('VISUALIZATION_QUEUED', { visualizationId: waiting.id, visualizationProgress: 0 });
    const state = isNew ? 'QUEUED' : await revive(tx, render);
    if (state === 'COMPLETE') await completeVisualizations(changing, render.id);
    else if (state === 'FAILED') await failVisualizations(changing, render.id);
    else if (state === 'RUNNING') await showUnderWay(changing, render, waiting);
    else if (isNew || render.status !== 'QUEUED')
      await changing.enqueue('render-visualization', { renderId: render.id }, { priority: waiting.position + 1 });
  });
}

/** A retry says that the visualization is queued again before anyone joins it to a render. */
async function isAnnounced(tx: Transaction, { id, jobId }: Waiting): Promise<boolean> {
  const last = await tx.jobEvent.findFirst({ where: { jobId, visualizationId: id }, orderBy: { seq: 'desc' }, select: { type: true } });
  return last?.type === 'VISUALIZATION_QUEUED';
}

async function findOrCreateRender(
  tx: Transaction,
  code: string,
  quality: Quality,
  engineVersion: string,
): Promise<{ render: Render; isNew: boolean }> {
  const key = renderKeyOf(code, quality, engineVersion);
  const { count } = await tx.render.createMany({ data: [{ key, code, quality, engineVersion }], skipDuplicates: true });
  await tx.$executeRaw`SELECT 1 FROM "Render" WHERE "key" = ${key} FOR UPDATE`;
  return { render: await tx.render.findUniqueOrThrow({ where: { key } }), isNew: count > 0 };
}

/** A render that ended without a video, but may still give one, is queued again. Code that cannot work is not tried again. */
async function revive(tx: Transaction, render: Render): Promise<Render['status']> {
  const failure = render.failureId ? await tx.renderFailure.findUniqueOrThrow({ where: { id: render.failureId } }) : null;
  if (render.status !== 'CANCELLED' && !failure?.retryable) return render.status;
  const data = { status: 'QUEUED', progress: 0, outages: 0, failureId: null, finishedAt: null } as const;
  await tx.render.update({ where: { id: render.id }, data });
  return 'QUEUED';
}

async function showUnderWay(changing: Change, render: Render, waiting: Waiting): Promise<void> {
  const attempt = await changing.tx.renderAttempt.findFirstOrThrow({ where: { renderId: render.id, finishedAt: null } });
  await startVisualization(changing, attempt.id, waiting, render.progress);
}
