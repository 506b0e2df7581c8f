import { type DefaultTreeAdapterTypes, defaultTreeAdapter, html, parse } from 'parse5';

export type HtmlNode = DefaultTreeAdapterTypes.ChildNode;
export type HtmlElement = DefaultTreeAdapterTypes.Element;
type Parent = DefaultTreeAdapterTypes.ParentNode;

/** Elements inside each other. LaTeXML's pages stay below 60; the browsers' own limit is 512. */
const MAXIMUM_DEPTH = 512;
/** Elements in all. A 16 MB page full of MathML has about 300,000. */
const MAXIMUM_ELEMENTS = 1_000_000;

/**
 * Parses a page as a browser would, or says with `null` that it is not worth it: HTML's rules for misnested tags let
 * 200 kB grow into gigabytes, so depth and number of elements are bounded while the tree is built.
 */
export function parsePage(text: string): Parent | null {
  let depth = 0;
  let elements = 0;
  try {
    return parse(text, {
      treeAdapter: {
        ...defaultTreeAdapter,
        createElement(...element) {
          elements += 1;
          if (elements > MAXIMUM_ELEMENTS) throw new PageTooComplex();
          return defaultTreeAdapter.createElement(...element);
        },
        onItemPush() {
          depth += 1;
          if (depth > MAXIMUM_DEPTH) throw new PageTooComplex();
        },
        onItemPop() {
          depth -= 1;
        },
      },
    });
  } catch (error) {
    if (error instanceof PageTooComplex) return null;
    throw error;
  }
}

class PageTooComplex extends Error {
  override name = 'PageTooComplex';
}

export const isElement = (node: HtmlNode): node is HtmlElement => 'tagName' in node;
export const isText = (node: HtmlNode): node is DefaultTreeAdapterTypes.TextNode => node.nodeName === '#text';
export const isMath = (element: HtmlElement): boolean => element.tagName === 'math' && element.namespaceURI === html.NS.MATHML;

export function attribute(element: HtmlElement, name: string): string | null {
  return element.attrs.find((one) => one.name === name)?.value ?? null;
}

export function classesOf(element: HtmlElement): string[] {
  return (attribute(element, 'class') ?? '').split(/\s+/).filter(Boolean);
}

export const hasClass = (element: HtmlElement, name: string): boolean => classesOf(element).includes(name);

/** Every element below `parent` that fits, in document order; does not look inside one that fits. */
export function* findAll(parent: Parent, fits: (element: HtmlElement) => boolean): Generator<HtmlElement> {
  for (const child of parent.childNodes) {
    if (!isElement(child)) continue;
    if (fits(child)) yield child;
    else yield* findAll(child, fits);
  }
}

export function findFirst(parent: Parent, fits: (element: HtmlElement) => boolean): HtmlElement | null {
  for (const element of findAll(parent, fits)) return element;
  return null;
}
