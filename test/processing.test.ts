import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finish, follow, query, start, transports, tryStart } from './support/graphql.ts';
import { probe } from './support/probe.ts';
import { openProgram, type TestProgram } from './support/program.ts';
import { dividesByZero, movingDot, visualization } from './support/scenes.ts';

let test: TestProgram;
beforeAll(async () => {
  test = await openProgram();
});
afterAll(() => test.close());

const jobQuery = `query Job($id: ID!) {
  job(id: $id) {
    status progress currentStep sectionsCompleted sectionsTotal error lastSeq createdAt startedAt finishedAt queuePosition estimatedCompletion
    paper { arxivId title version sections { id title } }
    steps { name label status detail }
    visualizations {
      id concept sectionId status progress attempts
      section { id }
      attemptHistory { number startedAt finishedAt failure { kind } }
      failure { kind message exception line excerpt traceback hint retryable }
      video { id url posterUrl captionsUrl sceneName chapters { sceneName startSeconds endSeconds } stillImage hasAudio quality durationSeconds width height frameRate sizeBytes sha256 }
    }
  }
}`;
const readJob = async (id: string) => (await query(test.url, jobQuery, { id })).job;

describe('a paper that is processed', () => {
  it('becomes a video that plays, with the size, length and hash that GraphQL says', async () => {
    const id = await start(test.url, [visualization('a dot that moves', movingDot('Plays', 2))]);
    await finish(test.url, id);
    const job = await readJob(id);
    expect(job).toMatchObject({
      status: 'COMPLETED',
      progress: 1,
      error: null,
      sectionsCompleted: 1,
      sectionsTotal: 1,
      queuePosition: null,
    });
    const [{ video, section, attempts, attemptHistory }] = job.visualizations;
    expect(section.id).toBe('1706.03762:S1');
    expect(attempts).toBe(1);
    expect(attemptHistory).toMatchObject([{ number: 1, failure: null }]);

    const response = await fetch(video.url);
    expect(response.headers.get('content-type')).toBe('video/mp4');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.byteLength).toBe(video.sizeBytes);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(video.sha256);
    const seen = await probe(bytes);
    expect(seen).toMatchObject({ codec: 'h264', width: 854, height: 480, frameRate: 15, faststart: true });
    expect(seen.durationSeconds).toBeCloseTo(2, 1);
    expect(seen.distinctFrames).toBeGreaterThan(20);
    expect(video).toMatchObject({
      width: 854,
      height: 480,
      frameRate: 15,
      quality: 'LOW',
      sceneName: 'Plays',
      stillImage: false,
      hasAudio: false,
    });
    expect(video.durationSeconds).toBeCloseTo(2, 1);

    const poster = await fetch(video.posterUrl);
    expect(poster.headers.get('content-type')).toBe('image/jpeg');
  });

  it('ends each step, says where the visualizations came from, and reads back the paper', async () => {
    const id = await start(test.url, [visualization('steps', movingDot('Steps'))]);
    await finish(test.url, id);
    const job = await readJob(id);
    expect(job.steps.map(({ name, status }: { name: string; status: string }) => [name, status])).toEqual([
      ['fetch_paper', 'DONE'],
      ['read_sections', 'DONE'],
      ['generate', 'SKIPPED'],
      ['render_videos', 'DONE'],
      ['finish', 'DONE'],
    ]);
    expect(job.steps[2].detail).toBe('1 visualization, given with the request');
    expect(job.paper).toMatchObject({ arxivId: '1706.03762', version: 7, title: 'Attention Is All You Need' });
  });

  it('is complete when something could be rendered, and says of what could not where in whose code', async () => {
    const id = await start(test.url, [visualization('fails', dividesByZero, 'S1'), visualization('works', movingDot('Works'), 'S2')]);
    const events = await finish(test.url, id);
    const job = await readJob(id);
    expect(job).toMatchObject({ status: 'COMPLETED', error: null, sectionsCompleted: 2, sectionsTotal: 2 });
    expect(job.visualizations[0]).toMatchObject({
      status: 'FAILED',
      video: null,
      failure: { kind: 'SCENE_ERROR', exception: 'ZeroDivisionError', line: 6, retryable: false },
    });
    expect(job.visualizations[0].failure.excerpt).toContain('1 / 0');
    expect(job.visualizations[0].failure.traceback).not.toContain('site-packages');
    expect(job.visualizations[1].status).toBe('COMPLETE');
    expect(events.filter(({ type }) => type === 'VISUALIZATION_FAILED')).toMatchObject([{ failureKind: 'SCENE_ERROR' }]);
  });

  it('has failed when nothing could be rendered, with a reason', async () => {
    const id = await start(test.url, [visualization('fails alone', `${dividesByZero}\n# alone`)]);
    const events = await finish(test.url, id);
    expect(events.at(-1)).toMatchObject({ type: 'FAILED', status: 'FAILED', progress: 1 });
    expect(await readJob(id)).toMatchObject({
      status: 'FAILED',
      error: expect.stringContaining('division by zero'),
      sectionsCompleted: 1,
      sectionsTotal: 1,
    });
  });

  it('keeps visualizations of sections it does not have, and says so of the first', async () => {
    const sections = ['S91', 'S92', 'S93', 'S94', 'S95', 'S96', 'S97'];
    const id = await start(
      test.url,
      sections.map((section) => visualization('homeless', movingDot('Homeless'), section)),
    );
    await finish(test.url, id);
    const job = await readJob(id);
    expect(job.visualizations[0]).toMatchObject({ status: 'COMPLETE', sectionId: 'S91', section: null });
    expect(job.steps[3].detail).toContain('no section of the paper is called “S91”, “S92”, “S93”, “S94”, “S95” and 2 more');
  });

  it('finds a section by its id, its local id or its exact title', async () => {
    const code = movingDot('SameForAll');
    const id = await start(
      test.url,
      ['1706.03762:S1', 'S1', 'Introduction'].map((name, index) => visualization(`name ${index}`, code, name)),
    );
    await finish(test.url, id);
    const job = await readJob(id);
    expect(job.visualizations.map(({ section }: { section: { id: string } }) => section?.id)).toEqual(Array(3).fill('1706.03762:S1'));
    expect(job.sectionsTotal).toBe(1);
  });
});

