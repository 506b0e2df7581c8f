// Makes ready what `npm ci` alone cannot: the system's packages, the Python environment, PostgreSQL's links, the database client.
// Says nothing where nothing is to do. `--tests` adds what only the tests need.
import path from 'node:path';
import {
  databaseClient,
  engineParts,
  isPostgresLinked,
  postgresPackage,
  pythonEnvironment,
  pythonTestEnvironment,
} from '../src/prerequisites/artifacts.ts';
import { isCurrent, repository } from '../src/prerequisites/stamp.ts';
import { missingFromSystem, type Purpose } from '../src/prerequisites/system.ts';
import { allowBubblewrap, isBubblewrapHeldBack } from './setup/apparmor.ts';
import { SetupError } from './setup/error.ts';
import { isNodeUnlinked, linkNode } from './setup/node-link.ts';
import { oneAtATime } from './setup/one-at-a-time.ts';
import { isInstallUnfinished } from './setup/unfinished.ts';

const forTests = process.argv.includes('--tests');
const purposes: Purpose[] = forTests ? ['building', 'rendering', 'testing'] : ['building', 'rendering'];

interface Step {
  isNeeded(): boolean;
  /** Loads its module only then, so that finding nothing to do takes a tenth of a second. */
  run(): Promise<void>;
}

const needsPython = () => !isCurrent(forTests ? pythonTestEnvironment : pythonEnvironment);
const steps: Step[] = [
  {
    isNeeded: () => needsPython() || isInstallUnfinished() || missingFromSystem(purposes).length > 0,
    async run() {
      const { ensureSystem } = await import('./setup/system.ts');
      const python = await ensureSystem(purposes, needsPython());
      if (python) await (await import('./setup/python-environment.ts')).makePythonEnvironment(python, forTests);
    },
  },
  { isNeeded: () => !isCurrent(engineParts), run: async () => (await import('./setup/engine.ts')).buildEngine() },
  { isNeeded: isBubblewrapHeldBack, run: allowBubblewrap },
  { isNeeded: isNodeUnlinked, run: async () => linkNode() },
  {
    isNeeded: () => unlinkedPostgres() !== null,
    async run() {
      const postgres = unlinkedPostgres();
      if (postgres) await (await import('./setup/postgres.ts')).linkPostgres(postgres);
    },
  },
  {
    isNeeded: () => !isCurrent(databaseClient),
    run: async () => (await import('./setup/database-client.ts')).generateDatabaseClient(),
  },
];

function unlinkedPostgres(): string | null {
  const postgres = postgresPackage();
  return postgres && !isPostgresLinked(postgres) ? postgres : null;
}

async function setUp(): Promise<void> {
  if (!steps.some((step) => step.isNeeded())) return;
  await oneAtATime(path.join(repository, '.setup'), async () => {
    for (const step of steps) if (step.isNeeded()) await step.run();
  });
}

function explain(error: unknown): string {
  if (error instanceof SetupError) return error.message;
  // An error of the file system says enough by itself: what belongs to another user, where the disk is full.
  if (error instanceof Error && 'syscall' in error) return `Set-up cannot go on: ${error.message}`;
  throw error;
}

try {
  await setUp();
} catch (error) {
  // On a terminal a line about progress may be standing there.
  console.error(`${process.stderr.isTTY ? '\r\x1b[K' : ''}${explain(error)}`);
  process.exitCode = 1;
}
