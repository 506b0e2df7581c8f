import { databaseClient, isPostgresLinked, postgresPackage, pythonEnvironment } from './artifacts.ts';
import { isCurrent } from './stamp.ts';
import { missingFromSystem } from './system.ts';

/** Something that has to be there before this program can work, and is not. */
export interface MissingPrerequisite {
  what: string;
  why: string;
  /** What to run or to do. */
  remedy: string;
}

/** What this process is about to do itself. */
export interface Duties {
  /** Renders on this machine (not on Modal). */
  renders: boolean;
  /** Runs a PostgreSQL of its own. */
  embedsDatabase: boolean;
}

const REMEDY = 'npm run setup';

/** What is missing for these duties, without starting or changing anything. Takes some 30 ms. */
export function missingPrerequisites({ renders, embedsDatabase }: Duties): MissingPrerequisite[] {
  const missing: MissingPrerequisite[] = [];
  const need = (met: boolean, what: string, why: string) => {
    if (!met) missing.push({ what, why, remedy: REMEDY });
  };
  need(isCurrent(databaseClient), 'the database client', 'it is generated from prisma/schema.prisma, and is absent or older than that');
  if (embedsDatabase) {
    const postgres = postgresPackage();
    if (postgres)
      need(isPostgresLinked(postgres), "PostgreSQL's libraries", 'the embedded database cannot start without the links to them');
    else missing.push(noPostgres());
  }
  if (renders) {
    need(isCurrent(pythonEnvironment), 'the Python environment', 'Manim renders in it; it is absent or older than modal/uv.lock');
    for (const { what, why } of missingFromSystem(['rendering'])) need(false, what, why);
  }
  return missing;
}

function noPostgres(): MissingPrerequisite {
  return {
    what: 'PostgreSQL',
    why: `there is no embedded one for ${process.platform} on ${process.arch}`,
    remedy: 'set DATABASE_URL to a PostgreSQL server, or run `npm ci` without leaving out optional packages',
  };
}
