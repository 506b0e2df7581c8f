// Plain JavaScript that Node 20 understands: it decides which Node runs the TypeScript files, which need 24 and no build step.
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const REQUIRED_MAJOR = 24;
const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a TypeScript file of this project as the main program: here when this Node is new enough, else with the Node that `npm ci` installed,
 * whose exit code and signals pass through. Where there is neither, says so in one line.
 *
 * @param {string} file relative to the project's root
 * @param {string[]} programArguments
 */
export async function runOnNode24(file, programArguments) {
  if (!existsSync(resolve(root, 'node_modules'))) return refuse('The packages are not installed. Run `npm ci` first.');
  if (Number.parseInt(process.versions.node, 10) >= REQUIRED_MAJOR) {
    const program = resolve(root, file);
    // Halves the time a command takes to start: what was compiled is kept, without types.
    nodeModule.enableCompileCache?.(resolve(root, 'node_modules/.cache/arxiviz'));
    process.argv = [process.execPath, program, ...programArguments];
    await import(pathToFileURL(program).href);
    return;
  }
  // Not by its link in node_modules/.bin: npm 10 takes that away with the Node of the other architecture.
  const installed = resolve(root, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  // The second half keeps an installed Node that is too old from calling itself for ever.
  if (!existsSync(installed) || realpathSync(installed) === realpathSync(process.execPath)) {
    return refuse(
      `arXiviz needs Node ${REQUIRED_MAJOR} or newer and this is ${process.version}. Install Node ${REQUIRED_MAJOR}, run \`npm ci\`, and try again.`,
    );
  }
  passThrough(spawn(installed, process.argv.slice(1), { stdio: 'inherit' }));
}

/** @param {string} reason */
function refuse(reason) {
  console.error(reason);
  process.exitCode = 1;
}

/**
 * Makes this process stand for its child: signals go in, the exit code or the deadly signal comes out.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
function passThrough(child) {
  let hungUp = false;
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'])) {
    process.on(signal, () => {
      hungUp ||= signal === 'SIGHUP';
      // A terminal sends Ctrl-C to both of us; a second copy would look like an impatient second Ctrl-C.
      const sentByTerminal = process.stdin.isTTY && (signal === 'SIGINT' || signal === 'SIGQUIT');
      if (!sentByTerminal) child.kill(signal);
    });
  }
  child.on('error', (error) => refuse(`Cannot start ${child.spawnfile}: ${error.message}. Run \`npm ci\` again.`));
  child.on('exit', (code, signal) => {
    // An old Node that puts the terminal back in order at its end aborts where that is gone; by a signal it ends without.
    if (hungUp) {
      process.removeAllListeners('SIGHUP');
      process.kill(process.pid, 'SIGHUP');
    }
    process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0));
  });
}
