import type { JobView } from './job-view.ts';
import { createProgressLines } from './progress-lines.ts';
import { createProgressScreen } from './progress-screen.ts';

/** Shows how far a job is. */
export interface Progress {
  update(view: JobView): void;
  /** Something a person should know meanwhile. */
  tell(text: string): void;
  /** Stops showing; what was told stays. */
  close(): void;
}

/** On a terminal a screen that is redrawn in place, else lines. On standard error: standard output is for the result. */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  const canRedraw = stream.isTTY && process.env.TERM !== 'dumb';
  // Where the result does not follow on the same terminal, the last picture is all there is to see.
  return canRedraw
    ? createProgressScreen(stream, { keep: !process.stdout.isTTY })
    : createProgressLines((line) => stream.write(`${line}\n`));
}
