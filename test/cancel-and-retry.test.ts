import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineProcesses } from './support/engines.ts';
import { finish, follow, query, type SeenEvent, start } from './support/graphql.ts';
import { openProgram, type TestProgram } from './support/program.ts';
import { dividesByZero, endless, movingDot, visualization } from './support/scenes.ts';

let test: TestProgram;
beforeAll(async () => {
  test = await openProgram();
});
afterAll(() => test.close());

const cancelMutation = `mutation Cancel($id: ID!) {
  cancelJob(id: $id) { __typename ... on CancelJobSuccess { job { status progress } } ... on Error { message } }
}`;
const cancel = async (id: string) => (await query(test.url, cancelMutation, { id })).cancelJob;

const retryMutation = `mutation Retry($id: ID!, $manimCode: String) {
  retryVisualization(id: $id, manimCode: $manimCode) {
    __typename
    ... on RetryVisualizationSuccess { visualization { id status manimCode } job { id status progress finishedAt error } }
    ... on Error { message }
    ... on InputError { path }
  }
}`;
const retry = async (id: string, manimCode?: string) => (await query(test.url, retryMutation, { id, manimCode })).retryVisualization;

const readJob = async (id: string) => {
  const text = `query Job($id: ID!) { job(id: $id) {
    status progress error sectionsCompleted sectionsTotal lastSeq finishedAt steps { name status detail }
    visualizations { id status progress attempts attemptHistory { number finishedAt failure { kind } } video { id } failure { kind retryable } }
  } }`;
  return (await query(test.url, text, { id })).job;
};

const isStarted = ({ type }: SeenEvent) => type === 'VISUALIZATION_STARTED';

describe('a job that is cancelled in the middle of a render', () => {
  it('ends as cancelled, keeps what was complete, and leaves no process of the render', async () => {
    const id = await start(test.url, [visualization('done first', movingDot('DoneFirst'), 'S1'), visualization('endless', endless, 'S2')]);
    const both = new Set<string>();
    await follow(test.url, id, {
      enough: ({ type, visualizationId }) => {
        if (type === 'VISUALIZATION_STARTED' || type === 'VISUALIZATION_COMPLETE') both.add(`${type} ${visualizationId}`);
        return both.size === 3;
      },
    });
    expect(await cancel(id)).toMatchObject({ __typename: 'CancelJobSuccess', job: { status: 'CANCELLED' } });
    const job = await readJob(id);
    expect(job.visualizations.map(({ status }: { status: string }) => status)).toEqual(['COMPLETE', 'CANCELLED']);
    expect(job.sectionsCompleted).toBe(job.sectionsTotal);
    const events = await finish(test.url, id);
    expect(events.at(-1)).toMatchObject({ type: 'CANCELLED', status: 'CANCELLED' });
    expect(events.filter(({ type }) => type === 'VISUALIZATION_CANCELLED')).toHaveLength(1);
    // One process may wait for the next render; the one that rendered is gone.
    await expect.poll(() => engineProcesses(test.directory)).toHaveLength(1);
  });

  it('cannot be cancelled twice', async () => {
    const id = await start(test.url, [visualization('twice', `${endless}\n# twice`)]);
    await follow(test.url, id, { enough: isStarted });
    expect(await cancel(id)).toMatchObject({ __typename: 'CancelJobSuccess' });
    expect(await cancel(id)).toMatchObject({ __typename: 'ConflictError', message: expect.stringContaining('cancelled already') });
    expect(await cancel('no-such-job')).toMatchObject({ __typename: 'NotFoundError' });
  });

  it('does not stop a render that another job waits for', async () => {
    const code = movingDot('Awaited', 8);
    const one = await start(test.url, [visualization('one', code)]);
    const two = await start(test.url, [visualization('two', code)]);
    await Promise.all([one, two].map((id) => follow(test.url, id, { enough: isStarted })));
    await cancel(one);
    await finish(test.url, two);
    expect((await readJob(two)).visualizations[0]).toMatchObject({ status: 'COMPLETE', attempts: 1 });
    expect((await readJob(one)).visualizations[0]).toMatchObject({ status: 'CANCELLED' });
  });

  it('lets who comes back while that render goes on have its video, too', async () => {
    const code = movingDot('BackAgain', 60);
    const [one, two] = [await start(test.url, [visualization('one', code)]), await start(test.url, [visualization('two', code)])];
    await Promise.all([one, two].map((id) => follow(test.url, id, { enough: isStarted })));
    await cancel(one);
    const [cancelled] = (await readJob(one)).visualizations;
    expect(await retry(cancelled.id)).toMatchObject({ __typename: 'RetryVisualizationSuccess' });
    await Promise.all([one, two].map((id) => finish(test.url, id)));
    for (const id of [one, two]) expect((await readJob(id)).visualizations[0]).toMatchObject({ status: 'COMPLETE', attempts: 1 });
  });
});

