import { spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** The path of a program that can be run, looked up as a shell does; `null` when there is none. */
export function findProgram(name: string, directories = searchPath()): string | null {
  for (const directory of directories) {
    const candidate = path.join(directory, name);
    try {
      accessSync(candidate, constants.X_OK);
      if (statSync(candidate).isFile()) return candidate;
    } catch {
      // Not there, or not for us: the next directory may have it.
    }
  }
  return null;
}

/** The directories of PATH, in order. */
export function searchPath(): string[] {
  return (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
}

/** The files that TeX finds of these, by its own index: it knows where this system keeps them. Takes some 10 ms. */
export function findTexFiles(names: readonly string[]): string[] {
  const { stdout } = spawnSync('kpsewhich', names, { encoding: 'utf8' });
  return (stdout ?? '').split('\n').filter(Boolean);
}

/** Whether pkg-config knows a C library with its headers. */
export function hasLibrary(name: string): boolean {
  return spawnSync('pkg-config', ['--exists', name], { stdio: 'ignore' }).status === 0;
}

/** The font files installed for everyone or for this user. */
export function findFonts(): string[] {
  return ['/usr/share/fonts', '/usr/local/share/fonts', path.join(homedir(), '.local/share/fonts')].flatMap((directory) => {
    try {
      return readdirSync(directory, { recursive: true, encoding: 'utf8' });
    } catch {
      // Absent, or not for us to read: no font there is of use.
      return [];
    }
  });
}
