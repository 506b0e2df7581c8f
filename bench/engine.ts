// The engine against the `manim` command, on scenes given by name or glob: `npm run bench:engine -- [--quality HIGH] SCENE.py…`.
// Without scenes: those of the example paper. All of it is Python's (modal/engine/tools/bench.py).

import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '..');
const examples = globSync('examples/*/*.py', { cwd: repository }).map((file) => path.join(repository, file));
const given = process.argv.slice(2);
// An argument that matches files stands for them (a shell may have expanded it already); every other one is the bench's own.
const expanded = given.flatMap((argument) => {
  const files = argument.endsWith('.py') ? globSync(argument) : [];
  return files.length > 0 ? files : [argument];
});
const scenes = expanded.some((argument) => argument.endsWith('.py')) ? [] : examples;
const python = path.join(repository, 'modal/.venv/bin/python');
const { status } = spawnSync(python, ['-m', 'engine.tools.bench', ...expanded, ...scenes.sort()], { stdio: 'inherit' });
process.exitCode = status ?? 1;
