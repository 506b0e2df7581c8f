import { setTimeout as delay } from 'node:timers/promises';
import PQueue from 'p-queue';
import { ArxivTrouble } from './errors.ts';

/** Lets one request through at a time, first come, first served, with a pause after each. */
export interface Gate {
  /**
   * Runs `work` when it is its turn. Waiting ends at once when `signal` aborts. `onClosed` is told, by those who wait, for how many
   * milliseconds the gate is closed beyond its usual pause. @throws ArxivTrouble when it is closed for too long.
   */
  pass<T>(work: () => Promise<T>, signal: AbortSignal, onClosed?: (forMs: number) => void): Promise<T>;
  /** Nobody passes in the next `milliseconds`, or longer when the gate is closed for longer already. */
  closeFor(milliseconds: number): void;
  /** Milliseconds until it opens; not above 0 when it is open. */
  closedFor(): number;
}

/** The pause is counted from the end of a request, so that a server never sees two starts closer than `pauseMs`. */
export function createGate(pauseMs: number, longestWaitMs: number): Gate {
  const queue = new PQueue({ concurrency: 1 });
  let opensAt = 0;
  const closedFor = () => Math.ceil(opensAt - performance.now());
  const waiting = new Set<() => void>();
  const closeFor = (milliseconds: number) => {
    opensAt = Math.max(opensAt, performance.now() + milliseconds);
    for (const tell of waiting) tell();
  };

  async function untilOpen(signal: AbortSignal): Promise<void> {
    // More than once, because a request that was aborted closes the gate after the next one's turn has come.
    for (let wait = closedFor(); wait > 0; wait = closedFor()) {
      if (wait > longestWaitMs) {
        const retryAfterSeconds = Math.ceil(wait / 1000);
        throw new ArxivTrouble('asked to be left alone for a while', { worthRetrying: false, retryAfterSeconds });
      }
      await delay(wait, undefined, { signal });
    }
  }

  return {
    closeFor,
    closedFor,
    async pass(work, signal, onClosed = () => {}) {
      let told = 0;
      const tell = () => {
        // Once for each time that it is asked for.
        if (opensAt === told || closedFor() <= pauseMs || closedFor() > longestWaitMs) return;
        told = opensAt;
        onClosed(closedFor());
      };
      tell();
      waiting.add(tell);
      const go = async () => {
        await untilOpen(signal);
        waiting.delete(tell);
        closeFor(pauseMs);
        try {
          return await work();
        } finally {
          closeFor(pauseMs);
        }
      };
      try {
        return await queue.add(go, { signal });
      } finally {
        waiting.delete(tell);
      }
    },
  };
}
