import { run } from './run.ts';

/** A way to run commands as root: nothing to put in front of them, or sudo. `null` where we may not. */
export type Privilege = readonly string[] | null;

/** Finds out whether we are root, or may become it without anyone typing a password. */
export async function findPrivilege(): Promise<Privilege> {
  if (process.getuid?.() === 0) return [];
  return (await run(['sudo', '-n', 'true'])).ok ? ['sudo', '-n'] : null;
}
