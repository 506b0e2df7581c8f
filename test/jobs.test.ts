import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Database } from '../src/db/client.ts';
import type { Prisma, Quality } from '../src/db/generated/prisma/client.ts';
import type { JobName, Queues } from '../src/queues.ts';
import { renderKeyOf } from '../src/rendering/renderer.ts';
import { failJob } from '../src/resolvers/fail-job.ts';
import { joinRenders } from '../src/resolvers/join-render.ts';
import { takeLease } from '../src/resolvers/lease.ts';
import { processPaper } from '../src/resolvers/process-paper.ts';
import { createReconcile, type Reconcile } from '../src/resolvers/reconcile.ts';
import { recoverRender } from '../src/resolvers/render-attempts.ts';
import { renderVisualization } from '../src/resolvers/render-visualization.ts';
import { readSpeed } from '../src/resolvers/speed.ts';
import { Stopping } from '../src/resolvers/stopping.ts';
import { queueStranded } from '../src/resolvers/stranded.ts';
import type { ObjectStore } from '../src/storage/object-store.ts';
import type { WorkerServices } from '../src/workers/index.ts';
import { eventually } from './support/eventually.ts';
import { finish, follow, query, start, tryStart } from './support/graphql.ts';
import { openProgram, type TestProgram } from './support/program.ts';
import { createQuickRenderer, quickCode } from './support/quick-renderer.ts';
import { visualization } from './support/scenes.ts';

const LONG = { milliseconds: 600_000 };
let test: TestProgram;
let services: WorkerServices;
let reconcile: Reconcile;
beforeAll(async () => {
  const openRenderer = async ({ dataDirectory }: { dataDirectory: string }) => createQuickRenderer(dataDirectory);
  test = await openProgram({ RENDER_CONCURRENCY: '8' }, undefined, { openRenderer });
  const { renderer, ...rest } = test.program.services;
  if (!renderer) throw new Error('This program renders nothing.');
  services = { ...rest, renderer };
  reconcile = createReconcile(services);
});
afterAll(() => test.close());

const readJob = (id: string) =>
  services.db.job.findUniqueOrThrow({ where: { id }, include: { visualizations: { include: { render: true } } } });
const cancel = (id: string, url = test.url) => query(url, `mutation Cancel($id: ID!) { cancelJob(id: $id) { __typename } }`, { id });
const started = (id: string) => follow(test.url, id, { enough: ({ type }) => type === 'VISUALIZATION_STARTED' });

describe('work that a process is given when it is about to end', () => {
  it('is refused, so that the queue gives it to somebody else', async () => {
    const ending = { ...services, stopping: AbortSignal.abort() };
    await expect(processPaper(ending, { jobId: crypto.randomUUID() })).rejects.toThrow(Stopping);
    await expect(renderVisualization(ending, { renderId: crypto.randomUUID() })).rejects.toThrow(Stopping);
  });
});

describe('a render that is done in the moment in which its process has to end', () => {
  it('counts, and is not handed back', async () => {
    const handingBack = new AbortController();
    const store: ObjectStore = {
      ...services.store,
      async put(...file) {
        handingBack.abort();
        await services.store.put(...file);
      },
    };
    const code = quickCode('at the end');
    const { engineVersion } = services.renderer;
    const key = renderKeyOf(code, 'LOW', engineVersion);
    const { id: renderId } = await services.db.render.create({ data: { key, code, quality: 'LOW', engineVersion } });
    const { id } = await services.db.job.create({ data: { ...heldJob('at the end'), status: 'PROCESSING', startedAt: new Date() } });
    await services.db.visualization.updateMany({ where: { jobId: id }, data: { renderId } });
    await renderVisualization({ ...services, store, handingBack: handingBack.signal }, { renderId });
    expect(await readJob(id)).toMatchObject({ status: 'COMPLETED' });
  });
});

describe('an entry of the queue that the database knows nothing of', () => {
  it('is done with at once', async () => {
    await processPaper(services, { jobId: crypto.randomUUID() });
    await renderVisualization(services, { renderId: crypto.randomUUID() });
  });
});

