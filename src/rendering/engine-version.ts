import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
/** It looks at every TeX package and font, once. */
const TIMEOUT_MS = 60_000;

/** `engine` changes whenever the same code could give other frames. */
const engineVersion = z.object({ engine: z.string(), manim: z.string(), python: z.string() });

/** Asks the engine in this Python environment what it is. @throws when it does not start, or says something else. */
export async function askEngineVersion(python: string): Promise<z.infer<typeof engineVersion>> {
  const { stdout } = await run(python, ['-I', '-m', 'engine', 'version'], { timeout: TIMEOUT_MS });
  return engineVersion.parse(JSON.parse(stdout));
}
