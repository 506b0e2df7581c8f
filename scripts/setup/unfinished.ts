import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repository } from '../../src/prerequisites/stamp.ts';

// A killed installation leaves programs that are there and do not work yet: LaTeX before its formats are made. This file tells the next
// run to look closer. Without it nobody asks: half-installed packages that are not our doing are not our business.
const marker = path.join(repository, '.setup/installing');

/** Whether an earlier installation of ours was cut off and has left packages half installed. */
export function isInstallUnfinished(): boolean {
  if (!existsSync(marker)) return false;
  if (hasHalfInstalledPackages()) return true;
  markInstallFinished();
  return false;
}

/** Whether Debian's records have packages that wait to be unpacked or configured. */
export function hasHalfInstalledPackages(): boolean {
  // dpkg keeps a journal while it works, and merges it into its status file now and then.
  const journal = '/var/lib/dpkg/updates';
  if (existsSync(journal) && readdirSync(journal).some((name) => /^\d+$/.test(name))) return true;
  const status = '/var/lib/dpkg/status';
  if (!existsSync(status)) return false;
  return /^Status: install \S+ (?!installed|not-installed|config-files)/m.test(readFileSync(status, 'utf8'));
}

export function markInstallStarted(): void {
  mkdirSync(path.dirname(marker), { recursive: true });
  writeFileSync(marker, '');
}

export function markInstallFinished(): void {
  rmSync(marker, { force: true });
}
