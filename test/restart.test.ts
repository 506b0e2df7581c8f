import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineProcesses } from './support/engines.ts';
import { finish, start } from './support/graphql.ts';
import { openProgram } from './support/program.ts';
import { movingDot, visualization } from './support/scenes.ts';

describe('a program that starts while another one stops on the same data', () => {
  it('waits for it and works', async () => {
    const test = await openProgram();
    const { program: first } = test;
    const [, second] = await Promise.all([first.stop(), test.startAnother()]);
    const url = second.server?.url ?? '';
    const events = await finish(url, await start(url, [visualization('after the other', movingDot('AfterTheOther'))]));
    expect(events.at(-1)).toMatchObject({ type: 'COMPLETED' });
    await second.stop();
    await test.close();
  });
});

describe('a program that stops', () => {
  it('leaves nothing of the engines it had started, however many were started at once', async () => {
    const test = await openProgram({ RENDER_CONCURRENCY: '4' });
    const id = await start(
      test.url,
      [1, 2, 3, 4].map((number) => visualization(`at once ${number}`, movingDot(`AtOnce${number}`))),
    );
    await finish(test.url, id);
    await test.program.stop();
    expect(await engineProcesses(test.directory)).toEqual([]);
    expect(await readdir(path.join(test.directory, 'work'))).toEqual([]);
    await test.close();
  });
});
