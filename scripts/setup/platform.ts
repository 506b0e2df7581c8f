import { readFileSync } from 'node:fs';
import type { PackageManager } from '../../src/prerequisites/system.ts';

const managerOfFamily: Record<string, PackageManager> = {
  debian: 'apt',
  ubuntu: 'apt',
  fedora: 'dnf',
  rhel: 'dnf',
  centos: 'dnf',
  arch: 'pacman',
};

/** What system this is, as far as installing packages goes. */
export interface Platform {
  /** As its makers call it: `Debian GNU/Linux 13 (trixie)`. */
  name: string;
  /** `null` on a system whose packages we do not know. */
  manager: PackageManager | null;
  isUbuntu: boolean;
}

/** Reads the platform from os-release, which also says what a system descends from. */
export function detectPlatform(): Platform {
  if (process.platform === 'darwin') return { name: 'macOS', manager: 'brew', isUbuntu: false };
  const release = readOsRelease();
  const families = [release.ID, ...(release.ID_LIKE ?? '').split(' ')].filter((family) => family !== undefined);
  const manager = families.map((family) => managerOfFamily[family]).find((known) => known !== undefined) ?? null;
  return {
    name: release.PRETTY_NAME ?? process.platform,
    manager,
    isUbuntu: families.includes('ubuntu'),
  };
}

/** The one command a person can paste to install these packages here. */
export function installCommand(manager: PackageManager, packages: readonly string[]): string {
  const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
  const list = packages.join(' ');
  // Nothing to add means that something is half installed, which only happens where we installed it.
  if (list === '') return `${sudo}dpkg --configure -a`;
  switch (manager) {
    case 'apt':
      return `${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${list}`;
    case 'dnf':
      return `${sudo}dnf install -y --setopt=install_weak_deps=False ${list}`;
    case 'pacman':
      return `${sudo}pacman -S --needed ${list}`;
    case 'brew':
      return `brew install ${list}`;
  }
}

function readOsRelease(): Record<string, string | undefined> {
  for (const file of ['/etc/os-release', '/usr/lib/os-release']) {
    try {
      const lines = readFileSync(file, 'utf8').matchAll(/^(\w+)=["']?(.*?)["']?$/gm);
      return Object.fromEntries(Array.from(lines, ([, name, value]) => [name, value]));
    } catch {
      // The next one may be there.
    }
  }
  return {};
}
