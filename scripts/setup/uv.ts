import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type Artifact, isCurrent, repository, stamp } from '../../src/prerequisites/stamp.ts';
import { startProgress } from './progress.ts';
import { neutral, run, succeed } from './run.ts';

const folder = path.join(repository, '.setup/uv');
const requirements = path.join(repository, 'modal/uv.txt');
const installed: Artifact = { stamp: path.join(folder, 'made-from'), proof: path.join(folder, 'bin/uv'), inputs: [requirements] };

/** Installs uv from PyPI, pinned by its hashes, into a folder of its own unless it is there, and answers the program's path. */
export async function ensureUv(python: string): Promise<string> {
  if (isCurrent(installed)) return installed.proof;
  const progress = startProgress('uv, which installs Python packages');
  progress.update(null, 'installing');
  await rm(folder, { recursive: true, force: true });
  const environment = { ...neutral, PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_USER: '0', PIP_TARGET: undefined, PIP_PREFIX: undefined };
  succeed(await run([python, '-m', 'venv', folder], { environment }), 'Python could not make a virtual environment.');
  const pip = path.join(folder, 'bin/pip');
  succeed(await run([pip, 'install', '--require-hashes', '-r', requirements], { environment }), 'pip could not install uv.');
  stamp(installed);
  progress.done();
  return installed.proof;
}
