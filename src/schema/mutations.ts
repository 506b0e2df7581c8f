import { ConflictError, InputError, NotFoundError, TooBusyError } from '../errors.ts';
import { cancelJob } from '../resolvers/cancel-job.ts';
import { requireJob } from '../resolvers/jobs.ts';
import { retryVisualization } from '../resolvers/retry-visualization.ts';
import { startProcessing } from '../resolvers/start-processing.ts';
import { requireVisualization } from '../resolvers/visualizations.ts';
import { builder } from './builder.ts';
import { Quality } from './enums.ts';

interface HasJob {
  job: { id: string };
}

const StartProcessingSuccess = builder.objectRef<HasJob & { existing: boolean }>('StartProcessingSuccess').implement({
  description: 'There is a job for the request.',
  fields: (t) => ({
    existing: t.exposeBoolean('existing', { description: 'It was there before: the same request is under way or done.' }),
  }),
});

const CancelJobSuccess = builder.objectRef<HasJob>('CancelJobSuccess').implement({ description: 'The job was cancelled.' });

const RetryVisualizationSuccess = builder.objectRef<HasJob & { visualization: { id: string } }>('RetryVisualizationSuccess').implement({
  description: 'The visualization is being rendered again.',
  fields: (t) => ({
    visualization: t.prismaField({
      type: 'Visualization',
      description: 'The visualization.',
      resolve: (query, { visualization }, _args, { services }) => requireVisualization(services, visualization.id, query),
    }),
  }),
});

for (const success of [StartProcessingSuccess, CancelJobSuccess, RetryVisualizationSuccess]) {
  builder.objectField(success, 'job', (t) =>
    t.prismaField({
      type: 'Job',
      description: 'The job.',
      resolve: (query, { job }, _args, { services }) => requireJob(services, job.id, query),
    }),
  );
}

const VisualizationInput = builder.inputType('VisualizationInput', {
  description: 'What the generator hands over.',
  fields: (t) => ({
    manimCode: t.string({ required: true, description: 'Python code that defines one Manim scene or more.' }),
    sectionId: t.string({ required: true, description: 'The section it belongs to: its id, its local id or its exact title.' }),
    concept: t.string({ required: true, description: 'What it shows.' }),
  }),
});

const StartProcessingInput = builder.inputType('StartProcessingInput', {
  description: 'A paper to process.',
  fields: (t) => ({
    arxivId: t.string({ required: true, description: '`1706.03762`, `arXiv:1706.03762v5`, a URL of the paper.' }),
    visualizations: t.field({
      type: [VisualizationInput],
      description: 'What to render. Without it: what the generator makes, those of the paper’s newest job, or those of the example.',
    }),
    quality: t.field({ type: Quality, description: 'MEDIUM unless given.' }),
    idempotencyKey: t.string({ description: '1 to 255 visible ASCII characters, kept for 24 hours: the same key answers the same job.' }),
    force: t.boolean({
      description: 'Make a new job even if the same request is under way or done. Equal renders are used again all the same.',
    }),
  }),
});

builder.mutationFields((t) => ({
  startProcessing: t.field({
    type: StartProcessingSuccess,
    description: 'Starts to process a paper, and answers at once with the job to follow.',
    errors: { types: [InputError, ConflictError, TooBusyError] },
    args: { input: t.arg({ type: StartProcessingInput, required: true, description: 'What to process.' }) },
    resolve: (_root, { input: { arxivId, visualizations = null, quality = null, idempotencyKey = null, force } }, { services }) =>
      startProcessing(services, { arxivId, visualizations, quality, idempotencyKey, force: force ?? false }),
  }),
  cancelJob: t.field({
    type: CancelJobSuccess,
    description: 'Cancels a job that has not ended. What is complete stays.',
    errors: { types: [NotFoundError, ConflictError] },
    args: { id: t.arg.id({ required: true, description: 'Of the job.' }) },
    resolve: async (_root, { id }, { services }) => ({ job: await cancelJob(services, id) }),
  }),
  retryVisualization: t.field({
    type: RetryVisualizationSuccess,
    description: 'Renders a visualization that failed or was cancelled once more, in a new run of its job.',
    errors: { types: [InputError, NotFoundError, ConflictError, TooBusyError] },
    args: {
      id: t.arg.id({ required: true, description: 'Of the visualization.' }),
      manimCode: t.arg.string({ description: 'Code that replaces the one it has.' }),
    },
    resolve: (_root, { id, manimCode = null }, { services }) => retryVisualization(services, { id, manimCode }),
  }),
}));
