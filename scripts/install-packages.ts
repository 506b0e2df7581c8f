// `node scripts/install-packages.ts PURPOSE…`: only the packages of the system, for `rendering` or `building`. For a stage of an image, which
// has no npm packages yet and is made anew only when the list changes.
import type { Purpose } from '../src/prerequisites/system.ts';
import { SetupError } from './setup/error.ts';
import { ensureSystem } from './setup/system.ts';

const known: readonly Purpose[] = ['rendering', 'building', 'testing'];
const words = process.argv.slice(2);
const purposes = known.filter((purpose) => words.includes(purpose));
if (purposes.length === 0 || purposes.length < words.length) {
  console.error(`Usage: node scripts/install-packages.ts ${known.join('|')} …`);
  process.exit(2);
}
try {
  await ensureSystem(purposes, false);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
