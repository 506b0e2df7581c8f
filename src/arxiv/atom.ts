import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import { parseArxivId } from './id.ts';

/** What arXiv's API says of a paper. */
export interface PaperMetadata {
  arxivId: string;
  version: number;
  title: string;
  authors: string[];
  abstract: string;
  /** Of the first version. */
  publishedAt: Date | null;
}

/** `found: null`: the feed is one of arXiv's and holds no paper. */
export type AtomAnswer = { ok: true; found: PaperMetadata | null } | { ok: false; reason: string };

const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  htmlEntities: true,
  isArray: (name) => name === 'entry' || name === 'author',
});

const text = z.string().default('');
const feedSchema = z.object({
  feed: z.object({
    entry: z
      .array(
        z.object({
          id: text,
          title: text,
          summary: text,
          published: text,
          author: z.array(z.object({ name: text })).default([]),
        }),
      )
      .default([]),
  }),
});

/**
 * Reads the first entry of a feed of the API (https://info.arxiv.org/help/api/user-manual.html). A paper that does not exist gives a feed
 * without entries, or an entry whose id is a URL below `api/errors`.
 */
export function parseAtom(xml: string): AtomAnswer {
  if (XMLValidator.validate(xml) !== true) return { ok: false, reason: 'answered with something that is not XML' };
  const parsed = feedSchema.safeParse(parse(xml));
  if (!parsed.success) return { ok: false, reason: 'answered with something that is not an Atom feed' };
  const entry = parsed.data.feed.entry[0];
  const id = parseArxivId(entry?.id ?? '');
  if (!entry || !id.ok || entry.title === '') return { ok: true, found: null };
  const published = new Date(entry.published);
  const metadata = {
    arxivId: id.id,
    version: id.version ?? 1,
    title: inOneLine(entry.title),
    // Collaborations are followed by an author named ":".
    authors: entry.author.map(({ name }) => inOneLine(name)).filter((name) => /\p{L}/u.test(name)),
    abstract: inParagraphs(entry.summary),
    publishedAt: Number.isNaN(published.getTime()) ? null : published,
  };
  return { ok: true, found: metadata };
}

/** `null` for what the parser takes for an attack: elements a hundred deep, entities that grow. */
function parse(xml: string): unknown {
  try {
    return parser.parse(xml);
  } catch {
    return null;
  }
}

const inOneLine = (words: string) => words.replace(/\s+/g, ' ').trim();

/** Lines are wrapped; one that is indented, or stands behind an empty one, begins a paragraph. */
function inParagraphs(words: string): string {
  const paragraphs = words.trim().split(/\n\s*\n|\n[ \t]{2,}/);
  return paragraphs.map(inOneLine).filter(Boolean).join('\n\n');
}