describe('a visualization that is retried', () => {
  it('with new code is rendered in a new run of its job, whose events go on', async () => {
    const id = await start(test.url, [
      visualization('fails', `${dividesByZero}\n# retried`, 'S1'),
      visualization('works', movingDot('Beside'), 'S2'),
    ]);
    const first = await finish(test.url, id);
    const before = await readJob(id);
    const [failed, complete] = before.visualizations;
    const answer = await retry(failed.id, movingDot('Mended'));
    expect(answer).toMatchObject({
      __typename: 'RetryVisualizationSuccess',
      job: { id, status: 'PROCESSING', finishedAt: null, error: null },
    });
    expect(answer.visualization.manimCode).toContain('Mended');

    const second = await follow(test.url, id, { after: first.length });
    expect(second[0]).toMatchObject({ type: 'REOPENED', seq: first.length + 1, status: 'PROCESSING' });
    expect(second.at(-1)).toMatchObject({ type: 'COMPLETED', progress: 1 });
    const progress = second.map((event) => event.progress);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    const after = await readJob(id);
    expect(after.visualizations[0]).toMatchObject({ status: 'COMPLETE', attempts: 2, failure: null });
    expect(after.visualizations[0].attemptHistory).toMatchObject([
      { number: 1, failure: { kind: 'SCENE_ERROR' } },
      { number: 2, failure: null },
    ]);
    expect(after.visualizations[1].video.id).toBe(complete.video.id);
    // Whoever follows from the start sees both runs.
    expect(await finish(test.url, id)).toEqual([...first, ...second]);
  });

  it('is refused while it is complete or under way, or when its code would fail again', async () => {
    const id = await start(test.url, [
      visualization('no use', `${dividesByZero}\n# no use`),
      visualization('complete', movingDot('Complete')),
    ]);
    await finish(test.url, id);
    const [failed, complete] = (await readJob(id)).visualizations;
    expect(await retry(failed.id)).toMatchObject({ __typename: 'ConflictError', message: expect.stringContaining('manimCode') });
    expect(await retry(complete.id)).toMatchObject({ __typename: 'ConflictError' });
    expect(await retry(failed.id, '  ')).toMatchObject({ __typename: 'InputError', path: ['manimCode'] });
    expect(await retry('nobody')).toMatchObject({ __typename: 'NotFoundError' });
    expect(await retry(failed.id, `${endless}\n# retried`)).toMatchObject({ __typename: 'RetryVisualizationSuccess' });
    expect(await retry(failed.id, movingDot('TooLate'))).toMatchObject({
      __typename: 'ConflictError',
      message: expect.stringContaining('under way'),
    });
    await cancel(id);
  });

  it('after its job was cancelled is rendered after all', async () => {
    const id = await start(test.url, [visualization('cancelled', `${endless}\n# to be retried`)]);
    await follow(test.url, id, { enough: isStarted });
    await cancel(id);
    const [{ id: visualizationId }] = (await readJob(id)).visualizations;
    expect(await retry(visualizationId, movingDot('AfterAll'))).toMatchObject({ __typename: 'RetryVisualizationSuccess' });
    expect((await finish(test.url, id)).at(-1)).toMatchObject({ type: 'COMPLETED' });
    expect(await readJob(id)).toMatchObject({ status: 'COMPLETED', progress: 1 });
  });
});
