import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JOINED_AT_ONCE, processPaper } from '../src/resolvers/process-paper.ts';
import { finish, follow, query, start } from './support/graphql.ts';
import { openProgram, type TestProgram } from './support/program.ts';
import { dividesByZero, movingDot, visualization } from './support/scenes.ts';

let test: TestProgram;
beforeAll(async () => {
  test = await openProgram();
});
afterAll(() => test.close());

const cancel = (id: string) => query(test.url, 'mutation Cancel($id: ID!) { cancelJob(id: $id) { __typename } }', { id });
const retryMutation = `mutation Retry($id: ID!, $manimCode: String) { retryVisualization(id: $id, manimCode: $manimCode) {
  __typename ... on RetryVisualizationSuccess { job { currentStep steps { name status } } }
} }`;
const retry = (id: string, manimCode?: string) => query(test.url, retryMutation, { id, manimCode });
const readJob = async (id: string) => {
  const text = 'query Job($id: ID!) { job(id: $id) { status visualizations { id status manimCode } } }';
  return (await query(test.url, text, { id })).job;
};

describe('a visualization that is retried while its job still hands others to their renders', () => {
  it('is rendered, although the process that has the job had passed it already', async () => {
    const { db } = test.program.services;
    const [bad, good] = [`${dividesByZero}\n# passed`, movingDot('HeldUp')];
    await finish(test.url, await start(test.url, [visualization('bad', bad), visualization('good', good)]));
    // More than are handed over at once, so that the last one is not among the first.
    const many = Array.from({ length: JOINED_AT_ONCE }, (_, index) => visualization(`bad ${index}`, bad));
    let id = '';
    // Who holds the render of the last one holds up the process, which has failed the others by then.
    await db.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT 1 FROM "Render" WHERE "code" = ${good} FOR UPDATE`;
      id = await start(test.url, [...many, visualization('good', good)], { force: true });
      await follow(test.url, id, { enough: ({ type }) => type === 'VISUALIZATION_FAILED' });
      const [failed] = (await readJob(id)).visualizations;
      expect(await retry(failed.id, movingDot('Mended'))).toMatchObject({
        retryVisualization: { __typename: 'RetryVisualizationSuccess' },
      });
      // What the retry put into the queue finds the job taken.
      const { services } = test.program;
      if (!services.renderer) throw new Error('This program renders.');
      await processPaper({ ...services, renderer: services.renderer }, { jobId: id });
      await expect.poll(() => db.outbox.count({ where: { queue: 'process-paper' } })).toBe(0);
    });
    await finish(test.url, id);
    const { visualizations } = await readJob(id);
    expect(visualizations[0]).toMatchObject({ status: 'COMPLETE', manimCode: movingDot('Mended') });
    expect(visualizations.at(-1)).toMatchObject({ status: 'COMPLETE' });
  });
});

describe('a job that is cancelled before its paper was read', () => {
  // Not the version of the example: arXiv is asked for it, which does not answer.
  const unread = { arxivId: '1706.03762v1', force: true };
  const waits = { enough: ({ type }: { type: string }) => type === 'STARTED' };

  it('leaves what the paper shows as it was', async () => {
    const shown = [visualization('shown', movingDot('Shown'), 'S2')];
    await finish(test.url, await start(test.url, shown));
    const id = await start(test.url, shown, unread);
    await follow(test.url, id, waits);
    await cancel(id);
    const paper = await (await fetch(`${test.url}/api/paper/1706.03762`)).json();
    expect(paper.visualizations.filter(({ concept }: { concept: string }) => concept === 'shown')).toMatchObject([
      { section_id: '1706.03762:S2', status: 'complete' },
    ]);
  });

  it('shows the step that runs once a visualization of it is retried', async () => {
    const id = await start(test.url, [visualization('unread', movingDot('Unread'))], unread);
    await follow(test.url, id, waits);
    await cancel(id);
    const [cancelled] = (await readJob(id)).visualizations;
    const { job } = (await retry(cancelled.id)).retryVisualization;
    await cancel(id);
    expect(job.currentStep).toBe('Fetching the paper');
    expect(job.steps.map(({ status }: { status: string }) => status)).toEqual(['RUNNING', ...Array(4).fill('PENDING')]);
  });
});

it('a render that the database refused to begin is begun later', async () => {
  const { db } = test.program.services;
  await db.$executeRaw`CREATE SEQUENCE refusals`;
  // A sequence keeps count although the transaction is undone.
  await db.$executeRaw`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM nextval('refusals'); RAISE EXCEPTION 'not now'; END $$`;
  await db.$executeRaw`CREATE TRIGGER refuse BEFORE INSERT ON "RenderAttempt" FOR EACH ROW EXECUTE FUNCTION refuse()`;
  try {
    const id = await start(test.url, [visualization('refused', movingDot('Refused'))]);
    await expect.poll(() => db.$queryRaw`SELECT is_called FROM refusals`).toEqual([{ is_called: true }]);
    await db.$executeRaw`DROP TRIGGER refuse ON "RenderAttempt"`;
    await finish(test.url, id);
    expect(await readJob(id)).toMatchObject({ status: 'COMPLETED' });
  } finally {
    await db.$executeRaw`DROP FUNCTION refuse CASCADE`;
    await db.$executeRaw`DROP SEQUENCE refusals`;
  }
});
