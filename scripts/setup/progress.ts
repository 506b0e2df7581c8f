/** Says what set-up does and how far it is: on a terminal one line that changes, elsewhere a plain line now and then. */
export interface Progress {
  /** `fraction` is between 0 and 1, or `null` where nobody knows. */
  update(fraction: number | null, doing: string): void;
  /** Leaves a last line behind. */
  done(): void;
}

const BAR_WIDTH = 24;
// Without a terminal: a line for each quarter, so that a log stays short.
const STEPS = 4;

/** Starts telling about a piece of work. The time it took is told at its end. */
export function startProgress(title: string): Progress {
  const started = performance.now();
  const { isTTY, columns } = process.stderr;
  let told = 0;
  return {
    update(fraction, doing) {
      if (isTTY) {
        const line = `${title}: ${fraction === null ? '' : `${bar(fraction)} `}${doing}`;
        process.stderr.write(`\r\x1b[K${line.slice(0, (columns || 80) - 1)}`);
      } else if (fraction !== null && Math.floor(fraction * STEPS) > told) {
        told = Math.floor(fraction * STEPS);
        console.error(`${title}: ${percent(fraction)}, ${doing}`);
      }
    },
    done() {
      const seconds = Math.round((performance.now() - started) / 1000);
      process.stderr.write(`${isTTY ? '\r\x1b[K' : ''}${title}: done in ${seconds} s\n`);
    },
  };
}

function bar(fraction: number): string {
  const full = Math.round(fraction * BAR_WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${percent(fraction).padStart(5)}`;
}

function percent(fraction: number): string {
  return `${Math.floor(fraction * 100)} %`;
}
