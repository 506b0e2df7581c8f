import type { JobEvent as JobEventRow } from '../db/generated/prisma/client.ts';
import { followJob, loadForEvent } from '../resolvers/follow-job.ts';
import { requireJob } from '../resolvers/jobs.ts';
import { stepLabelOf } from '../resolvers/steps.ts';
import { findVisualization } from '../resolvers/visualizations.ts';
import { builder } from './builder.ts';
import { JobEventType, JobStatus, RenderFailureKind } from './enums.ts';

const JobEvent = builder.objectRef<JobEventRow>('JobEvent').implement({
  description: 'A numbered step in a job’s life. All but `job` and `visualization` is as it was at that moment.',
  fields: (t) => ({
    seq: t.exposeInt('seq', { description: '1, 2, 3 … without gaps. Pass it as `after` to go on from here.' }),
    type: t.expose('type', { type: JobEventType, description: 'What happened.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    status: t.expose('status', { type: JobStatus, description: 'Of the job.' }),
    progress: t.exposeFloat('progress', { description: 'Of the job, from 0 to 1.' }),
    currentStep: t.string({ description: 'What the job was at, for people.', resolve: stepLabelOf }),
    sectionsCompleted: t.exposeInt('sectionsCompleted', { description: 'Sections in which nothing was unfinished.' }),
    sectionsTotal: t.exposeInt('sectionsTotal', { description: 'Sections asked for; 0 until they were known.' }),
    visualizationId: t.exposeID('visualizationId', { nullable: true, description: 'The visualization it is about.' }),
    visualizationProgress: t.exposeFloat('visualizationProgress', { nullable: true, description: 'Of that visualization, from 0 to 1.' }),
    attempt: t.exposeInt('attempt', { nullable: true, description: 'Which try at rendering it, from 1.' }),
    videoId: t.exposeID('videoId', { nullable: true, description: 'The video that was made.' }),
    failureKind: t.expose('failureKind', { type: RenderFailureKind, nullable: true, description: 'Why it failed.' }),
    visualization: t.prismaField({
      type: 'Visualization',
      nullable: true,
      description: 'The visualization as it is now.',
      resolve: (query, event, _args, { services }) =>
        loadForEvent(services, event, 'visualization', query, async () =>
          event.visualizationId ? findVisualization(services, event.visualizationId, query) : null,
        ),
    }),
    job: t.prismaField({
      type: 'Job',
      description: 'The job as it is now.',
      resolve: (query, event, _args, { services }) =>
        loadForEvent(services, event, 'job', query, () => requireJob(services, event.jobId, query)),
    }),
  }),
});

builder.subscriptionField('jobProgress', (t) =>
  t.field({
    type: JobEvent,
    description:
      'Every event of a job after `after`, in order, without gaps or repeats. Ends after the last event of a job that has ended.',
    args: {
      jobId: t.arg.id({ required: true, description: 'Of the job.' }),
      after: t.arg.int({ description: 'The last `seq` that is known already; 0 or nothing: from the first.' }),
    },
    subscribe: (_root, { jobId, after }, { services, lastEventId }) => followJob(services, jobId, lastEventId ?? after ?? 0),
    resolve: (event) => event,
  }),
);
