import { databaseTime, type Transaction } from '../db/client.ts';
import type { Prisma, Render } from '../db/generated/prisma/client.ts';
import { type Change, change } from '../events.ts';
import {
  isOutage,
  isRetryable,
  noDetails,
  type RenderFailure,
  type StoredFiles,
  type Timings,
  type VideoMetadata,
} from '../rendering/renderer.ts';
import type { Services } from '../services.ts';
import { advanceVisualizations, completeVisualizations, failVisualizations, findWaiting, startVisualizations } from './waiting.ts';

/** Attempts at one render that may end in an outage before the render itself has failed. */
const MAX_OUTAGES = 3;
/** Pause before the next attempt, doubled after each. */
const RETRY_DELAY_MS = 2000;
/** Attempts at one render before it is blamed for the end of the processes that made them. */
const MAX_LOST_ATTEMPTS = 10;
/** What is asked back of a row that was written: it holds the code, which nobody reads here. */
const ID = { id: true } as const;
const LOST = 'The process that rendered it ended in the middle.';

/** An attempt under way. Its id is the token: what it writes is accepted while it has not ended. */
export interface Claim {
  attemptId: string;
  render: Render;
  /** Where an earlier attempt left the render under way, outside of its process. */
  callId: string | null;
}

/** Takes a render to work on; `null` when there is nothing to do: it has ended, somebody else works on it, or nobody waits for it. */
export async function claimRender(services: Services, renderId: string): Promise<Claim | null> {
  return change(services, async (changing) => {
    const { tx } = changing;
    await lockRender(tx, renderId);
    const render = await tx.render.findUnique({ where: { id: renderId } });
    if (render?.status !== 'QUEUED') return null;
    const waiting = await findWaiting(changing, renderId);
    if (waiting.length === 0) {
      await tx.render.update({ where: { id: renderId }, data: { status: 'CANCELLED', finishedAt: changing.now() } });
      return null;
    }
    const number = (await tx.renderAttempt.count({ where: { renderId } })) + 1;
    const callId = await findCallLeftBehind(tx, renderId);
    const startedAt = changing.now();
    const attempt = await tx.renderAttempt.create({
      data: { renderId, number, worker: services.worker, callId, startedAt, heartbeatAt: startedAt },
    });
    await tx.render.update({ where: { id: renderId }, data: { status: 'RUNNING', progress: 0 }, select: ID });
    await startVisualizations(changing, attempt.id, waiting, 0);
    return { attemptId: attempt.id, render, callId };
  });
}

/** The call of the newest attempt, unless that has told what came of it: an attempt that was handed back, lost or cut off has not. */
async function findCallLeftBehind(tx: Transaction, renderId: string): Promise<string | null> {
  const newest = await tx.renderAttempt.findFirst({ where: { renderId }, orderBy: { number: 'desc' }, include: { failure: true } });
  if (!newest?.failure || isOutage(newest.failure.kind) || newest.failure.message === LOST) return newest?.callId ?? null;
  return null;
}

/** Keeps the id of the call by which the render goes on elsewhere, for whoever takes it up when this process ends. */
export async function keepCall({ db }: Services, attemptId: string, callId: string): Promise<void> {
  await db.renderAttempt.updateMany({ where: { id: attemptId, finishedAt: null }, data: { callId } });
}

