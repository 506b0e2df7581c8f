import { createLogUpdate } from 'log-update';
import stringWidth from 'string-width';
import type { JobView } from './job-view.ts';
import type { Progress } from './progress.ts';
import { drawScreen } from './screen.ts';
import { printable, stylesFor } from './text.ts';

const REDRAW_EVERY_MS = 100;
const DEFAULT_SIZE = { columns: 80, rows: 24 };

/** Progress on a terminal, redrawn in place. `keep`: the last picture stays when it ends. */
export function createProgressScreen(stream: NodeJS.WriteStream, { keep }: { keep: boolean }): Progress {
  const style = stylesFor(stream);
  const terminal = createLogUpdate(stream);
  const startedAt = Date.now();
  let view: JobView | null = null;
  let shown = '';
  let ticks = 0;

  const draw = () => {
    if (!view) return;
    const { columns, rows } = { ...DEFAULT_SIZE, ...sizeOf(stream) };
    shown = drawScreen(view, { columns, rows, style, ticks, now: Date.now(), startedAt });
    terminal(shown);
  };
  const onResize = () => {
    // The terminal has wrapped what was too long: the picture now takes more rows than were written.
    const { columns } = { ...DEFAULT_SIZE, ...sizeOf(stream) };
    const rows = shown.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(stringWidth(line) / columns)), 0);
    if (shown !== '') stream.write(`\x1b[${rows}A\r\x1b[J`);
    terminal.done();
    draw();
  };
  const timer = setInterval(() => {
    ticks += 1;
    draw();
  }, REDRAW_EVERY_MS);
  stream.on('resize', onResize);

  return {
    update(next) {
      view = next;
      draw();
    },
    tell(text) {
      terminal.persist(printable(text));
      draw();
    },
    close() {
      clearInterval(timer);
      stream.off('resize', onResize);
      if (!keep) terminal.clear();
      terminal.done();
    },
  };
}

function sizeOf({ columns, rows }: NodeJS.WriteStream): Partial<typeof DEFAULT_SIZE> {
  // A terminal that does not know its size says 0.
  return { ...(columns ? { columns } : {}), ...(rows ? { rows } : {}) };
}
