import type { ServerResponse } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isOfOtherType } from '../rest/bodies.ts';
import { eventsOf } from './event-streams.ts';
import { GRAPHQL_PATH, type GraphqlServer } from './yoga.ts';

/** A client that has taken nothing for so long, not even a heartbeat, is gone, or has to come back. */
const UNREAD_MS = 2 * 60_000;

/**
 * GraphQL over HTTP and server-sent events. The returned function cuts every stream without a `complete`, so that its client comes back
 * for the rest.
 */
export function serveGraphql(app: FastifyInstance, yoga: GraphqlServer): () => void {
  const streams = new Set<ServerResponse>();
  let cut = false;
  app.route({
    url: GRAPHQL_PATH,
    method: ['GET', 'POST', 'OPTIONS'],
    exposeHeadRoute: false,
    errorHandler: answerGraphqlError,
    preValidation: [refuseUnreadableParameters, refuseWithoutOperation],
    handler: async (request, reply) => {
      const response = await yoga.handleNodeRequestAndResponse(request, reply);
      if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
        streams.add(reply.raw);
        reply.raw.once('close', () => streams.delete(reply.raw));
        reply.raw.setTimeout(UNREAD_MS, () => reply.raw.destroy());
        if (cut) reply.raw.destroy();
      }
      const events = eventsOf(response);
      return events ? reply.headers(Object.fromEntries(response.headers)).send(events) : reply.send(response);
    },
  });
  return () => {
    cut = true;
    for (const stream of streams) stream.destroy();
  };
}

/** In a GET, `variables` and `extensions` are JSON. Yoga takes what is none for a failure of its own. */
async function refuseUnreadableParameters({ query }: FastifyRequest, reply: FastifyReply): Promise<void> {
  for (const name of ['variables', 'extensions']) {
    const text: unknown = Reflect.get(Object(query), name);
    if (typeof text === 'string' && text !== '' && !isJson(text)) {
      await reply.code(400).send(refusal(`The parameter "${name}" is not JSON.`));
      return;
    }
  }
}

/** Yoga takes `{}`, `null` and numbers for no body at all, and complains that they are no JSON. */
async function refuseWithoutOperation({ method, body }: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (method !== 'POST' || (typeof body === 'object' && body !== null && Object.keys(body).length > 0)) return;
  await reply.code(400).send(refusal('The body must be a JSON object with "query" in it.'));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What Fastify refuses before GraphQL sees it, in the form that GraphQL clients read: bodies that are no JSON, or too large. */
function answerGraphqlError(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const { statusCode = 500 } = error;
  if (statusCode < 500) return reply.code(statusCode).send(refusal(messageOf(error)));
  request.log.error({ err: error }, 'A GraphQL request failed unexpectedly.');
  return reply.code(statusCode).send(refusal(`Something went wrong inside arXiviz; its log says more under request ${request.id}.`));
}

function messageOf(error: FastifyError): string {
  return isOfOtherType(error) ? 'Operations are sent as JSON, with the header "content-type: application/json".' : error.message;
}

function refusal(message: string) {
  return { errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] };
}
