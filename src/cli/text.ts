import { stripVTControlCharacters, styleText } from 'node:util';
import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';

export type Style = (format: Parameters<typeof styleText>[0], text: string) => string;

/** Colours for one stream: none where it is no terminal or `NO_COLOR` is set. */
export function stylesFor(stream: NodeJS.WriteStream): Style {
  return (format, text) => styleText(format, text, { stream });
}

// Everything of C0 and C1 but tab and line feed, DEL, and what turns the direction of text around.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;

/** Text from elsewhere, made harmless: it may not move the cursor, change colours or hide anything in a terminal. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(CONTROL, '');
}

/** The same on one line. */
export function oneLine(text: string): string {
  return printable(text.replace(/\s+/g, ' ')).trim();
}

/** Cuts text to `width` columns, an ellipsis showing it, and fills it up with spaces. */
export function alignLeft(text: string, width: number): string {
  const cut = shorten(text, width);
  return cut + ' '.repeat(Math.max(0, width - stringWidth(cut)));
}

/** Cuts text to `width` columns, an ellipsis showing it. */
export function shorten(text: string, width: number): string {
  return width <= 0 ? '' : cliTruncate(text, width);
}

export function alignRight(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - stringWidth(text))) + text;
}

/** How long something took: `42 s`, `1 min 02 s`, `1 h 02 min`. */
export function formatElapsed(seconds: number): string {
  const whole = Math.floor(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** The length of a video: `0:42`, `1:02:03`. */
export function formatLength(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

export function formatPercent(share: number): string {
  // Down, so that 100 % means the end.
  return `${Math.floor(share * 100)} %`;
}

/** `1 video`, `2 videos`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

const two = (number: number) => String(number).padStart(2, '0');
