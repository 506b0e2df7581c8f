import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { StartError } from '../errors.ts';

const run = promisify(execFile);
const CHECK_TIMEOUT_MS = 120_000;

export const boxPromises = z.array(
  z.object({
    name: z.string(),
    promise: z.string(),
    holds: z.boolean(),
    found: z.string().nullable(),
    remedy: z.string().nullable(),
  }),
);

/** One thing that the box in which scenes run has to keep, tried on this machine. `found` says what is wrong, or at what cost it holds, `remedy` what to do. */
export type BoxPromise = z.infer<typeof boxPromises>[number];

/**
 * Makes a box and tries to break each of its promises from inside, as a hostile scene would. Where no box can be made, that is the only one.
 * @throws StartError when the engine itself does not start.
 */
export async function checkBox(python: string): Promise<BoxPromise[]> {
  try {
    const { stdout } = await run(python, ['-I', '-m', 'engine', 'box', 'check'], { timeout: CHECK_TIMEOUT_MS });
    return boxPromises.parse(JSON.parse(stdout));
  } catch (cause) {
    throw new StartError('The render engine does not start. Run: npm run setup', { cause });
  }
}

/** @throws StartError when one of them does not hold: code of strangers is then not run at all. */
export function requireAll(promises: BoxPromise[]): void {
  const broken = promises.filter(({ holds }) => !holds);
  if (broken.length === 0) return;
  const reasons = broken.map(({ promise, found }) => `“${promise}” does not hold: ${found}`).join('\n');
  const remedies = [...new Set(broken.map(({ remedy }) => remedy))].filter((remedy) => remedy !== null).join('\n');
  throw new StartError(`Scenes are not rendered without the box that keeps their code from this machine.\n${reasons}\n${remedies}`);
}