describe('a job that fails while it is rendered', () => {
  it('leaves no render that nobody waits for, and one that another job waits for goes on', async () => {
    const shared = quickCode('shared', LONG);
    const one = await start(test.url, [visualization('mine', quickCode('mine', LONG)), visualization('ours', shared)]);
    const two = await start(test.url, [visualization('theirs', shared)]);
    await eventually(async () => {
      const renders = (await Promise.all([one, two].map(readJob))).flatMap(({ visualizations }) => visualizations);
      expect(renders.map(({ status }) => status)).toEqual(['RENDERING', 'RENDERING', 'RENDERING']);
    });
    await failJob(services, { jobId: one, token: null }, 'The disk is full.');
    const { status, visualizations } = await readJob(one);
    expect(status).toBe('FAILED');
    expect(visualizations.map(({ render }) => render?.status).sort()).toEqual(['CANCELLED', 'RUNNING']);
    const last = (await finish(test.url, one)).at(-1);
    expect(last).toMatchObject({ type: 'FAILED', progress: expect.closeTo(0.95) });
    await cancel(two);
  });

  it('keeps what is complete, and is complete with it', async () => {
    const id = await start(test.url, [visualization('there', quickCode('there')), visualization('never', quickCode('never', LONG))]);
    await follow(test.url, id, { enough: ({ type }) => type === 'VISUALIZATION_COMPLETE' });
    await failJob(services, { jobId: id, token: null }, 'The disk is full.');
    expect((await finish(test.url, id)).at(-1)).toMatchObject({ type: 'COMPLETED', progress: 1 });
  });
});

describe('visualizations that change while they are about to wait for their renders', () => {
  const join = async (jobId: string, change: Prisma.VisualizationUpdateManyMutationInput) => {
    const read = await services.db.visualization.findMany({ where: { jobId } });
    await services.db.visualization.updateMany({ where: { jobId }, data: change });
    await joinRenders(services, jobId, read, { quality: 'LOW', engineVersion: services.renderer.engineVersion });
    return services.db.render.count({ where: { code: { in: read.map(({ manimCode }) => manimCode) } } });
  };

  it('are not rendered with the code they had before', async () => {
    const { id } = await services.db.job.create({ data: heldJob('old code') });
    expect(await join(id, { manimCode: quickCode('new code') })).toBe(0);
    expect((await readJob(id)).visualizations).toMatchObject([{ status: 'PENDING', render: null }]);
  });

  it('leave no render behind when they were cancelled', async () => {
    const { id } = await services.db.job.create({ data: heldJob('wanted no more') });
    expect(await join(id, { status: 'CANCELLED', finishedAt: new Date() })).toBe(0);
  });
});

describe('the sections of a job', () => {
  it('are not counted before it is known which they are', async () => {
    const twice = [
      visualization('by id', quickCode('by id', LONG), '1706.03762:S1'),
      visualization('by local id', quickCode('by local id', LONG), 'S1'),
    ];
    const id = await start(test.url, twice);
    await started(id);
    await cancel(id);
    const events = await finish(test.url, id);
    expect(new Set(events.map(({ sectionsTotal }) => sectionsTotal))).toEqual(new Set([0, 1]));
    expect(events.at(-1)).toMatchObject({ sectionsCompleted: 1, sectionsTotal: 1 });
  });
});

describe('a job with as many visualizations as there may be', () => {
  it('ends with every one of them told once, in order, also when all of them are there already', async () => {
    const many = Array.from({ length: 200 }, (_value, index) =>
      visualization(`one of many ${index}`, quickCode(`one of many ${index % 40}`, { milliseconds: 1 }), `S${(index % 7) + 1}`),
    );
    const first = await finish(test.url, await start(test.url, many));
    expect(first.filter(({ type }) => type === 'VISUALIZATION_COMPLETE')).toHaveLength(200);
    expect(first.at(-1)).toMatchObject({ type: 'COMPLETED', progress: 1, sectionsCompleted: 7, sectionsTotal: 7 });
    const again = await finish(test.url, await start(test.url, many, { force: true }));
    expect(again.map(({ seq }) => seq)).toEqual(again.map((_event, index) => index + 1));
    expect(again.map(({ progress }) => progress)).toEqual(again.map(({ progress }) => progress).toSorted((a, b) => a - b));
    expect(again.filter(({ type }) => type === 'VISUALIZATION_COMPLETE')).toHaveLength(200);
    expect(again.filter(({ type }) => type === 'VISUALIZATION_STARTED')).toHaveLength(0);
  });
});

