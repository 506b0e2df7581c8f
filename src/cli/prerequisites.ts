import type { Config } from '../config.ts';
import { type MissingPrerequisite, missingPrerequisites } from '../prerequisites/index.ts';
import type { Role } from '../services.ts';
import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';

/** What this process needs of the machine, in its role and with these settings. @throws CommandError naming what is missing and what to run. */
export function requirePrerequisites({ modal, databaseUrl }: Config, role: Role): void {
  const missing = missingPrerequisites({ renders: role !== 'api' && modal === null, embedsDatabase: databaseUrl === null });
  if (missing.length > 0) throw new CommandError(describeMissing(missing), exitCodes.unavailable);
}

function describeMissing(missing: MissingPrerequisite[]): string {
  const byRemedy = [...Map.groupBy(missing, ({ remedy }) => remedy)];
  return byRemedy
    .map(([remedy, things]) =>
      ['Missing here:', ...things.map(({ what, why }) => `  ${what} (${why})`), `What to do: ${remedy}`].join('\n'),
    )
    .join('\n\n');
}
