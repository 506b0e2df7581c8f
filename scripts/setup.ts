// Makes ready what `npm ci` alone cannot: the system's packages, the Python environment, PostgreSQL's links, the database client.
// Says nothing where nothing is to do. `--tests` adds what only the tests need.
import {
  databaseClient,
  engineParts,
  isPostgresLinked,
  postgresPackage,
  pythonEnvironment,
  pythonTestEnvironment,
} from '../src/prerequisites/artifacts.ts';
import { isCurrent } from '../src/prerequisites/stamp.ts';
import { missingFromSystem, type Purpose } from '../src/prerequisites/system.ts';
import { allowBubblewrap, isBubblewrapHeldBack } from './setup/apparmor.ts';
import { SetupError } from './setup/error.ts';
import { isNodeUnlinked, linkNode } from './setup/node-link.ts';
import { isInstallUnfinished } from './setup/unfinished.ts';

const forTests = process.argv.includes('--tests');
const purposes: Purpose[] = forTests ? ['building', 'rendering', 'testing'] : ['building', 'rendering'];

try {
  await setUp();
} catch (error) {
  // On a terminal a line about progress may be standing there.
  console.error(`${process.stderr.isTTY ? '\r\x1b[K' : ''}${explain(error)}`);
  process.exitCode = 1;
}

/** Each step loads its module only when there is something to do, so that finding nothing to do takes a tenth of a second. */
async function setUp(): Promise<void> {
  const needsPython = !isCurrent(forTests ? pythonTestEnvironment : pythonEnvironment);
  if (needsPython || isInstallUnfinished() || missingFromSystem(purposes).length > 0) {
    const { ensureSystem } = await import('./setup/system.ts');
    const python = await ensureSystem(purposes, needsPython);
    if (python) await (await import('./setup/python-environment.ts')).makePythonEnvironment(python, forTests);
  }
  if (!isCurrent(engineParts)) await (await import('./setup/engine.ts')).buildEngine();
  if (isBubblewrapHeldBack()) await allowBubblewrap();
  if (isNodeUnlinked()) linkNode();
  const postgres = postgresPackage();
  if (postgres && !isPostgresLinked(postgres)) await (await import('./setup/postgres.ts')).linkPostgres(postgres);
  if (!isCurrent(databaseClient)) await (await import('./setup/database-client.ts')).generateDatabaseClient();
}

function explain(error: unknown): string {
  if (error instanceof SetupError) return error.message;
  // An error of the file system says enough by itself: what belongs to another user, where the disk is full.
  if (error instanceof Error && 'syscall' in error) return `Set-up cannot go on: ${error.message}`;
  throw error;
}
