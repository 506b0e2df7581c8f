import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { repository } from '../../src/prerequisites/stamp.ts';

const packageName = `node-${process.platform}-${process.arch}`;
const installed = path.join(repository, 'node_modules', packageName, 'bin/node');
const link = path.join(repository, 'node_modules/.bin/node');

/** Whether npm has installed Node without making it the `node` of npm scripts: npm 10 forgets that where it leaves out another architecture's. */
export function isNodeUnlinked(): boolean {
  return existsSync(installed) && !existsSync(link);
}

/** Makes it so. */
export function linkNode(): void {
  mkdirSync(path.dirname(link), { recursive: true });
  // A link that leads nowhere would be in the way.
  rmSync(link, { force: true });
  symlinkSync(path.join('..', packageName, 'bin/node'), link);
}
