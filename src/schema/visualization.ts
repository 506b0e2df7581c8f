import { findVisualization } from '../resolvers/visualizations.ts';
import { builder } from './builder.ts';
import { VisualizationStatus } from './enums.ts';
import { RenderFailure } from './failure.ts';
import { Paper } from './paper.ts';

export const Visualization = builder.prismaObject('Visualization', {
  description: 'A concept of a section, and the Manim code that shows it, as one job asked for it.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The same in REST.' }),
    concept: t.exposeString('concept', { description: 'What it shows.' }),
    manimCode: t.exposeString('manimCode', { description: 'The code it is rendered from.' }),
    sectionId: t.exposeString('sectionRef', { description: 'The section, as it was named in the request.' }),
    section: t.relation('section', { nullable: true, description: 'The section that was meant, where the paper has it.' }),
    paper: t.field({
      type: Paper,
      nullable: true,
      description: 'The paper, once it was read.',
      select: (_args, _context, nested) => ({ job: { select: { paper: nested(true) } } }),
      resolve: ({ job }) => job.paper,
    }),
    job: t.relation('job', { description: 'The job it belongs to.' }),
    status: t.expose('status', { type: VisualizationStatus, description: 'How far it is.' }),
    progress: t.exposeFloat('progress', { description: 'Of the present attempt, from 0 to 1.' }),
    video: t.relation('video', { nullable: true, description: 'The video, once it is complete.' }),
    failure: t.relation('failure', { nullable: true, description: 'Why it failed, if it did.' }),
    attempts: t.relationCount('attempts', { description: 'Renders begun for it; none when an earlier render of the same code was used.' }),
    attemptHistory: t.relation('attempts', { query: { orderBy: { number: 'asc' } }, description: 'Those renders, oldest first.' }),
  }),
});

builder.prismaObject('VisualizationAttempt', {
  name: 'RenderAttempt',
  description: 'One try at rendering a visualization.',
  select: { number: true, attempt: { select: { startedAt: true, finishedAt: true } } },
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'From 1.' }),
    startedAt: t.field({ type: 'DateTime', description: 'When it began.', resolve: ({ attempt }) => attempt.startedAt }),
    finishedAt: t.field({ type: 'DateTime', nullable: true, description: 'When it ended.', resolve: ({ attempt }) => attempt.finishedAt }),
    failure: t.field({
      type: RenderFailure,
      nullable: true,
      description: 'Why it gave no video, if it did not.',
      select: (_args, _context, nested) => ({ attempt: { select: { failure: nested(true) } } }),
      resolve: ({ attempt }) => attempt.failure,
    }),
  }),
});

builder.queryField('visualization', (t) =>
  t.prismaField({
    type: 'Visualization',
    nullable: true,
    description: 'A visualization by its id.',
    args: { id: t.arg.id({ required: true, description: 'Of the visualization.' }) },
    resolve: (query, _root, { id }, { services }) => findVisualization(services, id, query),
  }),
);
