import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repository } from '../../src/prerequisites/stamp.ts';

// A killed installation leaves programs that are there and do not work yet: LaTeX before its formats are made. This file tells the next
// run to look closer. Without it nobody asks: half-installed packages that are not our doing are not our business.
const marker = path.join(repository, '.setup/installing');
const DPKG_STATUS = '/var/lib/dpkg/status';

/** Whether an earlier installation of ours was cut off and has left packages half installed. */
export function isInstallUnfinished(): boolean {
  if (!existsSync(marker)) return false;
  if (hasHalfInstalledPackages()) return true;
  markInstallFinished();
  return false;
}

/** Whether Debian's record of packages has some that wait to be unpacked or configured. */
export function hasHalfInstalledPackages(): boolean {
  if (!existsSync(DPKG_STATUS)) return false;
  return /^Status: install \S+ (?!installed|not-installed|config-files)/m.test(readFileSync(DPKG_STATUS, 'utf8'));
}

export function markInstallStarted(): void {
  mkdirSync(path.dirname(marker), { recursive: true });
  writeFileSync(marker, '');
}

export function markInstallFinished(): void {
  rmSync(marker, { force: true });
}
