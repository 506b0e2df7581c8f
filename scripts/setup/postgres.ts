import path from 'node:path';
import { run, succeed } from './run.ts';

/** Makes the links to PostgreSQL's libraries with the package's own script, which npm does not run. */
export async function linkPostgres(folder: string): Promise<void> {
  const script = path.join(folder, 'scripts/hydrate-symlinks.js');
  succeed(await run([process.execPath, script], { cwd: folder }), "PostgreSQL's libraries could not be linked.");
}
