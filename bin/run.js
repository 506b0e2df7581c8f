// `node bin/run.js FILE [ARGUMENTS…]`: what the scripts of package.json start with, so that a Node too old is told in one line.
import { runOnNode24 } from './node24.js';

const [file, ...programArguments] = process.argv.slice(2);
if (file === undefined) {
  console.error('Usage: node bin/run.js FILE [ARGUMENTS…]');
  process.exitCode = 2;
} else {
  await runOnNode24(file, programArguments);
}
