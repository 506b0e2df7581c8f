import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';

const source = path.resolve(import.meta.dirname, '../src');

/** Lowest first. A file imports from its own layer and those below it. Folders count with all they hold. */
const layers = [
  [
    'address.ts',
    'setting-forms.ts',
    'config.ts',
    'data-directory.ts',
    'errors.ts',
    'version.ts',
    'origins.ts',
    'viewer.ts',
    'prerequisites',
    'bounded-body.ts',
    'network-reason.ts',
    'quiet.ts',
    'visualization-input.ts',
    'async',
    'process-name.ts',
  ],
  ['redis.ts'],
  ['db', 'queues.ts', 'pubsub.ts', 'storage', 'rendering', 'arxiv', 'generator'],
  ['outbox.ts', 'events.ts', 'feed', 'services.ts'],
  ['resolvers'],
  ['schema', 'rest', 'workers'],
  ['graphql'],
  ['server.ts', 'main.ts'],
  ['gql', 'cli'],
];

function layerOf(file: string): number {
  const top = path.relative(source, file).split(path.sep)[0] ?? '';
  return layers.findIndex((layer) => layer.includes(top));
}

async function sourceFiles(): Promise<string[]> {
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts')).map((entry) => path.join(entry.parentPath, entry.name));
}

it('has every file of src in a layer', async () => {
  expect((await sourceFiles()).filter((file) => layerOf(file) < 0)).toEqual([]);
});

it('has no import that points up', async () => {
  const wrong: string[] = [];
  for (const file of await sourceFiles()) {
    const imports = (await readFile(file, 'utf8')).matchAll(/(?:from|import\() ?'(\.[^']+)'/g);
    for (const [, relative = ''] of imports) {
      const imported = path.resolve(path.dirname(file), relative);
      if (imported.startsWith(source) && layerOf(imported) > layerOf(file))
        wrong.push(`${path.relative(source, file)} → ${path.relative(source, imported)}`);
    }
  }
  expect(wrong).toEqual([]);
});

it('has no GraphQL in what the program does, and no database, queue or store in what clients see', async () => {
  const wrong: string[] = [];
  for (const file of await sourceFiles()) {
    const text = await readFile(file, 'utf8');
    const name = path.relative(source, file);
    if (name.startsWith('resolvers/') && /from '(graphql|@pothos\/|graphql-yoga)/.test(text)) wrong.push(name);
    if (name.startsWith('schema/') && /\.(db|queues|store)\.(?!\w*;)/.test(text)) wrong.push(name);
  }
  expect(wrong).toEqual([]);
});
