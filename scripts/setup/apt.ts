import { setTimeout as delay } from 'node:timers/promises';
import { type Progress, startProgress } from './progress.ts';
import { type Finished, run, succeed } from './run.ts';
import { hasHalfInstalledPackages, markInstallFinished, markInstallStarted } from './unfinished.ts';

const LOCK_WAIT_SECONDS = 600;
const LOCK_RETRY_MS = 3000;

// Debian's daily update may hold a lock for a minute. Without a terminal nobody can answer what a package asks.
const aptOptions = ['-o', `DPkg::Lock::Timeout=${LOCK_WAIT_SECONDS}`, '-o', 'Acquire::Retries=3', '-o', 'Dpkg::Use-Pty=0'];
// `env` sets the variables behind sudo, which clears them; LC_ALL because we read what apt says.
const proxies = ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) => (process.env[name] ? [`${name}=${process.env[name]}`] : []));
const plainEnvironment = ['env', 'DEBIAN_FRONTEND=noninteractive', 'LC_ALL=C', ...proxies];

type Command = readonly [string, ...string[]];

/** Installs Debian packages, telling how big they are and how far it is. Finishes what an earlier, cut-off run began. */
export async function installWithApt(packages: readonly string[], privilege: readonly string[]): Promise<void> {
  const asRoot = (...command: string[]): Command => {
    const [program, ...rest] = [...privilege, ...plainEnvironment, ...command];
    return [program ?? 'env', ...rest];
  };
  // Its status goes to a descriptor of its own, opened behind sudo, which passes only three on. (Were it 1, packages' scripts would lose theirs.)
  const apt = (...command: string[]) => asRoot('sh', '-c', 'exec "$@" 3>&1', 'sh', 'apt-get', ...aptOptions, ...command);
  // A broken half of an earlier installation is repaired on the way.
  const install = (...flags: string[]) => apt('install', '--fix-broken', '--no-install-recommends', ...flags, ...packages);

  if (hasHalfInstalledPackages()) await configure(asRoot('dpkg', '--configure', '-a'));
  const size = await measure(install, apt);
  if (size === null) return markInstallFinished();
  console.error(`Installing with apt-get: ${size}. Only packages of the system are touched.`);
  markInstallStarted();
  const really = install('--yes', '-o', 'APT::Keep-Downloaded-Packages=false', '-o', 'APT::Status-Fd=3');
  let finished = await installTelling(really);
  // Lists older than the archive name packages that it has replaced.
  if (!finished.ok && finished.lines.some((line) => /404 +Not Found/.test(line))) {
    await updateLists(apt);
    finished = await installTelling(really);
  }
  succeed(finished, 'apt-get could not install the packages.');
  markInstallFinished();
}

/** Lets dpkg finish what was unpacked. Where it cannot, the installation that follows says why. */
async function configure(command: Command): Promise<void> {
  const progress = startProgress('Packages left half installed');
  const { ok } = await run(command, { onLine: (line) => progress.update(null, line.trim()) });
  if (ok) progress.done();
}

/** What an installation would bring, in apt's words, or `null` for nothing. Renews the lists of packages when they know too little. */
async function measure(install: (...flags: string[]) => Command, apt: (...command: string[]) => Command): Promise<string | null> {
  // `--download-only`, because `--assume-no` alone installs when apt has nothing to ask.
  const ask = () => run(install('--assume-no', '--download-only'), { onLine: sayWaiting });
  let answer = await ask();
  if (answer.lines.some((line) => /^E: (Unable to locate package|Package .* has no installation candidate)/.test(line))) {
    const update = await updateLists(apt);
    answer = await ask();
    const ok = !answer.lines.some((line) => line.startsWith('E: '));
    succeed({ ok, lines: [...update.lines, ...answer.lines] }, 'apt-get does not know all the packages.');
  }
  const text = answer.lines.join('\n');
  if (/^0 upgraded, 0 newly installed, 0 to remove/m.test(text) && answer.ok) return null;
  const download = /Need to get (?:\S+ \S+\/)?(.+?) of archives/.exec(text)?.[1];
  const space = /After this operation, (.+?) of additional disk space/.exec(text)?.[1];
  return `${download ?? 'nothing'} to download${space ? `, ${space} on the disk` : ''}`;
}

async function updateLists(apt: (...command: string[]) => Command): Promise<Finished> {
  const progress = startProgress('Lists of packages');
  progress.update(null, 'apt-get update');
  const deadline = performance.now() + LOCK_WAIT_SECONDS * 1000;
  for (;;) {
    const finished = await run(apt('update'));
    // Lists that could not be fetched are only a warning to apt; with old ones the installation may still work.
    if (finished.ok) {
      progress.done();
      return finished;
    }
    // Unlike `install`, `update` does not wait for its lock.
    const locked = finished.lines.some((line) => line.includes('Could not get lock'));
    if (!locked || performance.now() > deadline) succeed(finished, 'apt-get update failed.');
    progress.update(null, 'waiting for another apt to end');
    await delay(LOCK_RETRY_MS);
  }
}

async function installTelling(command: Command): Promise<Finished> {
  const progress = startProgress('System packages');
  const finished = await run(command, { onLine: (line) => !tellStatus(line, progress) });
  if (finished.ok) progress.done();
  return finished;
}

/** Understands `dlstatus:…:<percent>:<text>` and `pmstatus:<package>:<percent>:<text>`; counts downloading as the first half. */
function tellStatus(line: string, progress: Progress): boolean {
  const [, kind, percent, text] = /^(dlstatus|pmstatus):.+?:([\d.]+):(.*)$/.exec(line) ?? [];
  if (kind === undefined) {
    sayWaiting(line);
    return false;
  }
  const half = Number(percent) / 200;
  progress.update(kind === 'dlstatus' ? half : 0.5 + half, kind === 'dlstatus' ? 'downloading' : (text ?? 'installing'));
  return true;
}

let hasSaidWaiting = false;

/** Apt says once a second that it waits; once is enough. */
function sayWaiting(line: string): void {
  if (hasSaidWaiting || !line.startsWith('Waiting for cache lock')) return;
  hasSaidWaiting = true;
  console.error('Waiting for another apt to end.');
}
