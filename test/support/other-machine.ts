import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { findProgram, searchPath } from '../../src/prerequisites/find.ts';

export const repository = path.resolve(import.meta.dirname, '../..');

/** How this machine shall look to a program. */
export interface OtherMachine {
  /** The contents of os-release. */
  osRelease?: string;
  /** Programs that shall not be there. */
  without?: readonly string[];
  /** Folders of the project that shall be empty. */
  emptied?: readonly string[];
  /** Directories in front of PATH. */
  pathBefore?: string;
}

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a command with this project as its directory, on this machine changed in some points: not root, without a network, and what is
 * listed hidden. Nothing of it is left behind.
 */
export async function runElsewhere(command: readonly string[], machine: OtherMachine): Promise<Outcome> {
  const flags = ['--dev-bind', '/', '/', '--unshare-user', '--uid', '1000', '--gid', '1000', '--unshare-net', '--die-with-parent'];
  // A device is no program, so that it hides one.
  for (const name of machine.without ?? []) {
    for (const directory of new Set([...searchPath(), '/usr/bin', '/usr/local/bin'])) {
      const program = findProgram(name, [directory]);
      if (program) flags.push('--ro-bind', '/dev/null', realpathSync(program));
    }
  }
  for (const folder of machine.emptied ?? []) flags.push('--tmpfs', path.join(repository, folder));
  if (machine.osRelease !== undefined) {
    const file = path.join(await temporaryFolder(), 'os-release');
    await writeFile(file, machine.osRelease);
    flags.push('--ro-bind', file, realpathSync('/etc/os-release'));
  }
  const environment = { ...process.env, PATH: [machine.pathBefore, process.env.PATH].filter(Boolean).join(':') };
  return run('bwrap', [...flags, '--chdir', repository, ...command], environment);
}

/** A folder that goes away with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'arxiviz-setup-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** Runs a command here as it is. */
export function runHere(command: readonly [string, ...string[]]): Promise<Outcome> {
  const [program, ...rest] = command;
  return run(program, rest, process.env);
}

function run(program: string, programArguments: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(program, programArguments, { cwd: repository, env }, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
      resolve({ code, stdout, stderr });
    });
  });
}
