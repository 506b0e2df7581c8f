import { attribute, classesOf, findAll, findFirst, type HtmlElement, hasClass, isElement, isMath, isText } from './html.ts';

const LONGEST_CONTROL_WORD = 80;

/** The TeX of a `<math>` element; empty when it carries none. Its text content is never it: that is MathML's symbols run together. */
export function texOf(math: HtmlElement): string {
  return unwrapTex(attribute(math, 'alttext') ?? annotationOf(math) ?? '');
}

function annotationOf(math: HtmlElement): string | null {
  const annotation = findFirst(math, (one) => one.tagName === 'annotation' && attribute(one, 'encoding') === 'application/x-tex');
  return annotation?.childNodes.find(isText)?.value ?? null;
}

/**
 * LaTeXML wraps TeX at 80 columns by a `%` at the line's end, which TeX reads as nothing. A `%` behind a backslash is a per cent sign,
 * unless that backslash belongs to a line break (`\\%`). A control word must not grow into the letter that follows it.
 */
function unwrapTex(tex: string): string {
  return tex
    .replace(/(?<!\\)((?:\\\\)*)%[ \t]*\r?\n[ \t]*/g, (wrap: string, lineBreaks: string, at: number) => {
      const before = tex.slice(Math.max(0, at - LONGEST_CONTROL_WORD), at);
      const joins = lineBreaks === '' && /\\[A-Za-z]+$/.test(before) && /[A-Za-z]/.test(tex.charAt(at + wrap.length));
      return joins ? ' ' : lineBreaks;
    })
    .replace(/\s+/g, ' ')
    .trim();
}

export const isDisplayMath = (element: HtmlElement): boolean => isMath(element) && attribute(element, 'display') === 'block';

export function isEquation(element: HtmlElement): boolean {
  return classesOf(element).some((name) => name === 'ltx_equation' || name === 'ltx_equationgroup');
}

/**
 * The TeX of each equation in a `.ltx_equation` or `.ltx_equationgroup`. One `tbody` is one numbered equation, its rows are lines of it,
 * and the cells of a row are the parts between TeX's `&`. A row of `align` whose left side is empty goes on with the equation above it.
 */
export function equationsOf(element: HtmlElement): string[] {
  const equations: string[] = [];
  let body: HtmlElement['parentNode'] = null;
  for (const row of findAll(element, isRow)) {
    const cells = [...findAll(row, isCell)].map(cellTex);
    const tex = cells.filter(Boolean).join(' ');
    if (!tex) continue;
    const previous = equations.at(-1);
    const continues = row.parentNode === body || cells[0] === '';
    if (previous !== undefined && continues) equations[equations.length - 1] = `${previous} \\\\ ${tex}`;
    else equations.push(tex);
    body = row.parentNode;
  }
  if (equations.length > 0) return equations;
  // Not laid out as a table.
  const tex = cellTex(element);
  return tex ? [tex] : [];
}

const isRow = (element: HtmlElement) => element.tagName === 'tr' || hasClass(element, 'ltx_eqn_row');

/** Cells of padding and of the equation's number are no cells. */
function isCell(element: HtmlElement): boolean {
  const classes = classesOf(element);
  if (classes.some((name) => name === 'ltx_eqn_eqno' || name.startsWith('ltx_eqn_center_pad'))) return false;
  return element.tagName === 'td' || classes.includes('ltx_eqn_cell');
}

function cellTex(cell: HtmlElement): string {
  const parts = isElement(cell) && isMath(cell) ? [cell] : [...findAll(cell, isMath)];
  return parts
    .map((math) => texOf(math).replace(/^\\displaystyle(?![A-Za-z])\s*/, ''))
    .filter(Boolean)
    .join(' ');
}
