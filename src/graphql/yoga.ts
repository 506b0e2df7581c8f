import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { createYoga } from 'graphql-yoga';
import { limits } from '../config.ts';
import type { Context } from '../schema/context.ts';
import { schema } from '../schema/index.ts';
import type { Services } from '../services.ts';
import { type Credentials, viewerOf } from '../viewer.ts';
import { defaultQuery } from './default-query.ts';
import { lastEventId, useEventStreams } from './event-streams.ts';
import { maskErrorWith } from './masked-errors.ts';
import { useOperationSize } from './operation-size.ts';
import { useUnconditionalSubscriptions } from './unconditional-subscriptions.ts';

export const GRAPHQL_PATH = '/graphql';

/**
 * GraphQL over HTTP and server-sent events, with GraphiQL that needs no network.
 * @param publicUrl what the URLs of this server begin with, which is known when it listens.
 */
export function createGraphql(services: Services, publicUrl: () => string) {
  return createYoga<Pick<Credentials, 'connectionParams'>, Context>({
    schema,
    graphqlEndpoint: GRAPHQL_PATH,
    landingPage: false,
    graphiql: { defaultQuery, title: 'arXiviz', subscriptionsProtocol: 'WS' },
    renderGraphiQL,
    // Fastify has read the body and checked what it is; CORS is the server's.
    multipart: false,
    cors: false,
    logging: false,
    maskedErrors: { maskError: maskErrorWith(services.log) },
    plugins: [
      maxTokensPlugin({ n: limits.queryTokens, propagateOnRejection: true, exposeLimits: true }),
      maxAliasesPlugin({ n: limits.queryAliases, propagateOnRejection: true, exposeLimits: true }),
      useOperationSize(),
      useUnconditionalSubscriptions(),
      useEventStreams(),
    ],
    context: ({ request, connectionParams }) => ({
      services: { ...services, viewer: viewerOf({ headers: request?.headers, connectionParams }) },
      publicUrl: publicUrl(),
      loaded: new Map(),
      lastEventId: request ? lastEventId(request) : null,
    }),
  });
}

export type GraphqlServer = ReturnType<typeof createGraphql>;
