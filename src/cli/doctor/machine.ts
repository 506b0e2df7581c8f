import { databaseClient, pythonEnvironment } from '../../prerequisites/artifacts.ts';
import { isCurrent } from '../../prerequisites/stamp.ts';
import { missingFromSystem, systemRequirements } from '../../prerequisites/system.ts';
import { checkBox } from '../../rendering/box.ts';
import { askEngineVersion, importEngine } from '../../rendering/engine-version.ts';
import { type Finding, missing, ok, reasonOf, SETUP } from './finding.ts';

const REQUIRED_NODE_MAJOR = 24;

export function checkNode(): Finding {
  const { node } = process.versions;
  if (Number.parseInt(node, 10) >= REQUIRED_NODE_MAJOR) return ok('Node', node);
  return missing('Node', `${node}, and ${REQUIRED_NODE_MAJOR} is needed`, 'npm ci');
}

export function checkDatabaseClient(): Finding {
  if (isCurrent(databaseClient)) return ok('Database client', 'generated from prisma/schema.prisma');
  return missing('Database client', 'absent or older than prisma/schema.prisma', SETUP);
}

/** The Python that renders: whether it is what the lock file says, and whether the engine starts in it. */
export async function checkEngine(): Promise<Finding> {
  if (!isCurrent(pythonEnvironment)) return missing('Render engine', 'its Python environment is absent or older than modal/uv.lock', SETUP);
  try {
    const { engine, manim, python, native } = await askEngineVersion(pythonEnvironment.proof);
    await importEngine(pythonEnvironment.proof);
    const slowly = native === 'built' ? '' : `; the slower way, without its parts in C, which ${SETUP} builds`;
    return ok('Render engine', `${engine} (Manim ${manim}, Python ${python})${slowly}`);
  } catch (error) {
    return missing('Render engine', `it does not start: ${reasonOf(error)}`, `rm -rf modal/.venv && ${SETUP}`);
  }
}

/** The box in which the code of scenes runs: each of its promises, tried on this machine. */
export async function checkRenderBox(): Promise<Finding[]> {
  if (!isCurrent(pythonEnvironment)) return [];
  const promises = await checkBox(pythonEnvironment.proof);
  return promises.map(({ promise, holds, found, remedy }) =>
    holds ? ok('Box', found === null ? promise : `${promise} (${found})`) : missing('Box', `${promise}: ${found}`, remedy ?? SETUP),
  );
}

/** Programs, TeX packages and fonts with which scenes are rendered. */
export function checkRenderingTools(): Finding[] {
  const absent = new Set(missingFromSystem(['rendering']).map(({ what }) => what));
  return systemRequirements
    .filter(({ purpose }) => purpose === 'rendering')
    .map(({ what, why }) => (absent.has(what) ? missing(capital(what), why, SETUP) : ok(capital(what), 'there')));
}

const capital = (text: string) => (/^[a-z]+ /.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text);
