// Brings the database at DATABASE_URL to the schema of this program. The embedded database does so by itself at every start.
import { loadDotEnv, readConfig } from '../src/config.ts';
import { applyMigrations } from '../src/db/migrate.ts';

loadDotEnv();
const { databaseUrl } = readConfig();
if (databaseUrl === null) {
  console.log('DATABASE_URL is not set: the embedded database is migrated whenever the program starts. Nothing to do.');
} else {
  try {
    const applied = await applyMigrations(databaseUrl);
    console.log(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'The database is up to date.');
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
