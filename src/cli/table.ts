import stringWidth from 'string-width';
import type { Report } from './report.ts';
import { alignLeft, alignRight, formatLength, oneLine, type Style } from './text.ts';

type Visualization = Report['visualizations'][number];

const GAP = '  ';
/** Section and concept are never made narrower than this. */
const NARROWEST = 6;

const names = { PENDING: 'waiting', RENDERING: 'rendering', COMPLETE: 'rendered', FAILED: 'failed', CANCELLED: 'cancelled' } as const;
const colors = { PENDING: 'dim', RENDERING: 'cyan', COMPLETE: 'green', FAILED: 'red', CANCELLED: 'yellow' } as const;

/** Sections and visualizations with the lengths of their videos, no wider than `columns`; `null`: as wide as it comes. */
export function formatTable({ visualizations, videos }: Report, { columns, style }: { columns: number | null; style: Style }): string {
  if (visualizations.length === 0) return '';
  const lengthOf = ({ id }: Visualization) => {
    const video = videos.find(({ visualizationId }) => visualizationId === id);
    return video ? formatLength(video.durationSeconds) : '';
  };
  const table = {
    '': visualizations.map(({ number }) => String(number)),
    Section: visualizations.map(({ section, sectionId }) => oneLine(section?.title ?? sectionId)),
    Visualization: visualizations.map(({ concept }) => oneLine(concept)),
    Length: visualizations.map(lengthOf),
  };
  const widths = Object.entries(table).map(([heading, cells]) => Math.max(...[heading, ...cells].map((text) => stringWidth(text))));
  shrink(widths, columns);
  const line = (cells: string[], status: string) => {
    const [number = 0, section = 0, concept = 0, length = 0] = widths;
    const [first = '', second = '', third = '', fourth = ''] = cells;
    return [alignRight(first, number), alignLeft(second, section), alignLeft(third, concept), alignRight(fourth, length), status].join(GAP);
  };
  const rows = visualizations.map(({ status, found }, row) =>
    line(
      Object.values(table).map((cells) => cells[row] ?? ''),
      style(colors[status], found ? 'found' : names[status]),
    ),
  );
  return [style('dim', line(Object.keys(table), 'Status')), ...rows].join('\n');
}

/** Makes section and concept narrower until a line fits: the section gets a third of what there is for both, when it needs that much. */
function shrink(widths: number[], columns: number | null): void {
  if (columns === null) return;
  const [number = 0, section = 0, concept = 0, length = 0] = widths;
  const status = Math.max(...Object.values(names).map((name) => name.length));
  const free = columns - number - length - status - 4 * GAP.length;
  if (section + concept <= free) return;
  const forSection = Math.min(section, Math.max(Math.floor(free / 3), free - concept));
  widths[1] = Math.max(NARROWEST, forSection);
  widths[2] = Math.max(NARROWEST, free - forSection);
}