describe('the same request', () => {
  it('a hundred times at once is one job and one render', async () => {
    const same = [visualization('the same', quickCode('the same'))];
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => tryStart(test.url, { arxivId: '1706.03762', visualizations: same })),
    );
    expect(new Set(answers.map(({ job }) => job.id)).size).toBe(1);
    expect(answers.filter(({ existing }) => !existing)).toHaveLength(1);
    const forced = await Promise.all(
      Array.from({ length: 8 }, () => tryStart(test.url, { arxivId: '1706.03762', visualizations: same, force: true })),
    );
    expect(new Set(forced.map(({ job }) => job.id)).size).toBe(8);
    await Promise.all(forced.map(({ job }) => finish(test.url, job.id)));
    const rows = await Promise.all(forced.map(({ job }) => readJob(job.id)));
    expect(new Set(rows.map(({ visualizations }) => visualizations[0]?.videoId)).size).toBe(1);
    expect(await services.db.renderAttempt.count({ where: { renderId: rows[0]?.visualizations[0]?.renderId ?? '' } })).toBe(1);
  });

  it('with the same idempotency key a hundred times at once is one job, also where each would force its own', async () => {
    const input = {
      arxivId: '1706.03762',
      visualizations: [visualization('keyed', quickCode('keyed'))],
      idempotencyKey: 'a-key',
      force: true,
    };
    const answers = await Promise.all(Array.from({ length: 100 }, () => tryStart(test.url, input)));
    expect(new Set(answers.map(({ job }) => job.id)).size).toBe(1);
    expect(answers.filter(({ existing }) => !existing)).toHaveLength(1);
  });
});

describe('a render of which nothing was heard for long', () => {
  it('is left to its process at first, which may have had no way to be heard', async () => {
    const id = await start(test.url, [visualization('unheard', quickCode('unheard', LONG))]);
    await started(id);
    await services.db.$executeRaw`UPDATE "RenderAttempt" SET "heartbeatAt" = 'epoch' WHERE "finishedAt" IS NULL`;
    await reconcile({ alone: false, thorough: false });
    expect(await services.db.renderAttempt.count({ where: { failure: { kind: 'CRASHED' } } })).toBe(0);
    await eventually(async () => {
      const silent = await services.db.renderAttempt.count({ where: { finishedAt: null, heartbeatAt: new Date(0) } });
      expect(silent).toBe(0);
    });
    await cancel(id);
  });

  it('is given up when ten processes in a row ended with it, however many did before it was retried', async () => {
    const id = await start(test.url, [visualization('deadly', quickCode('deadly', LONG))]);
    await started(id);
    const [{ id: visualizationId, renderId } = { id: '', renderId: '' }] = (await readJob(id)).visualizations;
    const lose = async () => {
      await eventually(async () => {
        const [attempt] = await services.db.renderAttempt.findMany({ where: { renderId: renderId ?? '', finishedAt: null } });
        if (!attempt) throw new Error('It waits.');
        await recoverRender(services, { id: attempt.id, renderId: attempt.renderId, heardOf: attempt.heartbeatAt });
        expect(await services.db.renderAttempt.count({ where: { id: attempt.id, finishedAt: null } })).toBe(0);
      });
    };
    for (let lost = 0; lost < 10; lost += 1) await lose();
    expect((await readJob(id)).visualizations[0]?.render).toMatchObject({ status: 'FAILED' });
    await query(test.url, `mutation Retry($id: ID!) { retryVisualization(id: $id) { __typename } }`, { id: visualizationId });
    await lose();
    expect((await readJob(id)).visualizations[0]?.render?.status).not.toBe('FAILED');
    await cancel(id);
  });
});

