import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const repository = path.resolve(import.meta.dirname, '..');
const tool = (name: string) => path.join(repository, 'node_modules/.bin', name);

it('type-checks', async () => {
  const { stdout } = await run(tool('tsc'), [], { cwd: repository }).catch((error) => error);
  expect(stdout).toBe('');
});

it('is formatted and linted', async () => {
  const { stderr, code } = await run(tool('biome'), ['check', '--error-on-warnings'], { cwd: repository }).catch((error) => error);
  expect({ code, stderr: code ? stderr : '' }).toEqual({ code: undefined, stderr: '' });
});
