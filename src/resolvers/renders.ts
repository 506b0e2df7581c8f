import type { Transaction } from '../db/client.ts';
import type { Prisma, Render, RenderAttempt } from '../db/generated/prisma/client.ts';
import { type Change, change } from '../events.ts';
import {
  isOutage,
  isRetryable,
  type Quality,
  type RenderFailure,
  renderKeyOf,
  type Timings,
  type VideoMetadata,
} from '../rendering/renderer.ts';
import type { Services } from '../services.ts';
import { recount, recountAndEnd } from './progress.ts';

/** Attempts at one render that may end in an outage before the render itself has failed. */
const MAX_ATTEMPTS = 3;
/** Pause before the next attempt, doubled after each. */
const RETRY_DELAY_MS = 2000;
/** An attempt that was not heard of for this long is taken to be dead. */
export const HEARTBEAT_LIMIT_MS = 30_000;

/** A visualization that is to be rendered. */
export interface Waiting {
  id: string;
  jobId: string;
  position: number;
  manimCode: string;
}

/** An attempt under way. Its id is the token: what it writes is accepted while it has not ended. */
export interface Claim {
  attemptId: string;
  render: Render;
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

async function startVisualization(
  { tx, job }: Change,
  attemptId: string,
  visualization: { id: string; jobId: string },
  progress: number,
): Promise<void> {
  const number = (await tx.visualizationAttempt.count({ where: { visualizationId: visualization.id } })) + 1;
  await tx.visualizationAttempt.create({ data: { visualizationId: visualization.id, attemptId, number } });
  await tx.visualization.update({ where: { id: visualization.id }, data: { status: 'RENDERING', progress } });
  const open = await job(visualization.jobId);
  await recount(tx, open);
  open.emit('VISUALIZATION_STARTED', { visualizationId: visualization.id, visualizationProgress: progress, attempt: number });
}

/** Takes a render to work on; `null` when there is nothing to do: it has ended, somebody else works on it, or nobody waits for it. */
export async function claimRender(services: Services, renderId: string): Promise<Claim | null> {
  return change(services, async (changing) => {
    const { tx } = changing;
    const render = await lockRender(tx, renderId);
    if (render?.status !== 'QUEUED') return null;
    const waiting = await findWaiting(changing, renderId);
    if (waiting.length === 0) {
      await tx.render.update({ where: { id: renderId }, data: { status: 'CANCELLED', finishedAt: new Date() } });
      return null;
    }
    const number = (await tx.renderAttempt.count({ where: { renderId } })) + 1;
    const attempt = await tx.renderAttempt.create({ data: { renderId, number, worker: services.worker } });
    await tx.render.update({ where: { id: renderId }, data: { status: 'RUNNING', progress: 0 } });
    for (const visualization of waiting) await startVisualization(changing, attempt.id, visualization, 0);
    return { attemptId: attempt.id, render };
  });
}

async function lockRender(tx: Transaction, id: string): Promise<Render | null> {
  await tx.$executeRaw`SELECT 1 FROM "Render" WHERE "id" = ${id}::uuid FOR UPDATE`;
  return tx.render.findUnique({ where: { id } });
}

/** The visualizations that wait for a render, with their jobs locked in order. The render must be locked, so that none joins meanwhile. */
async function findWaiting({ tx, job }: Change, renderId: string) {
  const where: Prisma.VisualizationWhereInput = { renderId, status: { in: ['PENDING', 'RENDERING'] } };
  const jobs = await tx.visualization.findMany({ where, select: { jobId: true }, distinct: 'jobId', orderBy: { jobId: 'asc' } });
  for (const { jobId } of jobs) await job(jobId);
  return tx.visualization.findMany({
    where,
    select: { id: true, jobId: true, position: true },
    orderBy: [{ jobId: 'asc' }, { position: 'asc' }],
  });
}

/** Says that the attempt is alive. `false` when it was ended by somebody else, and nothing it does counts any more. */
export async function keepAlive({ db }: Services, attemptId: string): Promise<boolean> {
  const { count } = await db.renderAttempt.updateMany({ where: { id: attemptId, finishedAt: null }, data: { heartbeatAt: new Date() } });
  return count > 0;
}

/** Tells every job that waits how far the render is: `progress` is its share that is done, from 0 to 1. */
export async function reportProgress(services: Services, { attemptId, render }: Claim, progress: number): Promise<void> {
  await change(services, async (changing) => {
    if (!(await lockCurrent(changing.tx, attemptId, render.id))) return;
    await changing.tx.render.update({ where: { id: render.id }, data: { progress } });
    for (const { id, jobId } of await findWaiting(changing, render.id)) {
      await changing.tx.visualization.update({ where: { id }, data: { progress } });
      const job = await changing.job(jobId);
      await recount(changing.tx, job);
      const attempt = await changing.tx.visualizationAttempt.count({ where: { visualizationId: id } });
      job.emit('VISUALIZATION_PROGRESS', { visualizationId: id, visualizationProgress: progress, attempt });
    }
  });
}

/** Locks the render; `null` when the attempt is no longer the one under way. */
async function lockCurrent(tx: Transaction, attemptId: string, renderId: string): Promise<RenderAttempt | null> {
  await lockRender(tx, renderId);
  return tx.renderAttempt.findFirst({ where: { id: attemptId, finishedAt: null } });
}

/** Where the files of a video are in the store. */
export interface StoredFiles {
  objectKey: string;
  posterKey: string | null;
  captionsKey: string | null;
}

/** Ends an attempt that made a video. `false` when the attempt had lost its right to do so. */
export async function completeRender(
  services: Services,
  { attemptId, render }: Claim,
  video: VideoMetadata,
  files: StoredFiles,
  timings: Timings,
): Promise<boolean> {
  return change(services, async (changing) => {
    const { tx } = changing;
    if (!(await lockCurrent(tx, attemptId, render.id))) return false;
    const finishedAt = new Date();
    await tx.renderAttempt.update({ where: { id: attemptId }, data: { finishedAt, timings } });
    const chapters: Prisma.InputJsonArray = video.chapters.map((chapter) => ({ ...chapter }));
    await tx.video.create({ data: { ...video, ...files, chapters, renderId: render.id, quality: render.quality } });
    await tx.render.update({ where: { id: render.id }, data: { status: 'COMPLETE', progress: 1, finishedAt } });
    await completeVisualizations(changing, render.id);
    return true;
  });
}

async function completeVisualizations(changing: Change, renderId: string): Promise<void> {
  const { tx } = changing;
  const video = await tx.video.findUniqueOrThrow({ where: { renderId }, select: { id: true } });
  for (const { id, jobId } of await findWaiting(changing, renderId)) {
    await tx.visualization.update({ where: { id }, data: { status: 'COMPLETE', progress: 1, videoId: video.id, finishedAt: new Date() } });
    await tellEnd(changing, jobId, id, 'VISUALIZATION_COMPLETE', { videoId: video.id, visualizationProgress: 1 });
  }
}

async function tellEnd(
  changing: Change,
  jobId: string,
  visualizationId: string,
  type: 'VISUALIZATION_COMPLETE' | 'VISUALIZATION_FAILED',
  about: { videoId?: string; failureKind?: RenderFailure['kind']; visualizationProgress: number },
): Promise<void> {
  const { tx } = changing;
  const job = await changing.job(jobId);
  await recount(tx, job);
  const attempts = await tx.visualizationAttempt.count({ where: { visualizationId } });
  job.emit(type, { visualizationId, attempt: attempts || null, ...about });
  await recountAndEnd(changing, job);
}

/** Ends an attempt without a video. Where machinery failed, not the code, the render is tried again after a pause, a bounded number of times. */
export async function failRender(
  services: Services,
  { attemptId, render }: Pick<Claim, 'attemptId'> & { render: { id: string } },
  failure: RenderFailure,
): Promise<void> {
  await change(services, async (changing) => {
    const { tx } = changing;
    if (!(await lockCurrent(tx, attemptId, render.id))) return;
    const retryable = isRetryable(failure.kind);
    const { id: failureId } = await tx.renderFailure.create({ data: { ...failure, retryable } });
    await tx.renderAttempt.update({ where: { id: attemptId }, data: { finishedAt: new Date(), failureId } });
    const { outages } = await tx.render.findUniqueOrThrow({ where: { id: render.id } });
    if (isOutage(failure.kind) && outages + 1 < MAX_ATTEMPTS) {
      await tx.render.update({ where: { id: render.id }, data: { status: 'QUEUED', outages: outages + 1 } });
      await changing.enqueue('render-visualization', { renderId: render.id }, { delayMs: RETRY_DELAY_MS * 2 ** outages });
      return;
    }
    await tx.render.update({ where: { id: render.id }, data: { status: 'FAILED', failureId, finishedAt: new Date() } });
    await failVisualizations(changing, render.id);
  });
}

async function failVisualizations(changing: Change, renderId: string): Promise<void> {
  const { tx } = changing;
  const { failure } = await tx.render.findUniqueOrThrow({ where: { id: renderId }, include: { failure: true } });
  if (!failure) throw new Error(`Render ${renderId} failed without a failure.`);
  for (const { id, jobId } of await findWaiting(changing, renderId)) {
    const { progress } = await tx.visualization.update({
      where: { id },
      data: { status: 'FAILED', failureId: failure.id, finishedAt: new Date() },
    });
    await tellEnd(changing, jobId, id, 'VISUALIZATION_FAILED', { failureKind: failure.kind, visualizationProgress: progress });
  }
}

/** Gives a render back to the queue, because this process ends or the one that had it is gone. It counts as no failure. */
export async function handBackRender(services: Services, attemptId: string, renderId: string): Promise<void> {
  await change(services, async (changing) => {
    if (!(await lockCurrent(changing.tx, attemptId, renderId))) return;
    await changing.tx.renderAttempt.update({ where: { id: attemptId }, data: { finishedAt: new Date() } });
    await changing.tx.render.update({ where: { id: renderId }, data: { status: 'QUEUED' } });
    await changing.enqueue('render-visualization', { renderId });
  });
}