describe('a render whose machinery fails', () => {
  it('is tried again by itself, each attempt to be seen', async () => {
    const id = await start(test.url, [
      visualization('third time', quickCode('third time', { outages: 2 })),
      visualization('second in line', quickCode('second in line', { outages: 1 })),
    ]);
    // It does not lose its place.
    await eventually(async () => {
      const waiting = await services.db.outbox.findMany({ where: { queue: 'render-visualization' }, orderBy: { priority: 'asc' } });
      expect(waiting).toMatchObject([{ priority: 1 }, { priority: 2 }]);
    });
    expect((await finish(test.url, id)).at(-1)).toMatchObject({ type: 'COMPLETED' });
    const text = `query Job($id: ID!) { job(id: $id) { visualizations { attempts attemptHistory { number failure { kind retryable } } } } }`;
    const outage = { kind: 'UNAVAILABLE', retryable: true };
    expect((await query(test.url, text, { id })).job.visualizations).toMatchObject([
      { attempts: 3, attemptHistory: [{ failure: outage }, { failure: outage }, { failure: null }] },
      { attempts: 2, attemptHistory: [{ failure: outage }, { failure: null }] },
    ]);
  });

  it('is given up after a few attempts, each of them in the log', async () => {
    const warn = vi.spyOn(services.log, 'warn');
    const id = await start(test.url, [visualization('never again', quickCode('never again', { outages: 99 }))]);
    expect((await finish(test.url, id)).at(-1)).toMatchObject({ type: 'FAILED' });
    const { render } = (await readJob(id)).visualizations[0] ?? {};
    expect(render).toMatchObject({ status: 'FAILED', outages: 2 });
    const said = warn.mock.calls.filter(([about]) => Object(about).renderId === render?.id);
    expect(said).toHaveLength(3);
    warn.mockRestore();
  });
});

describe('a job whose process was paused for so long that another one took it', () => {
  it('does not listen to the first one any more', async () => {
    const { id: jobId } = await services.db.job.create({ data: heldJob('fenced') });
    const first = await takeLease(services, jobId);
    expect(await takeLease(services, jobId)).toBeNull();
    await services.db.job.update({ where: { id: jobId }, data: { leaseUntil: new Date(0) } });
    const second = await takeLease(services, jobId);
    if (!first || !second) throw new Error('Nobody had the job.');
    await failJob(services, first, 'Too late.');
    expect(await readJob(jobId)).toMatchObject({ status: 'PROCESSING', error: null });
    await failJob(services, second, 'In time.');
    expect(await readJob(jobId)).toMatchObject({ status: 'FAILED', error: 'In time.' });
  });

  it('is given up when ten processes ended with it', async () => {
    const lost = {
      leaseUntil: new Date(0),
      leaseToken: crypto.randomUUID(),
      lostProcesses: 9,
      status: 'PROCESSING',
      startedAt: new Date(),
    } as const;
    const { id } = await services.db.job.create({ data: { ...heldJob('poison'), ...lost } });
    await eventually(async () => {
      await reconcile({ alone: false, thorough: false });
      expect(await readJob(id)).toMatchObject({ status: 'FAILED', error: expect.stringContaining('10 processes ended') });
    });
  });
});

/** A job that was accepted, and of which the queue knows nothing. */
function heldJob(name: string) {
  const names = ['fetch_paper', 'read_sections', 'generate', 'render_videos', 'finish'] as const;
  return {
    arxivId: '1706.03762',
    quality: 'LOW' as const,
    requestHash: name,
    steps: { create: names.map((step) => ({ name: step })) },
    visualizations: { create: [{ position: 0, sectionRef: 'S1', concept: name, manimCode: quickCode(name) }] },
  };
}

describe('a job that waits', () => {
  it('is told when it will probably be done, once others like it were rendered, and not when it has ended', async () => {
    const measured = await start(test.url, [visualization('measured', quickCode('measured', { milliseconds: 500 }))]);
    await finish(test.url, measured);
    const id = await start(test.url, [visualization('estimated', quickCode('estimated', LONG))]);
    await started(id);
    const text = `query Job($id: ID!) { job(id: $id) { estimatedCompletion } }`;
    const status = async () => (await fetch(`${test.url}/api/status/${id}`)).json();
    await eventually(async () => expect((await query(test.url, text, { id })).job.estimatedCompletion).toMatch(/^\d{4}-.*Z$/));
    expect(Date.parse((await status()).estimated_completion)).toBeGreaterThan(Date.now() - 60_000);
    await cancel(id);
    expect((await query(test.url, text, { id })).job.estimatedCompletion).toBeNull();
    expect((await status()).estimated_completion).toBeNull();
  });
});