async function lockRender(tx: Transaction, id: string): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM "Render" WHERE "id" = ${id}::uuid FOR UPDATE`;
}

/** Tells every job that waits how far the render is: `progress` is its share that is done, from 0 to 1. */
export async function reportProgress(services: Services, { attemptId, render }: Claim, progress: number): Promise<void> {
  await change(services, async (changing) => {
    if (!(await lockCurrent(changing.tx, attemptId, render.id))) return;
    await changing.tx.render.update({ where: { id: render.id }, data: { progress }, select: ID });
    await advanceVisualizations(changing, await findWaiting(changing, render.id), progress);
  });
}

/** Locks the render; `null` when the attempt is no longer the one under way. */
async function lockCurrent(tx: Transaction, attemptId: string, renderId: string): Promise<{ id: string } | null> {
  await lockRender(tx, renderId);
  return tx.renderAttempt.findFirst({ where: { id: attemptId, finishedAt: null }, select: ID });
}

/** Ends an attempt that made a video, unless it has lost its right to do so. */
export async function completeRender(
  services: Services,
  { attemptId, render }: Claim,
  video: VideoMetadata,
  files: StoredFiles,
  timings: Timings,
): Promise<void> {
  await change(services, async (changing) => {
    const { tx } = changing;
    if (!(await lockCurrent(tx, attemptId, render.id))) return;
    const finishedAt = await databaseTime(tx);
    await tx.renderAttempt.update({ where: { id: attemptId }, data: { finishedAt, timings }, select: ID });
    const chapters: Prisma.InputJsonArray = video.chapters.map((chapter) => ({ ...chapter }));
    await tx.video.create({ data: { ...video, ...files, chapters, renderId: render.id, quality: render.quality }, select: ID });
    await tx.render.update({ where: { id: render.id }, data: { status: 'COMPLETE', progress: 1, finishedAt }, select: ID });
    await completeVisualizations(changing, render.id);
  });
}

/** Ends an attempt without a video. Where machinery failed, not the code, the render is tried again after a pause, a bounded number of times. */
export async function failRender(services: Services, { attemptId, render }: Claim, failure: RenderFailure): Promise<void> {
  // Whoever runs this program is the one who can do something about it.
  if (isOutage(failure.kind)) services.log.warn({ renderId: render.id }, failure.message);
  await change(services, async (changing) => {
    if (await lockCurrent(changing.tx, attemptId, render.id)) await fail(changing, attemptId, render.id, failure);
  });
}

async function fail(changing: Change, attemptId: string, renderId: string, failure: RenderFailure): Promise<void> {
  const { tx } = changing;
  const finishedAt = await databaseTime(tx);
  const retryable = isRetryable(failure.kind);
  const { id: failureId } = await tx.renderFailure.create({ data: { ...failure, retryable }, select: ID });
  await tx.renderAttempt.update({ where: { id: attemptId }, data: { finishedAt, failureId }, select: ID });
  const { outages } = await tx.render.findUniqueOrThrow({ where: { id: renderId }, select: { outages: true } });
  if (isOutage(failure.kind) && outages + 1 < MAX_OUTAGES) {
    await queueAgain(changing, renderId, { outages: outages + 1, delayMs: RETRY_DELAY_MS * 2 ** outages });
    return;
  }
  await tx.render.update({ where: { id: renderId }, data: { status: 'FAILED', failureId, finishedAt }, select: ID });
  await failVisualizations(changing, renderId);
}

/** Gives a render back to the queue, because this process ends. It counts as no failure. */
export async function handBackRender(services: Services, attemptId: string, renderId: string): Promise<void> {
  await change(services, async (changing) => {
    const { tx } = changing;
    if (!(await lockCurrent(tx, attemptId, renderId))) return;
    await tx.renderAttempt.update({ where: { id: attemptId }, data: { finishedAt: await databaseTime(tx) } });
    await queueAgain(changing, renderId);
  });
}

/**
 * Takes a render from a process that is gone, which is kept as the failure of that attempt: unless it has said something after it was
 * `heardOf` last. The render is queued again, unless so many processes in a row went while they had it that it may be the cause.
 */
export async function recoverRender(
  services: Services,
  { id: attemptId, renderId, heardOf }: { id: string; renderId: string; heardOf: Date },
): Promise<void> {
  await change(services, async (changing) => {
    const { tx } = changing;
    if (!(await lockCurrent(tx, attemptId, renderId))) return;
    const silent =
      await tx.$executeRaw`SELECT 1 FROM "RenderAttempt" WHERE "id" = ${attemptId}::uuid AND "heartbeatAt" = ${heardOf} FOR UPDATE`;
    if (silent === 0) return;
    const lost = 1 + (await countLost(tx, renderId));
    if (lost >= MAX_LOST_ATTEMPTS) {
      const message = `${lost} processes ended while they rendered it, which may be its own doing.`;
      return fail(changing, attemptId, renderId, { ...noDetails, kind: 'CRASHED', message });
    }
    const failure = { ...noDetails, kind: 'CRASHED', message: LOST, retryable: isRetryable('CRASHED') } as const;
    const finishedAt = await databaseTime(tx);
    await tx.renderAttempt.update({ where: { id: attemptId }, data: { finishedAt, failure: { create: failure } } });
    await queueAgain(changing, renderId);
  });
}

/** How many processes in a row have ended with a render up to now. */
async function countLost(tx: Transaction, renderId: string): Promise<number> {
  const newest = await tx.renderAttempt.findMany({
    where: { renderId, finishedAt: { not: null } },
    orderBy: { number: 'desc' },
    take: MAX_LOST_ATTEMPTS,
    select: { failure: { select: { message: true } } },
  });
  const other = newest.findIndex(({ failure }) => failure?.message !== LOST);
  return other < 0 ? newest.length : other;
}

/** Where it was in the queue: before or after what the same job and others wait for. */
async function queueAgain(
  { tx, enqueue }: Change,
  renderId: string,
  { outages, delayMs }: { outages?: number; delayMs?: number } = {},
): Promise<void> {
  const { priority } = await tx.render.update({ where: { id: renderId }, data: { status: 'QUEUED', outages }, select: { priority: true } });
  enqueue('render-visualization', { renderId }, { priority, delayMs });
}
