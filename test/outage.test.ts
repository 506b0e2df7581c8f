import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Renderer } from '../src/rendering/renderer.ts';
import { startDatabase } from './support/database-server.ts';
import { eventually } from './support/eventually.ts';
import { type Gate, openGate } from './support/gate.ts';
import { finish, query, start } from './support/graphql.ts';
import { openProgram, type TestProgram } from './support/program.ts';
import { createQuickRenderer, quickCode } from './support/quick-renderer.ts';
import { visualization } from './support/scenes.ts';

let database: Awaited<ReturnType<typeof startDatabase>>;
let gate: Gate;
let test: TestProgram;
/** Called in the moment in which a render is done. */
let onRendered = () => {};
beforeAll(async () => {
  database = await startDatabase();
  gate = await openGate(Number(new URL(database.url).port));
  const openRenderer = async ({ dataDirectory }: { dataDirectory: string }): Promise<Renderer> => {
    const quick = createQuickRenderer(dataDirectory);
    return { ...quick, render: (...request) => quick.render(...request).finally(() => onRendered()) };
  };
  const url = Object.assign(new URL(database.url), { port: String(gate.port) }).href;
  test = await openProgram({ DATABASE_URL: url }, undefined, { openRenderer });
});
afterAll(async () => {
  gate.open();
  await test.close();
  await gate.close();
  await database.close();
});

it.each([
  ['video', false],
  ['failure', true],
])('the %s of a render that is done while the database is away is told when it is back', async (what, broken) => {
  const away = Promise.withResolvers<void>();
  onRendered = () => {
    gate.shut();
    away.resolve();
  };
  const id = await start(test.url, [visualization(what, quickCode(what, { broken }))]);
  await away.promise;
  await eventually(async () => expect((await fetch(`${test.url}/api/health`)).status).toBe(503));
  gate.open();
  expect((await finish(test.url, id)).at(-1)).toMatchObject({ type: broken ? 'FAILED' : 'COMPLETED' });
  const { job } = await query(test.url, 'query Job($id: ID!) { job(id: $id) { visualizations { attempts failure { kind } } } }', { id });
  expect(job.visualizations).toEqual([{ attempts: 1, failure: broken ? { kind: 'SCENE_ERROR' } : null }]);
});
