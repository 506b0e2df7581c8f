import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { pythonEnvironment, pythonTestEnvironment } from '../../src/prerequisites/artifacts.ts';
import { repository, stamp, unstamp } from '../../src/prerequisites/stamp.ts';
import { startProgress } from './progress.ts';
import { neutral, run, succeed } from './run.ts';
import { ensureUv } from './uv.ts';

const modal = path.join(repository, 'modal');
const folder = path.join(modal, '.venv');
const SIZE = ': some 150 MB to download, 600 MB on the disk';

/** Makes `modal/.venv` hold exactly what `modal/uv.lock` names, by its hashes, with this Python. */
export async function makePythonEnvironment(python: string, withTests: boolean): Promise<void> {
  // Without a stamp an earlier run was cut off and nobody knows what is whole. uv still has what it downloaded.
  const isWhole = existsSync(pythonEnvironment.stamp) && existsSync(pythonEnvironment.proof);
  console.error(
    `${isWhole ? 'Bringing up to date' : 'Making'} modal/.venv, the Python environment in which Manim renders${isWhole ? '' : SIZE}.`,
  );
  const uv = await ensureUv(python);
  if (!isWhole) await rm(folder, { recursive: true, force: true });
  unstamp(pythonEnvironment);
  unstamp(pythonTestEnvironment);

  const progress = startProgress('Python environment');
  // Compiled now, because the box in which scenes run can write nothing.
  const flags = ['--frozen', '--compile-bytecode', ...(withTests ? ['--group', 'dev'] : ['--no-default-groups'])];
  const finished = await run([uv, 'sync', ...flags], {
    cwd: modal,
    environment: { ...neutral, UV_PROJECT_ENVIRONMENT: folder, UV_PYTHON: python, UV_PYTHON_DOWNLOADS: 'never' },
    onLine: (line) => progress.update(null, line.trim()),
  });
  succeed(finished, 'uv could not make the Python environment.');
  stamp(pythonEnvironment);
  if (withTests) stamp(pythonTestEnvironment);
  progress.done();
}
