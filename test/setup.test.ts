import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, constants, copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkPostgres } from '../scripts/setup/postgres.ts';
import { inTurn } from '../scripts/setup/turns.ts';
import { isPostgresLinked, postgresPackage } from '../src/prerequisites/artifacts.ts';
import { repository, runElsewhere, runHere, temporaryFolder } from './support/other-machine.ts';

const setUp = [process.execPath, 'bin/run.js', 'scripts/setup.ts'] as const;
const launch = [process.execPath, 'bin/arxiviz.js'] as const;
// What Node 20 would be to the launcher, which looks at this one number.
const asNode20 = `--import=data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.1.0'}})`;

describe('set-up', () => {
  it('says nothing and exits 0 when all is there', async () => {
    expect(await runHere([...setUp, '--tests'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it.each([
    ['Debian', 'ID=debian', 'sudo apt-get update && sudo apt-get install -y --no-install-recommends dvisvgm bubblewrap'],
    ['a Debian of another name', 'ID=linuxmint\nID_LIKE="ubuntu debian"', 'sudo apt-get update && sudo apt-get install -y'],
    ['Fedora', 'ID=fedora', 'sudo dnf install -y --setopt=install_weak_deps=False texlive-dvisvgm bubblewrap'],
    ['Arch', 'ID=arch', 'sudo pacman -S --needed texlive-binextra bubblewrap'],
  ])('prints the one command of %s where it may not install', async (_, osRelease, command) => {
    const { code, stdout, stderr } = await runElsewhere(setUp, { osRelease, without: ['dvisvgm', 'bwrap'] });
    expect(stderr).toContain('dvisvgm: typesets the formulas of a scene');
    expect(stderr).toContain('bubblewrap: the box in which the code of a scene runs');
    expect(stderr).toContain(`    ${command}`);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  it('names what is missing on a system whose packages it does not know', async () => {
    const { code, stderr } = await runElsewhere(setUp, { osRelease: 'ID=nixos\nPRETTY_NAME="NixOS"', without: ['dvisvgm'] });
    expect(stderr).toContain('dvisvgm: typesets the formulas of a scene');
    expect(stderr).toContain('The packages of NixOS are not known here');
    expect(code).toBe(1);
  });

  it('passes over a Python that is too old and one that does not run, and says so', async () => {
    const folder = await temporaryFolder();
    const old = { version: [3, 9, 18], executable: '/opt/python3.9', headers: true, venv: true, conda: false };
    await script(path.join(folder, 'python3'), `echo '${JSON.stringify(old)}'`);
    await script(path.join(folder, 'python'), 'echo "version 3.12 is not installed" >&2; exit 127');
    const without = ['python3.11', 'python3.12', 'python3.13', 'python3.14', 'python3', 'python'];
    const machine = { osRelease: 'ID=fedora', emptied: ['modal/.venv'], pathBefore: folder, without };
    const { code, stderr } = await runElsewhere(setUp, machine);
    expect(stderr).toContain(
      'Python 3.11 or newer with its headers and venv: Manim runs in it; found only /opt/python3.9 (3.9.18 is too old)',
    );
    expect(stderr).toContain('    sudo dnf install -y --setopt=install_weak_deps=False python3 python3-devel');
    expect(code).toBe(1);
  });

  it('waits for another one that is at work, and not for one that was killed', async () => {
    const folder = await temporaryFolder();
    const order: string[] = [];
    const killed = spawn('true');
    await once(killed, 'close');
    await writeFile(path.join(folder, 'at-work'), String(killed.pid));
    const setUpOnce = (name: string) =>
      inTurn(folder, async () => {
        order.push(`${name} begins`);
        await setImmediate();
        order.push(`${name} ends`);
      });
    await Promise.all([setUpOnce('one'), setUpOnce('other')]);
    expect(order.map((line) => line.split(' ')[1])).toEqual(['begins', 'ends', 'begins', 'ends']);
  });

  it('links the libraries of PostgreSQL that npm did not', async () => {
    const installed = postgresPackage();
    if (!installed) throw new Error('No embedded PostgreSQL for this platform.');
    const folder = await temporaryFolder();
    await cp(path.join(installed, 'package.json'), path.join(folder, 'package.json'));
    await cp(path.join(installed, 'scripts'), path.join(folder, 'scripts'), { recursive: true });
    await mkdir(path.join(folder, 'native/lib'), { recursive: true });
    const list = await readFile(path.join(installed, 'native/pg-symlinks.json'), 'utf8');
    await writeFile(path.join(folder, 'native/pg-symlinks.json'), list);
    for (const { source } of JSON.parse(list)) await writeFile(path.join(folder, source), '');

    expect(isPostgresLinked(folder)).toBe(false);
    await linkPostgres(folder);
    expect(isPostgresLinked(folder)).toBe(true);
  });
});

describe('starting', () => {
  it('never installs, but names what is missing and what to run', async () => {
    const { code, stderr } = await runElsewhere([...launch, 'serve'], { emptied: ['modal/.venv'], without: ['dvisvgm'] });
    expect(stderr).toContain('the Python environment');
    expect(stderr).toContain('dvisvgm');
    expect(stderr).toContain('npm run setup');
    expect(code).not.toBe(0);
  });

  describe('with a Node that is too old', () => {
    let folder: string;
    let old: readonly [string, ...string[]];
    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'arxiviz-node-'));
      const copy = path.join(folder, 'node');
      await copyFile(process.execPath, copy, constants.COPYFILE_FICLONE);
      old = [copy, asNode20, 'bin/arxiviz.js'];
    });
    afterAll(() => rm(folder, { recursive: true }));

    it('goes on with the one that npm installed', async () => {
      const { code, stdout } = await runHere([...old, '--help']);
      expect(stdout).toContain('arxiviz');
      expect(code).toBe(0);
    });

    it('passes its exit code on', async () => {
      expect((await runHere([...old, 'no-such-command'])).code).toBe((await runHere([...launch, 'no-such-command'])).code);
    });

    it('says in one line what it needs where npm installed none', async () => {
      const emptied = [`node_modules/node-${process.platform}-${process.arch}`];
      const { code, stderr } = await runElsewhere([...old, '--help'], { emptied });
      expect(stderr).toMatch(/^arXiviz needs Node 24 or newer and this is \S+ Install Node 24, run `npm ci`, and try again\.\n$/);
      expect(code).toBe(1);
    });
  });
});

it('npm 11 and 12 can install: the lock file names the packages for every platform', async () => {
  const { packages } = JSON.parse(await readFile(path.join(repository, 'package-lock.json'), 'utf8'));
  const places = Object.entries<{ dependencies?: object; optionalDependencies?: object }>(packages);
  const absent = places.flatMap(([place, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !isInstalledFor(place, name, packages)),
  );
  expect(absent).toEqual([]);
});

/** Whether a package finds another as Node would: in its own node_modules, or in those of the packages around it. */
function isInstalledFor(place: string, name: string, packages: object): boolean {
  if (path.posix.join(place, 'node_modules', name) in packages) return true;
  const around = place.lastIndexOf('/node_modules/');
  return place !== '' && isInstalledFor(around < 0 ? '' : place.slice(0, around), name, packages);
}

async function script(file: string, body: string): Promise<void> {
  await writeFile(file, `#!/bin/sh\n${body}\n`);
  await chmod(file, 0o755);
}
