import { readConfig } from '../config.ts';
import { applyMigrations } from '../db/migrate.ts';
import { StartError } from '../errors.ts';
import { networkReason } from '../network-reason.ts';
import { CommandError } from './command-error.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/** Brings the database at DATABASE_URL to the schema of this program. @throws CommandError, ConfigError, StartError */
export async function migrate(): Promise<ExitCode> {
  const { databaseUrl } = readConfig();
  process.stdout.write(`${databaseUrl === null ? NOTHING : await bringUpToDate(databaseUrl)}\n`);
  return exitCodes.done;
}

const NOTHING = 'DATABASE_URL is not set: the embedded database is migrated whenever the program starts. Nothing to do.';

async function bringUpToDate(databaseUrl: string): Promise<string> {
  try {
    const applied = await applyMigrations(databaseUrl);
    return applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'The database is up to date.';
  } catch (error) {
    if (error instanceof StartError) throw error;
    const { host } = new URL(databaseUrl);
    throw new CommandError(`The database at ${host} cannot be used: ${networkReason(error)}`, exitCodes.unavailable, { cause: error });
  }
}
