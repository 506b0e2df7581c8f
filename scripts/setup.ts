// Makes ready what `npm ci` alone cannot: the system's packages, the Python environment, PostgreSQL's links, the database client.
// Says nothing where nothing is to do. `--tests` adds what only the tests need. `--only=rendering` and `--only=program` do one half: what
// renders (system, Python), and what the rest needs (PostgreSQL, the database client); the second is enough where renders are done elsewhere.
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
import { inTurn } from './setup/turns.ts';
import { isInstallUnfinished } from './setup/unfinished.ts';

const forTests = process.argv.includes('--tests');
const purposes: Purpose[] = forTests ? ['building', 'rendering', 'testing'] : ['building', 'rendering'];

const halves = ['rendering', 'program'] as const;
type Half = (typeof halves)[number];

interface Step {
  half: Half;
  isNeeded(): boolean;
  /** Loads its module only then, so that finding nothing to do takes a tenth of a second. */
  run(): Promise<void>;
}

const needsPython = () => !isCurrent(forTests ? pythonTestEnvironment : pythonEnvironment);
const steps: Step[] = [
  {
    half: 'rendering',
    isNeeded: () => needsPython() || isInstallUnfinished() || missingFromSystem(purposes).length > 0,
    async run() {
      const { ensureSystem } = await import('./setup/system.ts');
      const python = await ensureSystem(purposes, needsPython());
      if (python) await (await import('./setup/python-environment.ts')).makePythonEnvironment(python, forTests);
    },
  },
  { half: 'rendering', isNeeded: () => !isCurrent(engineParts), run: async () => (await import('./setup/engine.ts')).buildEngine() },
  { half: 'rendering', isNeeded: isBubblewrapHeldBack, run: allowBubblewrap },
  { half: 'program', isNeeded: isNodeUnlinked, run: async () => linkNode() },
  {
    half: 'program',
    isNeeded: () => unlinkedPostgres() !== null,
    async run() {
      const postgres = unlinkedPostgres();
      if (postgres) await (await import('./setup/postgres.ts')).linkPostgres(postgres);
    },
  },
  {
    half: 'program',
    isNeeded: () => !isCurrent(databaseClient),
    run: async () => (await import('./setup/database-client.ts')).generateDatabaseClient(),
  },
];

function unlinkedPostgres(): string | null {
  const postgres = postgresPackage();
  return postgres && !isPostgresLinked(postgres) ? postgres : null;
}

async function setUp(): Promise<void> {
  const only = readHalf();
  const asked = steps.filter(({ half }) => only === null || half === only);
  if (!asked.some((step) => step.isNeeded())) return;
  await inTurn(path.join(repository, '.setup'), async () => {
    for (const step of asked) if (step.isNeeded()) await step.run();
  });
}

function readHalf(): Half | null {
  const argument = process.argv.find((word) => word.startsWith('--only'));
  const half = halves.find((name) => argument === `--only=${name}`);
  if (argument !== undefined && half === undefined) throw new SetupError(`${argument} is not known: --only=rendering or --only=program`);
  return half ?? null;
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
