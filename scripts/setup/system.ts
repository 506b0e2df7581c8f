import { missingFromSystem, type Purpose, type SystemRequirement } from '../../src/prerequisites/system.ts';
import { installWithApt } from './apt.ts';
import { SetupError } from './error.ts';
import { detectPlatform, installCommand, type Platform } from './platform.ts';
import { findPrivilege } from './privilege.ts';
import { findPython, pythonRequirement } from './python.ts';
import { isInstallUnfinished } from './unfinished.ts';

interface Found {
  missing: SystemRequirement[];
  python: string | null;
}

/**
 * Installs what the system lacks where that is allowed, and answers the Python to build the environment with (`null` when none is asked for).
 * @throws SetupError with the one command to run, where installing is not ours to do.
 */
export async function ensureSystem(purposes: readonly Purpose[], needsPython: boolean): Promise<string | null> {
  const platform = detectPlatform();
  const before = await look(platform, purposes, needsPython);
  if (before.missing.length === 0 && !isInstallUnfinished()) return before.python;

  tell(before.missing);
  const packages = packagesFor(before.missing, platform);
  const privilege = platform.manager === 'apt' ? await findPrivilege() : null;
  if (!privilege) throw new SetupError(askForPackages(platform, packages));
  await installWithApt(packages, privilege);

  const after = await look(platform, purposes, needsPython);
  if (after.missing.length === 0) return after.python;
  tell(after.missing);
  throw new SetupError(
    `${platform.name} has no packages that bring these. Install them by hand, on PATH, then run the same command again.`,
  );
}

async function look({ isUbuntu }: Platform, purposes: readonly Purpose[], needsPython: boolean): Promise<Found> {
  // Ubuntu has Chromium only as a snap, which apt cannot bring everywhere: there the test that wants it is left out.
  const missing = missingFromSystem(purposes.filter((purpose) => !(isUbuntu && purpose === 'testing')));
  if (!needsPython) return { missing, python: null };
  const search = await findPython();
  return search.executable ? { missing, python: search.executable } : { missing: [...missing, pythonRequirement(search)], python: null };
}

function tell(missing: readonly SystemRequirement[]): void {
  console.error(missing.length > 0 ? 'Missing on this system:' : 'An earlier installation was cut off: finishing it.');
  for (const [why, requirements] of Map.groupBy(missing, ({ why }) => why)) {
    console.error(`  ${requirements.map(({ what }) => what).join(', ')}: ${why}`);
  }
}

function packagesFor(missing: readonly SystemRequirement[], { manager }: Platform): string[] {
  return manager ? [...new Set(missing.flatMap(({ packages }) => packages[manager] ?? []))] : [];
}

function askForPackages({ manager, name }: Platform, packages: readonly string[]): string {
  if (manager === null) return `The packages of ${name} are not known here. Install these by hand, then run the same command again.`;
  return `Install what is missing with this one command, then run the same command again:\n\n    ${installCommand(manager, packages)}\n`;
}
