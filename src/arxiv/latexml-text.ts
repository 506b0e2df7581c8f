import { classesOf, type HtmlElement, type HtmlNode, hasClass, isElement, isMath, isText } from './html.ts';
import { equationsOf, isDisplayMath, isEquation, texOf } from './latexml-math.ts';
import { createTextWriter, type TextWriter } from './text-writer.ts';

/** What is no part of the running text: notes, references, the page's furniture, numbers of equations, front matter, and arXiv's buttons. */
const DROPPED_CLASSES = new Set(
  `ltx_note ltx_note_outer ltx_bibliography ltx_page_header ltx_page_footer ltx_page_navbar ltx_TOC ltx_pagination ltx_rdf ltx_ERROR
   ltx_authors ltx_abstract ltx_dates ltx_keywords ltx_classification ltx_acknowledgements ltx_index ltx_glossary ltx_title_document
   ltx_listing_data ltx_tag_listingline ltx_eqn_eqno`.split(/\s+/),
);
const DROPPED_TAGS = new Set('script style noscript template svg img nav button form input head footer iframe'.split(' '));

const PARAGRAPHS = new Set('p div section article figure figcaption table ul ol dl blockquote h1 h2 h3 h4 h5 h6 pre'.split(' '));
const LINES = new Set('li dt dd br'.split(' '));

/** Where the text of a part of the page goes, and its displayed equations. `enter` may take an element over by answering true. */
export interface Reader {
  writer: TextWriter;
  equations: string[];
  enter?(element: HtmlElement): boolean;
}

/** Reads a node into `reader`: mathematics as TeX, list items behind their mark, a table's rows with `|` between cells, programs line by line. */
export function readNode(node: HtmlNode, reader: Reader): void {
  if (isText(node)) reader.writer.write(escapeDollars(node.value));
  else if (isElement(node) && !isDropped(node) && !reader.enter?.(node)) readElement(node, reader);
}

function readElement(element: HtmlElement, reader: Reader): void {
  const classes = classesOf(element);
  if (isEquation(element) || isDisplayMath(element)) readEquations(element, reader);
  else if (isMath(element)) reader.writer.writeExactly(inlineMath(element));
  else if (classes.includes('ltx_listingline')) readListingLine(element, reader);
  else if (classes.includes('ltx_tr') || element.tagName === 'tr') readRow(element, reader);
  else if (classes.includes('ltx_tag_item') || classes.includes('ltx_runin')) readLeadIn(element, reader);
  else {
    setApart(element, reader.writer);
    for (const child of element.childNodes) readNode(child, reader);
    setApart(element, reader.writer);
  }
}

/** The text of a few nodes in one line; their displayed equations, if any, go to `equations` too. */
export function readInline(nodes: HtmlNode[], equations: string[] = []): string {
  const writer = createTextWriter();
  for (const node of nodes) readNode(node, { writer, equations });
  return writer.toString().replace(/\s+/g, ' ');
}

function isDropped(element: HtmlElement): boolean {
  return DROPPED_TAGS.has(element.tagName) || classesOf(element).some((name) => DROPPED_CLASSES.has(name));
}

function setApart(element: HtmlElement, writer: TextWriter): void {
  if (PARAGRAPHS.has(element.tagName) || hasClass(element, 'ltx_p')) writer.breakParagraph();
  else if (LINES.has(element.tagName)) writer.breakLine();
}

/** In the text a dollar opens mathematics. */
const escapeDollars = (text: string) => text.replaceAll('$', '\\$');

function inlineMath(math: HtmlElement): string {
  const tex = texOf(math);
  return tex === '' ? '' : `$${tex}$`;
}

function readEquations(element: HtmlElement, { writer, equations }: Reader): void {
  const found = isMath(element) ? [texOf(element)].filter(Boolean) : equationsOf(element);
  equations.push(...found);
  writer.breakParagraph();
  for (const tex of found) {
    writer.writeExactly(`$$${tex}$$`);
    writer.breakParagraph();
  }
}

function readRow(row: HtmlElement, { writer, equations }: Reader): void {
  const cells = row.childNodes.filter(isElement).map((cell) => readInline(cell.childNodes, equations));
  if (cells.every((cell) => cell === '')) return;
  writer.breakLine();
  writer.writeExactly(cells.join(' | '));
  writer.breakLine();
}

/** A bullet or number, or the `Theorem 1.` of a theorem: what follows goes on in the same line. */
function readLeadIn(element: HtmlElement, { writer, equations }: Reader): void {
  if (hasClass(element, 'ltx_runin')) writer.breakParagraph();
  writer.writeExactly(`${readInline(element.childNodes, equations)} `);
  writer.keepWithNext();
}

/** A line of a program or an algorithm: its indentation counts, the line ends of the page's source do not. */
function readListingLine(line: HtmlElement, { writer }: Reader): void {
  const pieces: string[] = [];
  const collect = (node: HtmlNode) => {
    if (isText(node)) pieces.push(node.value.replace(/\s*\n\s*/g, '\n'));
    else if (isElement(node) && isMath(node)) pieces.push(inlineMath(node));
    else if (isElement(node) && !isDropped(node)) node.childNodes.forEach(collect);
  };
  line.childNodes.forEach(collect);
  while (pieces[0] === '\n') pieces.shift();
  writer.breakLine();
  writer.writeExactly(pieces.join('').replace(/\n+/g, ' '));
  writer.breakLine();
}
