import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isRunning } from '../../src/process-name.ts';

const LOOK_AGAIN_MS = 200;

/** Runs `work` while no other set-up with this folder is at work; waits for one that is. One that was killed holds nobody up. */
export async function inTurn(folder: string, work: () => Promise<void>): Promise<void> {
  const file = path.join(folder, 'at-work');
  mkdirSync(folder, { recursive: true });
  let told = false;
  while (!take(file)) {
    const pid = Number(readOrNothing(file));
    if (pid && !isRunning(pid)) rmSync(file, { force: true });
    else if (pid && !told) {
      told = true;
      console.error(`Another set-up is at work here (process ${pid}): waiting for it.`);
    }
    await pause(LOOK_AGAIN_MS);
  }
  try {
    await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** Only one of many can make a file that is not there. */
function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
