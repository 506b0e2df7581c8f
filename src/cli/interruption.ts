import { constants } from 'node:os';
import type { ExitCode } from './exit-codes.ts';
import { count } from './text.ts';

/** Ctrl-C in a terminal may arrive twice: from the terminal, and from npm, which passes on what it gets. */
const SAME_KEYSTROKE_MS = 300;

/** A person's or a supervisor's wish that the command ends. */
export interface Interruption {
  signal: AbortSignal;
  /** 128 and the number of the signal that came, as shells do. */
  exitCode(): ExitCode;
  /** How to be faster, in the terms in which the wish came: `Press Ctrl-C again to stop at once.` */
  advice(): string;
}

/** From now on the first SIGINT, SIGTERM or SIGHUP asks the command to end, and the second one ends it at once. */
export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  let code = 0;
  let advice = '';
  let at = 0;
  const interrupt = (name: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => {
    const now = performance.now();
    if (code > 0 && now - at < SAME_KEYSTROKE_MS) return;
    if (code > 0) process.exit(code);
    code = 128 + constants.signals[name];
    at = now;
    advice = name === 'SIGINT' ? 'Press Ctrl-C again to stop at once.' : `A second ${name} stops it at once.`;
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt);
  return { signal: controller.signal, exitCode: () => code, advice: () => advice };
}

/** Says to whoever asked a server or a worker to end that it heard, and for how long it may go on. */
export function tellStopping(interruption: Interruption, shutdownMs: number): void {
  const most = shutdownMs > 0 ? ` What is under way has up to ${count(Math.ceil(shutdownMs / 1000), 'second')}.` : '';
  // A terminal that was closed, which is a reason to stop, takes no more words.
  process.stdout.once('error', () => {});
  // A terminal shows ^C where the cursor was.
  const gap = process.stdout.isTTY ? '\n' : '';
  process.stdout.write(`${gap}Stopping.${most} ${interruption.advice()}\n`);
}

/** Resolves when the interruption comes. */
export async function interrupted({ signal }: Interruption): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
