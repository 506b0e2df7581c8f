import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../../config.ts';
import { StartError } from '../../errors.ts';
import { repository } from '../../prerequisites/stamp.ts';
import { type Finding, missing, ok, reasonOf } from './finding.ts';

const DEPLOY = 'modal deploy modal/app.py';

/** Whether the token is accepted, the app deployed, and what is deployed of the version that this checkout has. Starts a container there. */
export async function checkModal({ modal }: Config): Promise<Finding> {
  if (modal === null) return ok('Modal', 'not used: renders run on this machine (MODAL_TOKEN_ID is not set)');
  const [{ openModal }, { requireFittingApp }] = await Promise.all([
    import('../../rendering/modal-service.ts'),
    import('../../rendering/modal.ts'),
  ]);
  const service = openModal(modal);
  try {
    const { engine } = await requireFittingApp(service);
    const own = await readEngineNumber();
    if (own !== null && own !== engine.split('-')[0])
      return missing('Modal', `${modal.app} draws with engine ${engine}, and this checkout has ${own}`, DEPLOY);
    return ok('Modal', `${modal.app}, engine ${engine}`);
  } catch (error) {
    return missing('Modal', reasonOf(error), error instanceof StartError ? DEPLOY : 'correct the MODAL_ variables, or see docs/modal.md');
  } finally {
    service.close();
  }
}

/** The engine's own number, which is raised with every change that can be seen in a frame; `null` where only the program was installed. */
async function readEngineNumber(): Promise<string | null> {
  const source = await readFile(path.join(repository, 'modal/engine/version.py'), 'utf8').catch(() => '');
  return /^ENGINE = (\d+)$/m.exec(source)?.[1] ?? null;
}
