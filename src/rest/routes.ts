import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { InputError } from '../errors.ts';
import { estimateCompletion } from '../resolvers/estimate.ts';
import { checkHealth } from '../resolvers/health.ts';
import { requireJob, requireJobStatus } from '../resolvers/jobs.ts';
import { requirePaperPage } from '../resolvers/papers.ts';
import { startProcessing } from '../resolvers/start-processing.ts';
import { requireVideo } from '../resolvers/videos.ts';
import type { Asked, Services } from '../services.ts';
import { viewerOf } from '../viewer.ts';
import { sendObject } from './files.ts';
import { viewAccepted, viewPaper, viewStatus } from './views.ts';

const quality = z
  .enum(['low', 'medium', 'high', 'ultra'], { error: 'must be low, medium, high or ultra' })
  .transform((name) => name.toUpperCase() as Uppercase<typeof name>);

const string = z.string({ error: 'must be a text' });

const processBody = z.object(
  {
    arxiv_id: string,
    visualizations: z
      .array(
        z
          .object({ manim_code: string, section_id: string, concept: string }, { error: 'must be an object' })
          .transform(({ manim_code, section_id, concept }) => ({ manimCode: manim_code, sectionId: section_id, concept })),
        { error: 'must be a list' },
      )
      .nullish(),
    quality: quality.nullish(),
    force: z.boolean({ error: 'must be true or false' }).nullish(),
  },
  { error: 'The body must be a JSON object.' },
);

/** The five endpoints that older clients know, under `/api`. */
export function serveRest(app: FastifyInstance, services: Services): void {
  const asked = ({ headers }: FastifyRequest): Asked => ({
    ...services,
    viewer: viewerOf({ headers: new Headers(headers as Record<string, string>) }),
  });
  app.register(
    async (api) => {
      api.post('/process', async (request, reply) => {
        const { arxiv_id, visualizations, quality, force } = parseBody(request.body);
        const { job, existing } = await startProcessing(asked(request), {
          arxivId: arxiv_id,
          visualizations: visualizations ?? null,
          quality: quality ?? null,
          force: force ?? false,
          idempotencyKey: headerOf(request.headers['idempotency-key']),
        });
        return reply.code(202).send(viewAccepted(await requireJob(asked(request), job.id, {}), existing));
      });

      api.get<{ Params: { id: string } }>('/status/:id', async (request) => {
        const job = await requireJobStatus(asked(request), request.params.id);
        return viewStatus(job, await estimateCompletion(asked(request), job));
      });

      // A wildcard, because ids of before 2007 hold a slash.
      api.get<{ Params: { '*': string } }>('/paper/*', async (request) => {
        const { paper, shown } = await requirePaperPage(asked(request), request.params['*']);
        return viewPaper(paper, shown);
      });

      api.get<{ Params: { id: string } }>('/video/:id', async (request, reply) => {
        const { id, objectKey } = await requireVideo(asked(request), request.params.id);
        const url = await services.store.url(objectKey, request.method === 'HEAD' ? 'HEAD' : 'GET');
        // Two answers at one address: a cache must not give one for the other.
        reply.header('vary', 'Origin, Accept');
        // Elsewhere, an address may be good for some hours only.
        if (services.store.directory === null) reply.header('cache-control', 'no-store');
        if (request.headers.accept?.includes('application/json')) return { video_id: id, url, content_type: 'video/mp4' };
        return sendVideo(services, reply, objectKey, url);
      });

      api.get('/health', async (request, reply) => {
        const health = await checkHealth(asked(request));
        const parts = Object.fromEntries(health.services.map(({ name, status }) => [name, status]));
        return reply
          .code(health.status === 'healthy' ? 200 : 503)
          .send({ status: health.status, version: health.version, services: parts });
      });
    },
    { prefix: '/api' },
  );
}

function sendVideo({ store }: Services, reply: FastifyReply, objectKey: string, url: string) {
  if (store.directory === null) return reply.redirect(url, 302);
  return sendObject(reply, store, objectKey);
}

function parseBody(body: unknown): z.infer<typeof processBody> {
  const parsed = processBody.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new InputError(issue?.message ?? 'The body is not what it should be.', issue?.path.map(String) ?? []);
}

function headerOf(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value.join(',') : value) ?? null;
}
