import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The root of the project. */
export const repository = path.resolve(import.meta.dirname, '../..');

/** Something that is made from other files, and says in a stamp inside itself what it was made from: who deletes it deletes the stamp. */
export interface Artifact {
  /** Where the stamp is. */
  stamp: string;
  /** A file without which it is of no use. */
  proof: string;
  /** What it is made from: paths of files, absolute. */
  inputs: readonly string[];
}

/** One short text that changes whenever an input does, or the place of the project (made things hold absolute paths). */
function fingerprint({ inputs }: Artifact): string {
  const hash = createHash('sha256').update(repository);
  for (const input of inputs) hash.update('\0').update(readFileSync(input));
  return hash.digest('hex');
}

/** Whether it is there and was made from the inputs as they are now. */
export function isCurrent(artifact: Artifact): boolean {
  if (!existsSync(artifact.proof) || !existsSync(artifact.stamp)) return false;
  return readFileSync(artifact.stamp, 'utf8').trim() === fingerprint(artifact);
}

/** Says that it is made, from the inputs as they are now. */
export function stamp(artifact: Artifact): void {
  writeFileSync(artifact.stamp, `${fingerprint(artifact)}\n`);
}

/** Says that it is about to be changed: until it is stamped again it counts as not made. */
export function unstamp(artifact: Artifact): void {
  rmSync(artifact.stamp, { force: true });
}
