import { METHODS } from 'node:http';
import type { FastifyInstance, RouteOptions } from 'fastify';

type Place = Pick<RouteOptions, 'errorHandler'> & { methods: Set<string> };

/** Something is at this address, but not for this method (RFC 9110, 15.5.6). */
class MethodNotAllowed extends Error {
  override name = 'MethodNotAllowed';
  readonly statusCode = 405;
}

/**
 * Answers 405 where a route answers other methods than the one that was asked for, in the form of that route's errors. To be called before
 * the routes are registered; the returned function, after them.
 */
export function refuseOtherMethods(app: FastifyInstance): () => void {
  const places = new Map<string, Place>();
  // Those that Node reads and Fastify would take for an address that is not there. A CONNECT never comes as a request.
  for (const method of METHODS) if (method !== 'CONNECT' && !app.supportedMethods.includes(method)) app.addHttpMethod(method);
  app.addHook('onRoute', ({ url, method, errorHandler }) => {
    const place = places.get(url) ?? { methods: new Set(), errorHandler };
    for (const one of [method].flat()) place.methods.add(one);
    places.set(url, place);
  });
  return () => {
    app.after(() => {
      for (const [url, place] of [...places]) refuseOthers(app, url, place);
    });
  };
}

function refuseOthers(app: FastifyInstance, url: string, { methods, errorHandler }: Place): void {
  const others = app.supportedMethods.filter((method) => !methods.has(method) && method !== 'OPTIONS');
  if (url === '*' || others.length === 0) return;
  const allow = [...new Set([...methods, 'OPTIONS'])].sort().join(', ');
  app.route({
    url,
    method: others,
    exposeHeadRoute: false,
    ...(errorHandler && { errorHandler }),
    // Before a body is read that nobody wants.
    onRequest: async ({ method }, reply) => {
      reply.header('allow', allow);
      throw new MethodNotAllowed(`This address does not take ${method}, but ${allow}.`);
    },
    handler: async () => {},
  });
  if (!methods.has('OPTIONS')) app.options(url, async (_request, reply) => reply.code(204).header('allow', allow).send());
}