describe('a paper that comes when too much waits already', () => {
  it('is refused with the time until there is room, and not when its job is there', async () => {
    const { services: busy, url } = await openBusy();
    const given = [visualization('first', quickCode('first', LONG)), visualization('second', quickCode('second', LONG))];
    const input = { arxivId: '1706.03762', visualizations: given };
    const id = await start(url, given);
    const other = { ...input, visualizations: [visualization('third', quickCode('third'))] };
    expect(await tryStart(url, other)).toMatchObject({
      __typename: 'TooBusyError',
      message: expect.stringContaining('2 visualizations wait'),
    });
    expect(await tryStart(url, { ...input, quality: 'LOW' })).toMatchObject({ existing: true, job: { id } });
    const body = JSON.stringify({
      arxiv_id: '1706.03762',
      visualizations: [{ manim_code: quickCode('third'), section_id: 'S1', concept: 'third' }],
    });
    const response = await fetch(`${url}/api/process`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await busy.db.job.count()).toBe(1);

    await cancel(id, url);
    // Nobody waits before it, so it is taken on, although it is more than may wait.
    const many = (name: string, count: number) =>
      Array.from({ length: count }, (_value, index) => visualization(name, quickCode(`${name} ${index}`, LONG)));
    await start(url, many('large', 4));
    await noteRenders(busy.db, { count: 300, quality: 'LOW', endedAt: Date.now() - 3_600_000, seconds: 1 });
    // Between the two there was nothing to do, which does not make them slower.
    await noteRenders(busy.db, { count: 1, quality: 'LOW', endedAt: Date.now() - 500_000, seconds: 1 });
    await noteRenders(busy.db, { count: 1, quality: 'HIGH', endedAt: Date.now(), seconds: 10 });
    // Of what comes then, there is room for as soon as those four are done, however much it is.
    await eventually(async () => {
      const { retryAfterSeconds } = await tryStart(url, { ...input, visualizations: many('larger', 200) });
      expect(retryAfterSeconds).toBeGreaterThanOrEqual(4 * 10);
      expect(retryAfterSeconds).toBeLessThan(20 * 10);
      expect(retryAfterSeconds).not.toBe(60);
    });
    // However much is rendered at one quality, what others take is remembered.
    expect((await readSpeed(busy.db)).predict('HIGH', 1)).toBeCloseTo(10);
  });

  it('is refused, too, when those are many whose visualizations are not made yet', async () => {
    const generator = createServer(() => {}).listen(0, '127.0.0.1');
    onTestFinished(() => void generator.close());
    await once(generator, 'listening');
    const { port } = generator.address() as AddressInfo;
    const { url } = await openBusy({ GENERATOR_URL: `http://127.0.0.1:${port}`, BACKLOG_LIMIT: '12' });
    for (const quality of ['LOW', 'MEDIUM']) await tryStart(url, { arxivId: '1706.03762', quality });
    expect(await tryStart(url, { arxivId: '1706.03762', quality: 'HIGH' })).toMatchObject({
      __typename: 'TooBusyError',
      message: expect.stringContaining('Some 10 visualizations wait'),
    });
  });
});

/** Renders that ended then, each after so many seconds. */
async function noteRenders(
  db: Database,
  { count, quality, endedAt, seconds }: { count: number; quality: Quality; endedAt: number; seconds: number },
): Promise<void> {
  const finishedAt = new Date(endedAt);
  const startedAt = new Date(endedAt - seconds * 1000);
  const renders = Array.from({ length: count }, () => ({ id: randomUUID(), key: randomBytes(32).toString('hex') }));
  const render = { code: '', quality, engineVersion: '', status: 'COMPLETE', progress: 1, weight: 1, finishedAt } as const;
  await db.render.createMany({ data: renders.map((own) => ({ ...render, ...own })) });
  const attempt = { number: 1, worker: '', startedAt, finishedAt, timings: {} };
  await db.renderAttempt.createMany({ data: renders.map(({ id: renderId }) => ({ ...attempt, renderId })) });
}

/** A program that takes on two visualizations. */
async function openBusy(settings: Record<string, string> = {}) {
  const openRenderer = async ({ dataDirectory }: { dataDirectory: string }) => createQuickRenderer(dataDirectory);
  const busy = await openProgram({ BACKLOG_LIMIT: '2', ...settings }, undefined, { openRenderer });
  onTestFinished(() => busy.close());
  return { services: busy.program.services, url: busy.url };
}

