import { limits } from '../config.ts';
import { estimateCompletion } from '../resolvers/estimate.ts';
import { countJobs, findJob, findJobs, findQueuePosition } from '../resolvers/jobs.ts';
import { stepLabelOf, stepLabels } from '../resolvers/steps.ts';
import { builder } from './builder.ts';
import { JobStatus, JobStepStatus } from './enums.ts';
import { nodeQuery, pageComplexity, readPage } from './pages.ts';

export const Job = builder.prismaObject('Job', {
  description: 'One request to process a paper.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The same in REST.' }),
    arxivId: t.exposeString('arxivId', { description: 'Of the paper, without version.' }),
    paper: t.relation('paper', { nullable: true, description: 'The paper, once it was read.' }),
    status: t.expose('status', { type: JobStatus, description: 'How far it is.' }),
    progress: t.exposeFloat('progress', { description: 'From 0 to 1. Within a run it never goes back, and 1 is only reached at its end.' }),
    currentStep: t.string({ description: 'What it is at, for people.', select: { status: true, currentStep: true }, resolve: stepLabelOf }),
    sectionsCompleted: t.exposeInt('sectionsCompleted', { description: 'Sections asked for in which nothing is unfinished.' }),
    sectionsTotal: t.exposeInt('sectionsTotal', { description: 'Distinct sections asked for; 0 until they are known.' }),
    visualizations: t.relation('visualizations', {
      query: { orderBy: { position: 'asc' } },
      complexity: { field: 1, multiplier: limits.visualizations },
      description: 'What it was asked for, in that order.',
    }),
    steps: t.relation('steps', { query: { orderBy: { name: 'asc' } }, description: 'Its five steps, in order.' }),
    error: t.exposeString('error', { nullable: true, description: 'Why it failed, if it did.' }),
    queuePosition: t.int({
      nullable: true,
      description: 'Its place among the jobs nobody works on yet, from 1.',
      select: { status: true, createdAt: true },
      resolve: (job, _args, { services }) => findQueuePosition(services, job),
    }),
    estimatedCompletion: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it will probably be done; null while nothing is known that an estimate could be made from.',
      select: { id: true, status: true, quality: true },
      resolve: (job, _args, { services }) => estimateCompletion(services, job),
    }),
    lastSeq: t.exposeInt('lastSeq', { description: 'Number of its newest event.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was accepted.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When work on it began.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
  }),
});

builder.prismaObject('JobStep', {
  description: 'A step of a job. Every job has the same five.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'fetch_paper, read_sections, generate, render_videos or finish.' }),
    label: t.string({ description: 'The name for people.', select: { name: true }, resolve: ({ name }) => stepLabels[name] }),
    status: t.expose('status', { type: JobStepStatus, description: 'How far it is.' }),
    detail: t.exposeString('detail', { nullable: true, description: 'What came of it; while it runs, what it waits for.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When it began.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
  }),
});

builder.queryFields((t) => ({
  job: t.prismaField({
    type: 'Job',
    nullable: true,
    description: 'A job by its id.',
    args: { id: t.arg.id({ required: true, description: 'Of the job.' }) },
    resolve: (query, _root, { id }, { services }) => findJob(services, id, query),
  }),
  jobs: t.connection(
    {
      type: Job,
      description: 'Jobs, newest first.',
      complexity: pageComplexity,
      args: { status: t.arg({ type: [JobStatus], description: 'Only those with one of these.' }) },
      resolve: (_root, { status = null, ...args }, context, info) =>
        readPage(
          args,
          (page) => findJobs(context.services, status, page, nodeQuery(context, info, 'Job')),
          () => countJobs(context.services, status),
        ),
    },
    {
      fields: (field) => ({
        totalCount: field.int({ description: 'How many match in all.', resolve: ({ countAll }) => countAll() }),
      }),
    },
  ),
}));
