import type { Transaction } from '../db/client.ts';
import { Prisma, type Render } from '../db/generated/prisma/client.ts';
import { type Change, change, type OpenJob } from '../events.ts';
import { type Quality, renderKeyOf } from '../rendering/renderer.ts';
import type { Services } from '../services.ts';
import { recount, tallyOf } from './progress.ts';
import { completeVisualizations, failVisualizations, startVisualizations, type Waiting } from './waiting.ts';
import { weightOf } from './weight.ts';

/** A visualization that is to be rendered. */
export interface Unjoined {
  id: string;
  position: number;
  manimCode: string;
}

/**
 * Lets visualizations of a job wait for the renders of their code, which are started unless they are there: done ones are used as they
 * are. All of them in one transaction, so there should be some dozens at most.
 */
export async function joinRenders(
  services: Services,
  jobId: string,
  given: Unjoined[],
  { quality, engineVersion }: { quality: Quality; engineVersion: string },
): Promise<void> {
  await change(services, async (changing) => {
    const { tx } = changing;
    const keyOf = new Map(given.map(({ id, manimCode }) => [id, renderKeyOf(manimCode, quality, engineVersion)]));
    const codes = new Map(given.map(({ id, manimCode }) => [keyOf.get(id) ?? '', manimCode]));
    const { renders, isNew } = await findOrCreateRenders(
      tx,
      [...codes].map(([key, code]) => ({ key, code, quality, engineVersion, weight: weightOf(code) })),
    );
    const job = await changing.job(jobId);
    const pending = await tx.visualization.findMany({
      where: { id: { in: given.map(({ id }) => id) }, status: 'PENDING', renderId: null },
      select: { id: true, jobId: true, position: true, progress: true, manimCode: true },
      orderBy: { position: 'asc' },
    });
    // What was cancelled and retried with other code since it was read is joined by whoever the retry has called.
    const joining = pending.filter(({ id, manimCode }) => codes.get(keyOf.get(id) ?? '') === manimCode);
    const byRender = Map.groupBy(joining, ({ id }) => renders.get(keyOf.get(id) ?? '')?.id ?? '');
    for (const [renderId, ofRender] of byRender) {
      await tx.visualization.updateMany({ where: { id: { in: ofRender.map(({ id }) => id) } }, data: { renderId } });
    }
    await announce(tx, job, joining);
    for (const render of renders.values()) {
      const ofRender = byRender.get(render.id) ?? [];
      if (ofRender.length > 0) await wait(changing, render, isNew(render), ofRender);
    }
    // Nobody else has seen those that were made just now for who does not come any more.
    const unwanted = [...renders.values()].filter((render) => isNew(render) && !byRender.has(render.id));
    if (unwanted.length > 0) await tx.render.deleteMany({ where: { id: { in: unwanted.map(({ id }) => id) } } });
  });
}

/** What happens with a render that these wait for from now on. */
async function wait(changing: Change, render: Render, isNew: boolean, joined: (Waiting & { position: number })[]): Promise<void> {
  const state = isNew ? 'QUEUED' : await revive(changing.tx, render);
  if (state === 'COMPLETE') await completeVisualizations(changing, render.id);
  else if (state === 'FAILED') await failVisualizations(changing, render.id);
  else if (state === 'RUNNING') await showUnderWay(changing, render, joined);
  else if (isNew || render.status !== 'QUEUED') {
    const priority = Math.min(...joined.map(({ position }) => position)) + 1;
    await changing.tx.render.update({ where: { id: render.id }, data: { priority } });
    changing.enqueue('render-visualization', { renderId: render.id }, { priority });
  }
}

/** Says that they are queued; a retry has said so before anyone is joined to a render. */
async function announce(tx: Transaction, job: OpenJob, joining: { id: string }[]): Promise<void> {
  const ids = joining.map(({ id }) => id);
  recount(job, (await tallyOf(tx, job)).all());
  const last = await tx.$queryRaw<{ visualizationId: string; type: string }[]>`
    SELECT DISTINCT ON ("visualizationId") "visualizationId", "type"::text FROM "JobEvent"
    WHERE "jobId" = ${job.row.id}::uuid AND "visualizationId" = ANY(${ids}::uuid[]) ORDER BY "visualizationId", "seq" DESC`;
  const announced = new Set(last.filter(({ type }) => type === 'VISUALIZATION_QUEUED').map(({ visualizationId }) => visualizationId));
  for (const id of ids) {
    if (!announced.has(id)) job.emit('VISUALIZATION_QUEUED', { visualizationId: id, visualizationProgress: 0 });
  }
}

/** The renders by their keys, locked in the order of their ids. */
async function findOrCreateRenders(
  tx: Transaction,
  wanted: Pick<Render, 'key' | 'code' | 'quality' | 'engineVersion' | 'weight'>[],
): Promise<{ renders: Map<string, Render>; isNew(render: Render): boolean }> {
  // In one order for everyone: who adds a key waits for whoever is just adding it.
  const data = wanted.toSorted((one, other) => (one.key < other.key ? -1 : 1));
  const created = await tx.render.createManyAndReturn({ data, skipDuplicates: true, select: { id: true } });
  const keys = Prisma.join(data.map(({ key }) => key));
  await tx.$executeRaw`SELECT 1 FROM "Render" WHERE "key" IN (${keys}) ORDER BY "id" FOR UPDATE`;
  const renders = await tx.render.findMany({ where: { key: { in: data.map(({ key }) => key) } }, orderBy: { id: 'asc' } });
  const fresh = new Set(created.map(({ id }) => id));
  return { renders: new Map(renders.map((render) => [render.key, render])), isNew: ({ id }) => fresh.has(id) };
}

/** A render that ended without a video, but may still give one, is queued again. Code that cannot work is not tried again. */
async function revive(tx: Transaction, render: Render): Promise<Render['status']> {
  const failure = render.failureId ? await tx.renderFailure.findUniqueOrThrow({ where: { id: render.failureId } }) : null;
  if (render.status !== 'CANCELLED' && !failure?.retryable) return render.status;
  const data = { status: 'QUEUED', progress: 0, outages: 0, failureId: null, finishedAt: null } as const;
  await tx.render.update({ where: { id: render.id }, data });
  return 'QUEUED';
}

async function showUnderWay(changing: Change, render: Render, joined: Waiting[]): Promise<void> {
  const attempt = await changing.tx.renderAttempt.findFirstOrThrow({ where: { renderId: render.id, finishedAt: null } });
  await startVisualizations(changing, attempt.id, joined, render.progress);
}
