/** Puts text together the way a page shows it: white space collapses, paragraphs and lines are set apart. */
export interface TextWriter {
  /** Text in the line. */
  write(text: string): void;
  /** Text whose spaces count, such as a line of a program. */
  writeExactly(text: string): void;
  /** What follows begins on a new line, or after an empty line; never more than one. */
  breakLine(): void;
  breakParagraph(): void;
  /** In the line just begun, the next break is left out: a list item's bullet and its first paragraph belong together. */
  keepWithNext(): void;
  toString(): string;
}

/** No-break spaces count as spaces; soft hyphens and zero-width characters are layout. */
const SPACES = /[\s\u00a0\u202f]+/g;
const INVISIBLE = /[\u00ad\u200b\u2060\ufeff]/g;

export function createTextWriter(): TextWriter {
  const lines: string[] = [];
  let line = '';
  let kept = false;

  const endLine = () => {
    if (line.trim() !== '') lines.push(line.trimEnd());
    line = '';
  };

  return {
    write(text) {
      const collapsed = text.replace(INVISIBLE, '').replace(SPACES, ' ');
      line += line === '' || line.endsWith(' ') ? collapsed.trimStart() : collapsed;
      if (collapsed.trim() !== '') kept = false;
    },
    writeExactly(text) {
      line += text.replace(INVISIBLE, '').replaceAll('\u00a0', ' ');
      kept = false;
    },
    breakLine() {
      if (!kept) endLine();
    },
    breakParagraph() {
      if (kept) return;
      endLine();
      if (lines.length > 0 && lines.at(-1) !== '') lines.push('');
    },
    keepWithNext() {
      kept = line.trim() !== '';
    },
    toString() {
      endLine();
      return lines.join('\n').trimEnd();
    },
  };
}
