import path from 'node:path';
import { databaseClient } from '../../src/prerequisites/artifacts.ts';
import { searchPath } from '../../src/prerequisites/find.ts';
import { repository, stamp, unstamp } from '../../src/prerequisites/stamp.ts';
import { startProgress } from './progress.ts';
import { run, succeed } from './run.ts';

/** Lets Prisma write the database client from the schema. */
export async function generateDatabaseClient(): Promise<void> {
  unstamp(databaseClient);
  const progress = startProgress('Database client');
  progress.update(null, 'generating from prisma/schema.prisma');
  const prisma = path.join(repository, 'node_modules/prisma/build/index.js');
  const environment = {
    // Where Prisma looks for its generators; npm has it there already when it is npm that runs set-up.
    PATH: [path.join(repository, 'node_modules/.bin'), ...searchPath()].join(path.delimiter),
    // Generating needs no engine, but Prisma downloads one unless this names a file that exists.
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  };
  succeed(
    await run([process.execPath, prisma, 'generate'], { cwd: repository, environment }),
    'Prisma could not generate the database client.',
  );
  stamp(databaseClient);
  progress.done();
}
