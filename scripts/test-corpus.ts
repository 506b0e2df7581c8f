// The full proof that the engine draws as stock Manim does: the corpus at three qualities, then frames alone: a gallery of what else there is in
// Manim, and every example of its documentation.
// Takes hours; what it found last is in docs/engine.md. Arguments are qualities: `npm run test:corpus -- LOW`.

import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '..');
const python = path.join(repository, 'modal/.venv/bin/python');
const find = (...patterns: string[]) => patterns.flatMap((pattern) => globSync(pattern, { cwd: repository })).sort();
const scenes = find('modal/tests/corpus/*.py', 'examples/*/*.py');
const given = process.argv.slice(2);
const qualities = given.length > 0 ? given : ['LOW', 'MEDIUM', 'HIGH'];

const proofs = qualities.map((quality) => run('engine.tools.proof', '--quality', quality, '--jobs', '2', ...scenes));
const gallery = run('engine.tools.proof', '--hashes-only', '--jobs', '2', ...find('modal/tests/gallery/*.py'));
const documentation = run('engine.tools.documentation', '--jobs', '2');
process.exitCode = [...proofs, gallery, documentation].every((status) => status === 0) ? 0 : 1;

function run(tool: string, ...more: string[]): number {
  console.log(`\n${tool} ${more.slice(0, 2).join(' ')}`);
  return spawnSync(python, ['-m', tool, ...more], { cwd: repository, stdio: 'inherit' }).status ?? 1;
}
