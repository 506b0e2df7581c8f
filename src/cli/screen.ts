import { type JobView, renderSeconds, type VisualizationView } from './job-view.ts';
import { alignLeft, alignRight, formatElapsed, formatPercent, oneLine, type Style, shorten } from './text.ts';

/** What a picture depends on besides the job. Times are milliseconds since 1970. */
export interface Canvas {
  columns: number;
  rows: number;
  style: Style;
  /** Counts pictures, for what moves. */
  ticks: number;
  now: number;
  startedAt: number;
}

const SPINNER = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'];
const STATUS_COLUMNS = 9;
const ELAPSED_COLUMNS = 11;
const WIDE = 100;
const NARROW = 60;
/** Lines besides those of visualizations: title, bar, blank ones, what was left out, the cursor's own. */
const OTHER_LINES = 6;

/** A picture of the job: its title, one bar for all of it, and a line for each visualization, none longer than the terminal is wide. */
export function drawScreen(view: JobView, canvas: Canvas): string {
  const { shown, left } = chooseVisualizations(view.visualizations, Math.max(1, canvas.rows - OTHER_LINES));
  const lines = [
    drawTitle(view, canvas),
    '',
    drawWhole(view, canvas),
    drawDetail(view, canvas),
    ...shown.flatMap((one) => drawVisualization(one, canvas)),
  ];
  if (left.length > 0) lines.push(canvas.style('dim', shorten(`  and ${left.length} more: ${summarize(left)}`, canvas.columns)));
  return lines.join('\n');
}

function drawTitle({ title, arxivId }: JobView, { columns, style }: Canvas): string {
  if (title === null) return style('bold', shorten(arxivId, columns));
  const name = shorten(oneLine(title), columns - arxivId.length - 2);
  return `${style('bold', name)}  ${style('dim', arxivId)}`;
}

function drawWhole({ progress, currentStep }: JobView, { columns, style, now, startedAt }: Canvas): string {
  const facts = [formatPercent(progress), currentStep, formatElapsed((now - startedAt) / 1000)].join('  ');
  if (columns < NARROW) return shorten(facts, columns);
  // As wide as the longest step needs it, so that the bar keeps its length.
  return `${drawBar(progress, columns - 46, style)}  ${shorten(facts, 44)}`;
}

/** In the line below the bar, which is there anyway. */
function drawDetail({ stepDetail }: JobView, { columns, style }: Canvas): string {
  return stepDetail === null ? '' : style('yellow', shorten(oneLine(stepDetail), columns));
}

function drawVisualization(visualization: VisualizationView, canvas: Canvas): string[] {
  const { columns, style, now } = canvas;
  const { status, progress, failure } = visualization;
  const look = looks[status];
  const seconds = renderSeconds(visualization, now);
  const icon = style(look.color, status === 'RENDERING' ? (SPINNER[canvas.ticks % SPINNER.length] ?? '') : look.icon);
  const name =
    status === 'COMPLETE' && seconds === null ? 'found' : progress > 0 && status === 'RENDERING' ? formatPercent(progress) : look.name;
  const elapsed = columns < NARROW ? '' : alignRight(seconds === null ? '' : formatElapsed(seconds), ELAPSED_COLUMNS);
  const barColumns = columns >= WIDE ? 20 : columns >= NARROW ? 10 : 0;
  const bar = barColumns > 0 ? `  ${drawBar(status === 'COMPLETE' ? 1 : progress, barColumns, style, look.color)}` : '';
  const right = `${bar}  ${style(look.color, alignRight(name, STATUS_COLUMNS))}${style('dim', elapsed)}`;
  const conceptColumns = columns - 4 - (barColumns > 0 ? barColumns + 2 : 0) - STATUS_COLUMNS - elapsed.length;
  const line = `${icon} ${alignLeft(oneLine(visualization.concept), conceptColumns)}${right}`;
  const reason = failure === null ? [] : [`  ${style('red', shorten(oneLine(failure), columns - 2))}`];
  return [line, ...reason].map((text) => shorten(text, columns));
}

const looks = {
  PENDING: { icon: '·', name: 'waiting', color: 'dim' },
  RENDERING: { icon: '', name: 'rendering', color: 'cyan' },
  COMPLETE: { icon: '✔', name: 'done', color: 'green' },
  FAILED: { icon: '✘', name: 'failed', color: 'red' },
  CANCELLED: { icon: '–', name: 'cancelled', color: 'yellow' },
} as const satisfies Record<VisualizationView['status'], { icon: string; name: string; color: Parameters<Style>[0] }>;

function drawBar(share: number, columns: number, style: Style, color: Parameters<Style>[0] = 'cyan'): string {
  const full = Math.floor(Math.min(1, share) * columns);
  return style(color, '━'.repeat(full)) + style('dim', '─'.repeat(columns - full));
}

/** What is under way comes first, then what failed, what waits and what is done; those chosen keep their order. */
const URGENCY: VisualizationView['status'][] = ['RENDERING', 'FAILED', 'PENDING', 'CANCELLED', 'COMPLETE'];

function chooseVisualizations(all: VisualizationView[], lines: number): { shown: VisualizationView[]; left: VisualizationView[] } {
  const chosen = new Set<VisualizationView>();
  let free = lines;
  for (const one of URGENCY.flatMap((status) => all.filter((other) => other.status === status))) {
    const needed = one.failure === null ? 1 : 2;
    if (needed > free) break;
    chosen.add(one);
    free -= needed;
  }
  return { shown: all.filter((one) => chosen.has(one)), left: all.filter((one) => !chosen.has(one)) };
}

function summarize(visualizations: VisualizationView[]): string {
  return [...Map.groupBy(visualizations, ({ status }) => status)]
    .map(([status, those]) => `${those.length} ${looks[status].name || 'rendering'}`)
    .join(', ');
}
