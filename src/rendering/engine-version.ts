import { type ExecFileOptions, execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
/** It looks at every TeX package and font, once. */
const TIMEOUT_MS = 60_000;

/** `engine` changes whenever the same code could give other frames; `native` says whether the fast parts in C are there. */
const engineVersion = z.object({ engine: z.string(), manim: z.string(), python: z.string(), native: z.enum(['built', 'none']) });

/** Asks the engine in this Python environment what it is. @throws when it does not start, or says something else. */
export async function askEngineVersion(python: string): Promise<z.infer<typeof engineVersion>> {
  return engineVersion.parse(JSON.parse(await ask(python, ['-m', 'engine', 'version'])));
}

/** Imports all that renders, Manim among it, as a box does before its first scene. @throws when something is missing or broken */
export async function importEngine(python: string): Promise<void> {
  // Nor are there a person's settings of Manim (manim.cfg at home and where one is) in a box.
  await ask(python, ['-c', 'import engine.render'], { cwd: '/', env: { PATH: process.env.PATH, HOME: '/' } });
}

/** @throws Error with the last of what Python said, which is the error itself. */
async function ask(python: string, given: string[], where: ExecFileOptions = {}): Promise<string> {
  try {
    const { stdout } = await run(python, ['-I', ...given], { ...where, encoding: 'utf8', timeout: TIMEOUT_MS });
    return stdout;
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
    throw new Error(said.split('\n').at(-1) || String(cause), { cause });
  }
}
