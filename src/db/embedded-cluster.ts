import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { StartError } from '../errors.ts';
import { fateOf, nameByProcess } from '../process-name.ts';

const run = promisify(execFile);
export const USER = 'arxiviz';

/** Who PostgreSQL runs as. */
export interface Owner {
  uid: number;
  gid: number;
}

/** The files of a PostgreSQL server, ready to be served. */
export interface Cluster {
  directory: string;
  password: string;
  /** `null`: whoever this process runs as. */
  owner: Owner | null;
}

/** What is not whole yet has a name that begins with this, and ends with that of the process which makes it. */
const UNFINISHED = 'new-';

/** The cluster in `directory`, which is made when it is not there: whole or not at all. @throws StartError when it cannot be. */
export async function openCluster(directory: string, initdb: string): Promise<Cluster> {
  const cluster = path.join(directory, 'cluster');
  const passwordFile = path.join(directory, 'password');
  try {
    await mkdir(directory, { recursive: true, mode: 0o755 });
    if (!existsSync(passwordFile)) await create(passwordFile, writePassword, link);
    const owner = await clusterOwner(cluster);
    if (!existsSync(path.join(cluster, 'PG_VERSION'))) {
      await removeAbandoned(directory);
      await create(cluster, (unfinished) => initialise(initdb, unfinished, owner, passwordFile), rename);
    }
    return { directory: cluster, password: (await readFile(passwordFile, 'utf8')).trim(), owner };
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`PostgreSQL could not prepare ${directory}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

/** Makes something under another name first, because who finds it takes it to be whole. Of several processes that make it one wins. */
async function create(
  target: string,
  make: (unfinished: string) => Promise<void>,
  name: (unfinished: string, target: string) => Promise<void>,
): Promise<void> {
  const unfinished = path.join(path.dirname(target), `${UNFINISHED}${nameByProcess()}`);
  try {
    await make(unfinished);
    await name(unfinished, target).catch((error: NodeJS.ErrnoException) => {
      // Neither a link nor the new name of a directory replaces what another process has made.
      if (error.code !== 'EEXIST' && error.code !== 'ENOTEMPTY') throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function writePassword(file: string): Promise<void> {
  await writeFile(file, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx', flush: true });
}

/** What a killed process left half made. Its `initdb` may still be writing: then the next start removes it. */
async function removeAbandoned(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!name.startsWith(UNFINISHED) || fateOf(name.slice(UNFINISHED.length)) !== 'gone') continue;
    await rm(path.join(directory, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  }
}

/** PostgreSQL refuses to run as root: then the data belong to `postgres` where there is such a user, else to `nobody`. */
async function clusterOwner(cluster: string): Promise<Owner | null> {
  if (process.getuid?.() !== 0) return null;
  if (existsSync(cluster)) {
    const { uid, gid } = await stat(cluster);
    if (uid !== 0) return { uid, gid };
  }
  for (const name of ['postgres', 'nobody']) {
    const ids = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, name]))).catch(() => []);
    const [uid, gid] = ids.map(({ stdout }) => Number(stdout));
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new StartError('PostgreSQL does not run as root, and there is no user "nobody" here. Set DATABASE_URL or run as another user.');
}

/**
 * Started as root, the server drops to `owner` but keeps the right to read past directories that only root may enter, so that a
 * checkout below a private home works.
 */
export function spawnAs(owner: Owner | null, program: string, args: string[]): ChildProcess {
  const options = {
    stdio: ['ignore', 'ignore', 'pipe'] as ['ignore', 'ignore', 'pipe'],
    detached: true,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  };
  if (owner === null) return spawn(program, args, options);
  const rights = ['--inh-caps=-all,+dac_override', '--ambient-caps=-all,+dac_override'];
  return spawn('setpriv', [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups', ...rights, '--', program, ...args], options);
}

async function initialise(initdb: string, cluster: string, owner: Owner | null, passwordFile: string): Promise<void> {
  await mkdir(cluster, { mode: 0o700 });
  if (owner !== null) await run('chown', [`${owner.uid}:${owner.gid}`, cluster]);
  const child = spawnAs(owner, initdb, [
    `--pgdata=${cluster}`,
    `--username=${USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
  ]);
  const complaints = collect(child);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new StartError(`PostgreSQL could not prepare ${cluster}: ${complaints().trim() || `initdb ended with ${code}`}`);
}

/** The last of what a process says on its error output. */
export function collect(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = `${text}${chunk}`.slice(-4000);
  });
  return () => text;
}
