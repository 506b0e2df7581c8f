import path from 'node:path';
import type { Report } from './report.ts';
import { formatTable } from './table.ts';
import { count, formatElapsed, oneLine, printable, type Style } from './text.ts';

/** Of the sections that the paper does not have. */
const NAMES_SHOWN = 5;

export interface Page {
  /** Of the terminal; `null` where nothing has to fit. */
  columns: number | null;
  style: Style;
  /** For how long the command has worked. */
  seconds: number;
}

/** What came of a job, for a person: a table, where each video is, what failed and why, and where the paper is as JSON. */
export function formatSummary(report: Report, page: Page): string {
  const parts = [
    formatHead(report, page),
    formatTable(report, page),
    formatStrays(report),
    formatVideos(report, page),
    formatFailures(report, page),
    formatPaper(report, page),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function formatHead({ job, paper, visualizations, videos, failures }: Report, { style, seconds }: Page): string {
  const title = style('bold', oneLine(paper.title ?? job.arxivId));
  // Where the visualizations themselves failed, each says below why.
  if (job.status === 'FAILED' && failures.every(({ message }) => message === job.error))
    return [title, style('red', printable(job.error ?? 'The job failed.'))].join('\n');
  const have = `${videos.length} of ${count(visualizations.length, 'visualization')} ${videos.length === 1 || visualizations.length === 1 ? 'has' : 'have'} a video`;
  if (job.endedBefore) return [title, `${have}, ${videos.length > 1 ? 'all ' : ''}rendered before${whenOf(job.finishedAt)}.`].join('\n');
  const number = visualizations.filter(({ found }) => found).length;
  const found = number === 0 ? '' : `, ${number === videos.length && number > 1 ? 'all' : number} rendered before`;
  const start = job.status === 'CANCELLED' ? 'Cancelled: ' : '';
  return [title, `${start}${have}${found}. It took ${formatElapsed(seconds)}.`].join('\n');
}

/** ` (2026-11-22 21:24)`, in local time. */
function whenOf(time: string | null): string {
  // Sweden writes dates as ISO 8601 does.
  return time === null ? '' : ` (${new Date(time).toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'short' })})`;
}

/** What nobody sees in the table: that the paper has no such section, and clients will not look for a video there. */
function formatStrays({ job, visualizations }: Report): string {
  // A job that did not get so far knows of no section yet.
  if (job.status !== 'COMPLETED') return '';
  const names = new Set(visualizations.filter(({ section }) => section === null).map(({ sectionId }) => `“${oneLine(sectionId)}”`));
  if (names.size === 0) return '';
  const some = [...names].slice(0, NAMES_SHOWN).join(', ');
  const rest = names.size > NAMES_SHOWN ? ` and ${names.size - NAMES_SHOWN} more` : '';
  return `The paper has no section called ${some}${rest}: what belongs there is shown with the paper alone.`;
}

function formatVideos({ videos }: Report, { style }: Page): string {
  if (videos.length === 0) return '';
  // Whole, never cut: a path is there to be opened.
  return [style('bold', 'Videos'), ...videos.map(({ link, file, url }) => `  ${fromHere(link ?? file) ?? url}`)].join('\n');
}

/** Relative where that is below the present directory. */
function fromHere(file: string | null): string | null {
  if (file === null) return null;
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? file : relative;
}

function formatFailures({ job, visualizations, failures }: Report, { style }: Page): string {
  const numberOf = (id: string) => visualizations.find((visualization) => visualization.id === id)?.number ?? '';
  const own = failures.filter(({ message }) => message !== job.error);
  return own.map((failure) => formatFailure(failure, numberOf(failure.visualizationId), style)).join('\n\n');
}

function formatFailure(failure: Report['failures'][number], number: number | string, style: Style): string {
  const { concept, kind, exception, message, line, excerpt, latexExpression, latexLog, hint } = failure;
  const what = [exception, printable(message)].filter(Boolean).join(': ');
  const isLatex = kind === 'LATEX_ERROR';
  const lines = [
    `${style(['bold', 'red'], `Failed: ${number}`)}  ${style('bold', oneLine(concept))}`,
    indent(`${what}${line === null ? '' : ` (line ${line})`}`),
    excerpt && indent(excerpt),
    isLatex && latexExpression && indent(`LaTeX was given: ${latexExpression}`),
    isLatex && latexLog && indent(latexLog),
    hint && `   ${style('cyan', 'Hint:')} ${printable(hint)}`,
  ];
  return lines.filter(Boolean).join('\n');
}

/** Makes what was written elsewhere harmless, and moves it in. */
const indent = (text: string) => printable(text).replace(/^/gm, '   ');

function formatPaper({ paper }: Report, { style }: Page): string {
  if (paper.title === null) return '';
  return `${style('bold', 'Paper as JSON')}  ${paper.url}${paper.served ? '' : '  (after `npm start`)'}`;
}