describe('the same request', () => {
  it('a hundred times at once is one job', async () => {
    const visualizations = [visualization('at once', movingDot('AtOnce'))];
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => tryStart(test.url, { arxivId: '1706.03762', visualizations, quality: 'LOW' })),
    );
    expect(new Set(answers.map(({ job }) => job.id)).size).toBe(1);
    expect(answers.filter(({ existing }) => !existing)).toHaveLength(1);
  });

  it('after it is complete is that job, and with force another one that renders nothing again', async () => {
    const visualizations = [visualization('again', movingDot('Again'))];
    const first = await start(test.url, visualizations);
    await finish(test.url, first);
    expect(await start(test.url, visualizations)).toBe(first);
    const second = await start(test.url, visualizations, { force: true });
    expect(second).not.toBe(first);
    await finish(test.url, second);
    const [before, after] = [await readJob(first), await readJob(second)];
    expect(after.visualizations[0].attempts).toBe(0);
    expect(after.visualizations[0].video.id).toBe(before.visualizations[0].video.id);
  });

  it('with an idempotency key is the same job, even with force; with another request it is a conflict', async () => {
    const visualizations = [visualization('key', movingDot('Key'))];
    const first = await start(test.url, visualizations, { idempotencyKey: 'key-1' });
    expect(await start(test.url, visualizations, { idempotencyKey: 'key-1', force: true })).toBe(first);
    const other = await tryStart(test.url, { arxivId: '1706.03762', visualizations, quality: 'MEDIUM', idempotencyKey: 'key-1' });
    expect(other.__typename).toBe('ConflictError');
  });

  it('of two jobs for one code is one render, and both get its video', async () => {
    const code = movingDot('Shared', 3);
    const [one, two] = await Promise.all([start(test.url, [visualization('one', code)]), start(test.url, [visualization('two', code)])]);
    await Promise.all([finish(test.url, one), finish(test.url, two)]);
    const [first, second] = [await readJob(one), await readJob(two)];
    expect(first.visualizations[0].video.id).toBe(second.visualizations[0].video.id);
    expect(await test.program.services.db.renderAttempt.count({ where: { render: { code } } })).toBe(1);
  });
});

describe.each(transports)('the feed over %s', (transport) => {
  it('gives every event once, in order, with progress that never goes back, and ends with the job', async () => {
    const id = await start(test.url, [
      visualization('feed', movingDot(`Feed${transport}`, 2)),
      visualization('feed, failing', `${dividesByZero}# ${transport}`),
    ]);
    const events = await follow(test.url, id, { transport });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1));
    expect(events[0]).toMatchObject({ type: 'QUEUED', status: 'QUEUED', progress: 0 });
    expect(events.at(-1)).toMatchObject({ type: 'COMPLETED', status: 'COMPLETED', progress: 1 });
    const progress = events.map((event) => event.progress);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.slice(0, -1).every((value) => value < 1)).toBe(true);
    // Not 0.9500000000000001, which nobody wants to read.
    expect(progress.at(-2)).toBe(0.95);
    expect((await readJob(id)).lastSeq).toBe(events.length);
  });

  it('goes on after the event that a client names, and ends at once when there is no more', async () => {
    const id = await start(test.url, [visualization('resume', movingDot(`Resume${transport}`))]);
    const all = await follow(test.url, id, { transport });
    expect(await follow(test.url, id, { transport, after: 3 })).toEqual(all.slice(3));
    expect(await follow(test.url, id, { transport, after: all.length })).toEqual([]);
    expect(await follow(test.url, id, { transport, after: 1000 })).toEqual([]);
  });
});
