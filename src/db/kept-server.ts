import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { stopServer } from './running-server.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Starts a server with `start`, and again whenever it was killed or crashed: nobody else would, and what is kept goes on where it was.
 * One that ends well was told to. @throws what the first start throws.
 * @returns what stops it for good, when it has written everything.
 */
export async function keepServer(start: () => Promise<ChildProcess>): Promise<() => Promise<void>> {
  let stopping = false;
  let reviving = Promise.resolve();
  let server = await start();

  const watch = () => {
    server.once('exit', (code) => {
      if (code !== 0 && !stopping) reviving = revive();
    });
  };
  const revive = async () => {
    for (let delay = FIRST_PAUSE_MS; !stopping; delay = Math.min(2 * delay, LONGEST_PAUSE_MS)) {
      // What the dead one had started holds the data for a moment longer.
      await pause(delay, undefined, { ref: false });
      if (stopping) return;
      try {
        server = await start();
        watch();
        return;
      } catch {
        // Its log would say no more than that the database is away, which those who miss it say.
      }
    }
  };

  watch();
  return async () => {
    stopping = true;
    await reviving;
    if (server.pid !== undefined && server.exitCode === null && server.signalCode === null) await stopServer(server.pid);
  };
}
