import { parseArxivId } from '../arxiv/id.ts';
import { limits } from '../config.ts';
import type { Job, Paper, Prisma, Visualization } from '../db/generated/prisma/client.ts';
import { InputError, NotFoundError } from '../errors.ts';
import type { Asked } from '../services.ts';
import { keyset, type Page } from './pages.ts';
import { sectionMatcher } from './sections.ts';
import { searchableForm } from './write-paper.ts';

/** The paper with this arXiv id, in any form people write it; `null` when it was not read yet or this is not the id of a paper. */
export async function findPaper<Q extends object>({ db }: Asked, arxivId: string, query: Q): Promise<Paper | null> {
  const parsed = parseArxivId(arxivId);
  return parsed.ok ? db.paper.findUnique({ ...query, where: { id: parsed.id } }) : null;
}

/** A page of the papers that match the search. @throws InputError */
export async function findPapers<Q extends object>({ db }: Asked, search: string | null, page: Page, query: Q): Promise<Paper[]> {
  const { where, ...rest } = keyset(page, (id) => parseArxivId(id).ok);
  return db.paper.findMany({ ...query, ...rest, where: { AND: [papersMatching(search), where] } });
}

/** How many papers match the search. @throws InputError */
export async function countPapers({ db }: Asked, search: string | null): Promise<number> {
  return db.paper.count({ where: papersMatching(search) });
}

function papersMatching(search: string | null): Prisma.PaperWhereInput {
  const text = search?.replaceAll('\0', '').trim();
  if (!text) return {};
  if (text.length > limits.searchCharacters)
    throw new InputError(`The search has more than ${limits.searchCharacters} characters.`, ['search'], text);
  return { searchText: { contains: searchableForm(text).replace(/[\\%_]/g, '\\$&') } };
}

/** The newest job of a paper. */
export async function findLatestJob<Q extends object>({ db }: Asked, arxivId: string, query: Q): Promise<Job | null> {
  return db.job.findFirst({ ...query, where: { arxivId }, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] });
}

/**
 * What a paper shows: of each section and concept the visualization of the newest job, or while that has no video, the newest that has
 * one. In the order of the newest job's request.
 */
export async function findShownVisualizations({ db }: Asked, arxivId: string): Promise<Visualization[]> {
  // First without the code, which is large: there may be many jobs, of which little is shown.
  const newestFirst = await db.visualization.findMany({
    where: { job: { arxivId } },
    orderBy: [{ job: { createdAt: 'desc' } }, { jobId: 'desc' }, { position: 'asc' }],
    select: { id: true, sectionId: true, sectionRef: true, concept: true, status: true },
  });
  // A job that has not come to its sections yet, or never did, names them in its own way.
  const sections = await db.section.findMany({ where: { paperId: arxivId }, orderBy: { orderIndex: 'asc' }, select: sectionNames });
  const match = sectionMatcher(sections);
  const byConcept = Map.groupBy(newestFirst, ({ sectionId, sectionRef, concept }) =>
    JSON.stringify([sectionId ?? match(sectionRef) ?? sectionRef, concept]),
  );
  const ids = [...byConcept.values()].flatMap((group) => group.find(({ status }) => status === 'COMPLETE')?.id ?? group[0]?.id ?? []);
  const shown = new Map((await db.visualization.findMany({ where: { id: { in: ids } } })).map((row) => [row.id, row]));
  return ids.flatMap((id) => shown.get(id) ?? []);
}

const sectionNames = { id: true, localId: true, title: true } as const;

/** A paper with its sections and what is shown for them. @throws NotFoundError, which names the paper's job while it is not read yet. */
export async function requirePaperPage(services: Asked, text: string) {
  const parsed = parseArxivId(text);
  if (!parsed.ok) throw new NotFoundError(`There is no such paper: ${parsed.reason}.`);
  const { id } = parsed;
  const paper = await services.db.paper.findUnique({ where: { id }, include: { sections: { orderBy: { orderIndex: 'asc' } } } });
  if (paper) return { paper, shown: await findShownVisualizations(services, id) };
  const job = await findLatestJob(services, id, {});
  throw new NotFoundError(
    job ? `The paper ${id} is not read yet: its job ${job.id} is ${job.status.toLowerCase()}.` : `The paper ${id} is not known.`,
  );
}
