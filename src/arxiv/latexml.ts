import { attribute, classesOf, findFirst, type HtmlElement, type HtmlNode, hasClass, isElement, parsePage } from './html.ts';
import { type Reader, readInline, readNode } from './latexml-text.ts';
import type { ArxivSection } from './paper.ts';
import { createTextWriter } from './text-writer.ts';

/** Headings from the outermost to the innermost. An appendix ranks with the outermost that the paper has. */
const HEADINGS = ['part', 'chapter', 'section', 'subsection', 'subsubsection', 'paragraph', 'subparagraph'];
const DEEPEST_LEVEL = 4;
const LONGEST_ID = 100;

/** A section while it is read: `rank` is the index of its heading in HEADINGS; the document itself is no heading. */
interface Draft extends Reader {
  element: HtmlElement;
  rank: number | 'appendix' | 'document';
  title: string;
}

/**
 * The sections of a page that LaTeXML made, as arXiv serves them, in reading order. What stands before the first heading becomes a section
 * `S0` under the paper's own title (LaTeXML numbers its equations `S0.E1`). Empty when the page is not one of LaTeXML's, or has no text.
 * The shape of such pages: https://math.nist.gov/~BMiller/LaTeXML/manual/
 */
export function readLatexml(html: string): ArxivSection[] {
  const page = parsePage(html);
  const article = page && (findFirst(page, isArticle) ?? findFirst(page, (element) => hasClass(element, 'ltx_document')));
  if (!article) return [];
  const drafts: Draft[] = [];
  readDraft(article, 'document', documentTitle(article), drafts);
  return number(drafts.filter(({ rank, writer }) => rank !== 'document' || writer.toString() !== ''));
}

/** arXiv puts a warning of class ltx_document in front of the article when a package failed. */
const isArticle = (element: HtmlElement) => element.tagName === 'article' && hasClass(element, 'ltx_document');

function documentTitle(article: HtmlElement): string {
  const heading = findFirst(article, (element) => hasClass(element, 'ltx_title_document'));
  return (heading && readInline(heading.childNodes)) || 'Text';
}

/** Reads one section, and the sections nested in it behind it: their text belongs to them. */
function readDraft(element: HtmlElement, rank: Draft['rank'], title: string, drafts: Draft[]): void {
  const draft: Draft = {
    element,
    rank,
    title,
    writer: createTextWriter(),
    equations: [],
    enter(child) {
      const nested = rankOf(child);
      if (nested !== null) readDraft(child, nested, titleOf(child), drafts);
      return nested !== null || isHeadingOf(element, child);
    },
  };
  drafts.push(draft);
  for (const child of element.childNodes) readNode(child, draft);
}

function rankOf(element: HtmlElement): number | 'appendix' | null {
  const names = classesOf(element);
  if (names.includes('ltx_appendix')) return 'appendix';
  const rank = HEADINGS.findIndex((heading) => names.includes(`ltx_${heading}`));
  return rank === -1 ? null : rank;
}

function isHeadingOf(section: HtmlElement, element: HtmlElement): boolean {
  return element.parentNode === section && hasClass(element, 'ltx_title');
}

/** The heading's text without its number; where it has no text, the number: `Section 3`. */
function titleOf(section: HtmlElement): string {
  const heading = section.childNodes.filter(isElement).find((child) => isHeadingOf(section, child))?.childNodes ?? [];
  const isTag = (node: HtmlNode) => isElement(node) && hasClass(node, 'ltx_tag');
  const tag = readInline(heading.filter(isTag));
  return readInline(heading.filter((node) => !isTag(node))) || (/^[\d.]+$/.test(tag) ? `Section ${tag}` : tag) || 'Untitled';
}

function number(drafts: Draft[]): ArxivSection[] {
  const outermost = Math.min(HEADINGS.indexOf('section'), ...drafts.map(({ rank }) => (typeof rank === 'number' ? rank : Infinity)));
  const taken = new Map<string, number>();
  return drafts.map(({ element, rank, title, writer, equations }, orderIndex) => ({
    localId: unique(rank === 'document' ? 'S0' : (idOf(element) ?? `section-${orderIndex + 1}`), taken),
    title,
    level: typeof rank === 'number' ? Math.min(rank - outermost + 1, DEEPEST_LEVEL) : 1,
    orderIndex,
    content: writer.toString(),
    equations,
  }));
}

/** Colons part the paper's id from a section's, so a section's has none. */
function idOf(element: HtmlElement): string | null {
  const id = attribute(element, 'id') ?? '';
  return /^[^\s:]+$/.test(id) && id.length <= LONGEST_ID ? id : null;
}

/** The second `S1` becomes `S1-2`: the same page always gives the same ids. */
function unique(wanted: string, taken: Map<string, number>): string {
  const count = (taken.get(wanted) ?? 0) + 1;
  taken.set(wanted, count);
  return count === 1 ? wanted : unique(`${wanted}-${count}`, taken);
}
