import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startProcess } from './support/cli.ts';
import { writeExample } from './support/examples.ts';
import { openProgram, type TestProgram } from './support/program.ts';
import { movingDot } from './support/scenes.ts';

let examples: string;
let server: TestProgram;
beforeAll(async () => {
  examples = await mkdtemp(path.join(tmpdir(), 'arxiviz-client-'));
  const visualizations = [
    { section_id: 'S1', concept: 'a dot', manim_code: movingDot('First') },
    { section_id: 'S2', concept: 'another dot', manim_code: movingDot('Second', 2) },
  ];
  await writeExample(examples, '2301.00001', { title: 'Dots that move', visualizations });
  server = await openProgram({ EXAMPLES_DIR: examples });
});
afterAll(async () => {
  await server.close();
  await rm(examples, { recursive: true, force: true });
});

const runClient = (arxivId: string) =>
  startProcess(process.execPath, ['bin/run.js', 'examples/client/process-paper.ts', arxivId, server.url]).ended;

it('starts a paper, follows it to the end, and prints videos that can be fetched', async () => {
  const { code, stdout, stderr } = await runClient('2301.00001');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const lines = stdout.trim().split('\n');
  expect(lines[0]).toBe('0 %  Queued  QUEUED');
  expect(lines).toContain('100 %  Finishing  COMPLETED');
  expect(lines.slice(-3)).toEqual([
    'Dots that move',
    expect.stringMatching(/^Introduction \(1\.0 s\): http/),
    expect.stringMatching(/^Method \(2\.0 s\): http/),
  ]);
  for (const line of lines.slice(-2)) {
    const response = await fetch(line.slice(line.indexOf('http')), { headers: { range: 'bytes=4-7' } });
    expect([response.status, await response.text()]).toEqual([206, 'ftyp']);
  }
});

it('shows a failure that it can expect', async () => {
  const { code, stdout, stderr } = await runClient('no paper');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('InputError: This is not the id of a paper');
});
