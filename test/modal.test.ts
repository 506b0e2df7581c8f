import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { finish, follow, query, type SeenEvent, start } from './support/graphql.ts';
import { type FakeModal, startModal } from './support/modal.ts';
import { probe } from './support/probe.ts';
import { openProgram, type TestProgram } from './support/program.ts';
import { startS3 } from './support/s3-server.ts';
import { dividesByZero, endless, movingDot, visualization } from './support/scenes.ts';
import { startServer } from './support/server-process.ts';

let modal: FakeModal;
let test: TestProgram;
beforeAll(async () => {
  modal = await startModal();
  test = await openProgram(modal.settings);
});
afterEach(() => modal.clearFaults());
afterAll(async () => {
  await test.close();
  expect((await modal.state()).unknown).toEqual([]);
  await modal.close();
});

const jobQuery = `query Job($id: ID!) { job(id: $id) {
  status visualizations {
    status attempts attemptHistory { number failure { kind message } } failure { kind line exception retryable } video { id url sizeBytes sha256 }
  }
} }`;
const readJob = async (id: string) => (await query(test.url, jobQuery, { id })).job;
const isStarted = ({ type }: SeenEvent) => type === 'VISUALIZATION_STARTED';
const underWay = async () => expect((await modal.state()).rendering).toHaveLength(1);
const nothingUnderWay = async () => expect((await modal.state()).rendering).toEqual([]);
const callsMade = async () => (await modal.state()).counts.FunctionMap ?? 0;

describe('a paper whose renders run at Modal', () => {
  it('is completed with videos that play, its progress told live', async () => {
    const id = await start(test.url, [visualization('moves', movingDot('AtModal', 6))]);
    const events = await finish(test.url, id);
    expect(events.at(-1)).toMatchObject({ type: 'COMPLETED', progress: 1 });
    expect(events.filter(({ type }) => type === 'VISUALIZATION_PROGRESS').length).toBeGreaterThan(0);
    const [{ video }] = (await readJob(id)).visualizations;
    const bytes = Buffer.from(await (await fetch(video.url)).arrayBuffer());
    expect(bytes.length).toBe(video.sizeBytes);
    expect(await probe(bytes)).toMatchObject({ codec: 'h264', width: 854, height: 480, durationSeconds: 6, faststart: true });
  });

  it('is told which line of its code failed, without another try', async () => {
    const before = await callsMade();
    const id = await start(test.url, [visualization('fails', `${dividesByZero}\n# at Modal`)]);
    await finish(test.url, id);
    const [failing] = (await readJob(id)).visualizations;
    expect(failing).toMatchObject({
      status: 'FAILED',
      attempts: 1,
      failure: { kind: 'SCENE_ERROR', line: 6, exception: 'ZeroDivisionError', retryable: false },
    });
    expect((await callsMade()) - before).toBe(1);
  });

  it('is cancelled down to the Sandbox', async () => {
    const id = await start(test.url, [visualization('endless', `${endless}\n# cancelled at Modal`)]);
    await follow(test.url, id, { enough: isStarted });
    await eventually(underWay);
    await query(test.url, 'mutation Cancel($id: ID!) { cancelJob(id: $id) { __typename } }', { id });
    await eventually(nothingUnderWay);
  });
});

