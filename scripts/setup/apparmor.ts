import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findProgram } from '../../src/prerequisites/find.ts';
import { SetupError } from './error.ts';
import { findPrivilege } from './privilege.ts';
import { run, succeed } from './run.ts';

const SWITCH = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns';
const PROFILES = '/etc/apparmor.d';
const installed = path.join(PROFILES, 'arxiviz-bwrap');
const shipped = path.join(import.meta.dirname, 'bwrap.apparmor');

/** Whether AppArmor keeps bubblewrap from making its box, as Ubuntu does from 23.10 on. */
export function isBubblewrapHeldBack(): boolean {
  if (!existsSync(SWITCH) || readFileSync(SWITCH, 'utf8').trim() !== '1') return false;
  // Inside a container the switch shows and cannot be answered from there: the renderer's own check tells what it means.
  if (!existsSync(PROFILES) || findProgram('apparmor_parser', ['/usr/sbin', '/sbin']) === null) return false;
  // A second profile for one program would make both useless.
  return !readdirSync(PROFILES).some((name) => name.includes('bwrap'));
}

/** Installs one AppArmor profile that lets bubblewrap make user namespaces, where we may; else says how. */
export async function allowBubblewrap(): Promise<void> {
  const privilege = await findPrivilege();
  const install = ['install', '-m', '644', shipped, installed];
  const load = ['apparmor_parser', '--replace', installed];
  if (!privilege) {
    throw new SetupError(
      `AppArmor keeps bubblewrap from making the box that scenes run in. Run this, then the same command again:\n\n    sudo ${install.join(' ')} && sudo ${load.join(' ')}\n`,
    );
  }
  console.error(`AppArmor keeps bubblewrap from making the box that scenes run in: installing the profile ${installed}, which allows it.`);
  for (const command of [install, load]) {
    const [program = 'env', ...rest] = [...privilege, ...command];
    succeed(await run([program, ...rest]), 'The AppArmor profile for bubblewrap could not be installed.');
  }
}