describe('a queue that lost what it had', () => {
  it('is filled again from the database', async () => {
    const busy = await Promise.all(
      Array.from({ length: 8 }, (_value, index) => start(test.url, [visualization('busy', quickCode(`busy ${index}`, LONG))])),
    );
    await Promise.all(busy.map(started));
    const waiting = await start(test.url, [visualization('lost', quickCode('lost'))]);
    await follow(test.url, waiting, { enough: ({ type }) => type === 'VISUALIZATION_QUEUED' });
    await eventually(async () => expect(await services.queues.count('render-visualization')).toBe(1));
    await forgetQueue('render-visualization');
    expect(await services.queues.count('render-visualization')).toBe(0);
    await Promise.all(busy.map((id) => cancel(id)));
    await reconcile({ alone: false, thorough: true });
    expect((await finish(test.url, waiting)).at(-1)).toMatchObject({ type: 'COMPLETED' });
  });

  it('is filled again with jobs that nobody has taken up yet', async () => {
    const { id } = await services.db.job.create({ data: heldJob('never queued') });
    await reconcile({ alone: false, thorough: true });
    expect((await finish(test.url, id)).at(-1)).toMatchObject({ type: 'COMPLETED' });
  });

  it('is filled again at the start of a program that is alone, also while an entry is moved to it and so counted twice', async () => {
    const { engineVersion } = services.renderer;
    const code = quickCode('lost with its process');
    const key = renderKeyOf(code, 'LOW', engineVersion);
    const { id } = await services.db.render.create({ data: { key, code, quality: 'LOW', engineVersion } });
    const queues: Queues = { ...services.queues, count: async (name) => 1 + (await services.queues.count(name)) };
    const told = Promise.withResolvers<unknown>();
    const log = Object.assign(Object.create(services.log), { warn: told.resolve });
    await queueStranded({ ...services, queues, log }, { alone: true }).finally(() => told.resolve(null));
    expect(await told.promise).toEqual({ queue: 'render-visualization', entries: 1 });
    await eventually(async () => expect(await services.db.render.count({ where: { id, status: 'QUEUED' } })).toBe(0));
  });

  it('is left alone while it has what the database says, however often it is looked at', async () => {
    const ids = await Promise.all(
      Array.from({ length: 10 }, (_value, index) => start(test.url, [visualization('kept', quickCode(`kept ${index}`, LONG))])),
    );
    await eventually(async () => {
      // All of them are under way or wait for those that are.
      expect(await services.db.renderAttempt.count({ where: { finishedAt: null } })).toBe(8);
      expect(await services.db.render.count({ where: { status: 'QUEUED' } })).toBe(2);
      expect(await services.queues.count('render-visualization')).toBe(2);
    });
    for (let look = 0; look < 3; look += 1) await reconcile({ alone: false, thorough: true });
    expect(await services.db.outbox.count({ where: { queue: 'render-visualization' } })).toBe(0);
    expect(await services.queues.list('render-visualization', ['waiting'])).toHaveLength(2);
    await Promise.all(ids.map((id) => cancel(id)));
  });

  it('is not listed for entries that were just taken, and is for one that is lost beside them', async () => {
    const held = quickCode('just taken', LONG);
    const { engineVersion } = services.renderer;
    const key = renderKeyOf(held, 'LOW', engineVersion);
    const { id: heldId } = await services.db.render.create({ data: { key, code: held, quality: 'LOW', engineVersion } });
    const listed: string[] = [];
    const queues: Queues = {
      ...services.queues,
      list(name, states) {
        listed.push(`${name} ${states}`);
        return services.queues.list(name, states);
      },
    };
    const look = () => queueStranded({ ...services, queues }, { alone: false });
    // Whoever takes the entry waits for the row.
    const lostId = await services.db.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT 1 FROM "Render" WHERE "id" = ${heldId}::uuid FOR UPDATE`;
      await services.queues.add('render-visualization', [{ data: { renderId: heldId }, id: heldId, priority: 0 }]);
      await eventually(async () =>
        expect(await services.queues.list('render-visualization', ['active'])).toContainEqual({ renderId: heldId }),
      );
      await look();
      expect(listed).toEqual(['render-visualization active']);

      const code = quickCode('lost beside');
      const { id } = await services.db.render.create({
        data: { key: renderKeyOf(code, 'LOW', engineVersion), code, quality: 'LOW', engineVersion },
      });
      await look();
      expect(listed.at(-1)).toBe('render-visualization waiting,active');
      return id;
    });
    await eventually(async () =>
      expect(await services.db.render.count({ where: { id: { in: [heldId, lostId] }, status: 'QUEUED' } })).toBe(0),
    );
  });
});

/** Takes away what waits in a queue, as a server does that has kept it in memory alone and was restarted. */
async function forgetQueue(name: JobName): Promise<void> {
  await services.db.$executeRaw`DELETE FROM bullmq.job WHERE queue = ${name} AND state <> 'active'`;
}
