import { limits } from '../config.ts';
import { countPapers, findLatestJob, findPaper, findPapers, findShownVisualizations } from '../resolvers/papers.ts';
import { findVideo } from '../resolvers/videos.ts';
import { builder } from './builder.ts';
import { type Context, once } from './context.ts';
import { nodeQuery, pageComplexity, readPage } from './pages.ts';

/** For the estimate of how large an answer may be; few papers have more. */
const USUAL_SECTIONS = 30;

export const Paper = builder.prismaObject('Paper', {
  description: 'An arXiv paper that was read.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The arXiv id without version.' }),
    arxivId: t.exposeString('id', { description: 'The arXiv id without version.' }),
    version: t.exposeInt('version', { nullable: true, description: 'The version that was read.' }),
    title: t.exposeString('title', { description: 'Its title.' }),
    authors: t.exposeStringList('authors', { description: 'Their names, in order.' }),
    abstract: t.exposeString('abstract', { description: 'Its abstract.' }),
    pdfUrl: t.expose('pdfUrl', { type: 'URL', description: 'The PDF at arXiv.' }),
    htmlUrl: t.expose('htmlUrl', { type: 'URL', nullable: true, description: 'The HTML edition, where there is one.' }),
    publishedAt: t.expose('publishedAt', { type: 'DateTime', nullable: true, description: 'When its first version came out.' }),
    processedAt: t.expose('processedAt', { type: 'DateTime', nullable: true, description: 'When a job of it last completed.' }),
    sections: t.relation('sections', {
      query: { orderBy: { orderIndex: 'asc' } },
      complexity: { field: 1, multiplier: USUAL_SECTIONS },
      description: 'Its sections, in reading order.',
    }),
    visualizations: t.prismaField({
      type: ['Visualization'],
      complexity: { field: 1, multiplier: limits.visualizations },
      description: 'Per section and concept the newest; while that has no video, the newest that has one.',
      resolve: (_query, { id }, _args, context) => once(context, `shown ${id}`, () => findShownVisualizations(context.services, id)),
    }),
    latestJob: t.prismaField({
      type: 'Job',
      nullable: true,
      description: 'Its newest job.',
      resolve: (query, { id }, _args, { services }) => findLatestJob(services, id, query),
    }),
  }),
});

builder.prismaObject('Section', {
  description: 'A part of a paper.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'arXiv id and local id: `1706.03762:S3.SS2`.' }),
    title: t.exposeString('title', { description: 'Its heading, without number.' }),
    content: t.exposeString('content', {
      description: 'Its text, without that of the sections in it. Mathematics is TeX between dollars.',
    }),
    level: t.exposeInt('level', { description: '1 for the top level.' }),
    orderIndex: t.exposeInt('orderIndex', { description: 'Its place in the paper, from 0.' }),
    equations: t.exposeStringList('equations', { description: 'Its displayed equations, as TeX.' }),
    visualizations: t.prismaField({
      type: ['Visualization'],
      description: 'What is shown for it, chosen as for the paper.',
      resolve: (_query, { id, paperId }, _args, context) => shownIn(context, paperId, id),
    }),
    video: t.prismaField({
      type: 'Video',
      nullable: true,
      description: 'The video to show for it: of its first visualization that is complete.',
      resolve: async (query, { id, paperId }, _args, context) => {
        const first = (await shownIn(context, paperId, id)).find(({ videoId }) => videoId !== null);
        return first?.videoId ? findVideo(context.services, first.videoId, query) : null;
      },
    }),
  }),
});

async function shownIn(context: Context, paperId: string, sectionId: string) {
  const shown = await once(context, `shown ${paperId}`, () => findShownVisualizations(context.services, paperId));
  return shown.filter((visualization) => visualization.sectionId === sectionId);
}

builder.queryFields((t) => ({
  paper: t.prismaField({
    type: 'Paper',
    nullable: true,
    description: 'A paper by its arXiv id, in any form people write it.',
    args: { arxivId: t.arg.string({ required: true, description: '`1706.03762`, `arXiv:1706.03762v5`, a URL of the paper.' }) },
    resolve: (query, _root, { arxivId }, { services }) => findPaper(services, arxivId, query),
  }),
  papers: t.connection(
    {
      type: Paper,
      description: 'Papers that were read, newest first.',
      complexity: pageComplexity,
      args: { search: t.arg.string({ description: 'A part of the title, of an author’s name or of the id.' }) },
      resolve: (_root, { search = null, ...args }, context, info) =>
        readPage(
          args,
          (page) => findPapers(context.services, search, page, nodeQuery(context, info, 'Paper')),
          () => countPapers(context.services, search),
        ),
    },
    {
      fields: (field) => ({
        totalCount: field.int({ description: 'How many match in all.', resolve: ({ countAll }) => countAll() }),
      }),
    },
  ),
}));