describe('when Modal fails', () => {
  /** Renders a short scene, or one long enough for something to happen in the middle. */
  const render = async (name: string, during?: () => Promise<void>) => {
    const id = await start(test.url, [visualization(name, movingDot(name, during ? 8 : 1))]);
    await during?.();
    await finish(test.url, id);
    return (await readJob(id)).visualizations[0];
  };
  const startsRendering = () => eventually(underWay);

  it('a server that is away or throttles for a moment costs nothing but time', async () => {
    // More often than the SDK asks by itself.
    await modal.fault({ method: 'FunctionMap', kind: 'unavailable', times: 5 });
    await modal.fault({ method: 'FunctionGetOutputs', kind: 'throttled', times: 2, seconds: 0.2 });
    await modal.fault({ method: 'QueueGet', kind: 'unavailable', times: 5 });
    await modal.fault({ method: 'QueuePut', kind: 'slow', times: 1, seconds: 1 });
    expect(await render('Momentary')).toMatchObject({ status: 'COMPLETE', attempts: 1 });
  });

  it('a start that is refused is tried again', async () => {
    await modal.fault({ method: 'FunctionMap', kind: 'refused', times: 1 });
    expect(await render('Refused')).toMatchObject({ status: 'COMPLETE', attempts: 1 });
  });

  it('a start whose answer was lost leaves no second Sandbox at work', async () => {
    const before = (await modal.state()).counts.SandboxSetName ?? 0;
    // As often as the SDK asks.
    await modal.fault({ method: 'FunctionMap', kind: 'lost reply', times: 4 });
    expect(await render('LostReply')).toMatchObject({ status: 'COMPLETE' });
    await eventually(nothingUnderWay);
    expect(((await modal.state()).counts.SandboxSetName ?? 0) - before).toBeGreaterThanOrEqual(1);
  });

  it.each(['containers', 'sandboxes', 'calls'] as const)(
    '%s that are lost in the middle are an outage: the render is tried again',
    async (what) => {
      const done = await render(`Lost${what}`, async () => {
        await startsRendering();
        await modal.break(what);
      });
      expect(done).toMatchObject({ status: 'COMPLETE', attempts: 2 });
      expect(done.attemptHistory[0].failure).toMatchObject({ kind: 'UNAVAILABLE' });
    },
  );

  it('a Sandbox that runs out of memory is the code’s own doing', async () => {
    const failed = await render('TooMuch', async () => {
      await startsRendering();
      await modal.break('memory');
    });
    expect(failed).toMatchObject({ status: 'FAILED', attempts: 1, failure: { kind: 'OUT_OF_MEMORY' } });
  });
});

describe('where videos are kept in a bucket', () => {
  it('they go there straight from Modal, and are looked at before they are believed', async () => {
    const s3 = await startS3();
    const { endpoint, bucket, accessKey, secretKey } = s3.settings;
    const settings = { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey };
    const program = await openProgram({ ...modal.settings, ...settings });
    try {
      const returned = (await modal.state()).counts.BlobCreate;
      const id = await start(program.url, [visualization('stored', movingDot('Stored'))]);
      await finish(program.url, id);
      const { job } = await query(program.url, jobQuery, { id });
      const [{ status, video }] = job.visualizations;
      expect(status).toBe('COMPLETE');
      const bytes = Buffer.from(await (await fetch(video.url)).arrayBuffer());
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(video.sha256);
      expect((await modal.state()).counts.BlobCreate).toBe(returned);
    } finally {
      await program.close();
      await s3.close();
    }
  });
});

describe('a process that ends in the middle of a render', () => {
  it.each(['SIGKILL', 'SIGTERM'] as const)('by %s leaves it to go on at Modal, where the next one takes it up', async (signal) => {
    const directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-test-'));
    // It does not wait for the render to end by itself.
    const settings = { ...modal.settings, DATA_DIR: directory, SHUTDOWN_SECONDS: '0' };
    const before = await callsMade();
    let server = await startServer(settings);
    try {
      // However late the process ends, it has not heard what came of the render.
      await modal.fault({ method: 'FunctionGetOutputs', kind: 'slow', times: 1000, seconds: 600 });
      const id = await start(server.url, [visualization('taken up', movingDot(`TakenUp${signal}`, 8))]);
      // Its progress is heard of once it is known by which name it is found again.
      await follow(server.url, id, { enough: ({ type }) => type === 'VISUALIZATION_PROGRESS' });
      await server.end(signal);
      await modal.clearFaults();

      server = await startServer(settings);
      expect((await finish(server.url, id)).at(-1)).toMatchObject({ type: 'COMPLETED' });
      const { job } = await query(server.url, jobQuery, { id });
      expect(job.visualizations).toMatchObject([{ status: 'COMPLETE', attempts: 2 }]);
      // One asks at each start what is deployed; one renders, and went on.
      expect((await callsMade()) - before).toBe(3);
    } finally {
      await server.end('SIGTERM');
      await rm(directory, { recursive: true });
    }
  });
});
