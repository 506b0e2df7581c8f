import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import cors from '@fastify/cors';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { urlOf } from './address.ts';
import { limits } from './config.ts';
import { serveGraphql } from './graphql/http.ts';
import { serveWebSockets } from './graphql/websocket.ts';
import { createGraphql } from './graphql/yoga.ts';
import { originPolicy } from './origins.ts';
import { readOnlyJson } from './rest/bodies.ts';
import { answerError, answerNotFound, answerUnreadable } from './rest/errors.ts';
import { serveFiles } from './rest/files.ts';
import { refuseOtherMethods } from './rest/methods.ts';
import { serveRest } from './rest/routes.ts';
import type { Services } from './services.ts';

/** How long requests under way may take once the server closes. */
const CLOSING_GRACE_MS = 5000;
/** How long a client may take to send a request; answers may take as long as they like. */
const REQUEST_TIMEOUT_MS = 60_000;

export interface Server {
  /** Where it listens: `http://127.0.0.1:8000`. */
  url: string;
  /** Takes no more requests, sends followers away so that they come back, and waits for requests under way. */
  close(): Promise<void>;
}

/** Makes sure that a server can listen there, before everything that it needs is opened. @throws the error that `openServer` would. */
export async function requirePort({ host, port }: { host: string; port: number }): Promise<void> {
  const trial = createServer().listen({ host, port });
  await once(trial, 'listening');
  trial.close();
  await once(trial, 'close');
}

/** Opens the doors for clients: GraphQL, REST and the files of a disk store. @throws when the port is taken. */
export async function openServer(services: Services, { host, port }: { host: string; port: number }): Promise<Server> {
  let url = '';
  const app = fastify({
    // Pino's own type and Fastify's differ in what they leave out.
    loggerInstance: services.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.bodyBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1000 },
    genReqId: () => crypto.randomUUID(),
    // An address that cannot be decoded, or has a part longer than any id.
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (_error, _request, reply) => answerNotFound(reply),
  });
  readOnlyJson(app);
  const isAllowedOrigin = originPolicy(services.config.corsOrigins);
  app.register(cors, {
    delegator: ({ headers }, answer) => {
      const { origin, host = '' } = headers;
      answer(null, {
        origin: origin !== undefined && isAllowedOrigin(origin, host),
        exposedHeaders: ['Retry-After', 'Content-Range', 'Accept-Ranges'],
      });
    },
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
  });
  app.setNotFoundHandler((_request, reply) => answerNotFound(reply));
  app.setErrorHandler(answerError);

  const refuse = refuseOtherMethods(app);
  serveFiles(app, services);
  serveRest(app, services);
  const yoga = createGraphql(services, () => services.config.publicUrl ?? url);
  const cutStreams = serveGraphql(app, yoga);
  refuse();
  const inFlight = countRequests(app);

  await app.listen({ host, port });
  // Not before: a port that is taken would be told as an error of the sockets, too.
  const sendSocketsAway = serveWebSockets(app.server, yoga, { isAllowedOrigin, log: services.log });
  const { port: actualPort } = app.server.address() as AddressInfo;
  url = urlOf({ host, port: actualPort });
  return {
    url,
    async close() {
      const closed = app.close();
      await sendSocketsAway();
      cutStreams();
      const sweep = setInterval(() => {
        if (inFlight() === 0) app.server.closeAllConnections();
      }, 20);
      const grace = setTimeout(() => app.server.closeAllConnections(), CLOSING_GRACE_MS);
      await closed;
      clearInterval(sweep);
      clearTimeout(grace);
    },
  };
}

function countRequests(app: FastifyInstance): () => number {
  let count = 0;
  app.server.on('request', (_request, response: ServerResponse) => {
    count += 1;
    response.once('close', () => {
      count -= 1;
    });
  });
  return () => count;
}
