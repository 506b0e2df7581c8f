import type { ArxivPaper } from '../arxiv/paper.ts';
import { lockFor, type Transaction } from '../db/client.ts';

/** What is kept of a paper, whether it came from arXiv or from the examples. */
export type ReadPaper = Omit<ArxivPaper, 'notice'>;

/** What a search compares: lower case by Unicode's rules, which a database has only in some of its locales, and composed letters. */
export function searchableForm(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** PostgreSQL refuses NUL, which a page may hold all the same. */
function withoutNul(paper: ReadPaper): ReadPaper {
  const clean = (text: string) => text.replaceAll('\0', '');
  return {
    ...paper,
    title: clean(paper.title),
    authors: paper.authors.map(clean),
    abstract: clean(paper.abstract),
    sections: paper.sections.map((section) => ({
      ...section,
      title: clean(section.title),
      content: clean(section.content),
      equations: section.equations.map(clean),
    })),
  };
}

/** Waits until nobody else changes the paper or its sections, and keeps it so until the transaction ends. */
export async function lockForPaper(tx: Transaction, id: string): Promise<void> {
  await lockFor(tx, 'paper', id);
}

/**
 * Keeps a paper and its sections. Sections keep their ids; those that the version no longer has stay while a visualization points at
 * them, after the others. An older version than the one that is kept changes nothing.
 */
export async function writePaper(tx: Transaction, paper: ReadPaper): Promise<void> {
  const { arxivId: id, sections, ...rest } = withoutNul(paper);
  const metadata = { ...rest, searchText: searchableForm([rest.title, ...rest.authors, id].join('\n')) };
  await lockForPaper(tx, id);
  const kept = await tx.paper.findUnique({ where: { id }, select: { version: true } });
  if ((kept?.version ?? 0) > paper.version) return;
  await tx.paper.upsert({ where: { id }, create: { id, ...metadata }, update: metadata });

  // Out of the way first, because no two sections may have the same place for even a moment.
  await tx.$executeRaw`UPDATE "Section" SET "orderIndex" = -1 - "orderIndex" WHERE "paperId" = ${id}`;
  for (const { localId, ...section } of sections) {
    const sectionId = `${id}:${localId}`;
    await tx.section.upsert({ where: { id: sectionId }, create: { id: sectionId, paperId: id, localId, ...section }, update: section });
  }
  const gone = { paperId: id, orderIndex: { lt: 0 } };
  await tx.section.deleteMany({ where: { ...gone, visualizations: { none: {} } } });
  const stale = await tx.section.findMany({ where: gone, orderBy: { orderIndex: 'desc' }, select: { id: true } });
  for (const [index, section] of stale.entries()) {
    await tx.section.update({ where: { id: section.id }, data: { orderIndex: sections.length + index } });
  }
}
