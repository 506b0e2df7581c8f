import type { Server } from 'node:http';
import { type ExecutionArgs, GraphQLError } from 'graphql';
import { handleProtocols, makeServer } from 'graphql-ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { limits } from '../config.ts';
import { createOperations, type Operations, tooManyOperations } from './socket-operations.ts';
import { openSocket } from './sockets.ts';
import { GRAPHQL_PATH, type GraphqlServer } from './yoga.ts';

/** How long a client that is sent away may take to say that it goes. */
const LEAVING_MS = 1000;
/** https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const GOING_AWAY = 1001;

/** Yoga's own functions travel with the operation they belong to. */
type PipelineArguments = ExecutionArgs &
  Pick<ReturnType<GraphqlServer['getEnveloped']>, 'execute' | 'subscribe'> & { operations: Operations };

/** GraphQL over WebSocket (`graphql-transport-ws`) beside Yoga, through the same pipeline. The returned function sends clients away (1001). */
export function serveWebSockets(
  server: Server,
  yoga: GraphqlServer,
  { isAllowedOrigin, log }: { isAllowedOrigin: (origin: string, host: string) => boolean; log: Logger },
): () => Promise<void> {
  const sockets = new WebSocketServer({
    server,
    path: GRAPHQL_PATH,
    handleProtocols,
    maxPayload: limits.bodyBytes,
    verifyClient: ({ origin, req }: { origin?: string; req: { headers: { host?: string } } }) =>
      !origin || isAllowedOrigin(origin, req.headers.host ?? ''),
  });
  const graphql = makeServer<Record<string, unknown>, Operations>({
    execute: (args) => (args as PipelineArguments).execute(args),
    subscribe: async (args) => {
      const { subscribe, operations } = args as PipelineArguments;
      return operations.follow(() => subscribe(args));
    },
    onSubscribe: async ({ connectionParams, subscriptions, extra: operations }, _id, { query, variables, operationName }) => {
      if (Object.keys(subscriptions).length > limits.subscriptionsPerSocket) return [tooManyOperations()];
      const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({ connectionParams });
      try {
        const document = parse(query);
        const errors = validate(schema, document);
        if (errors.length > 0) return errors as GraphQLError[];
        const contextValue = await contextFactory();
        return {
          schema,
          document,
          operationName,
          variableValues: variables,
          contextValue,
          execute,
          subscribe,
          operations,
        } satisfies PipelineArguments;
      } catch (error) {
        if (error instanceof GraphQLError) return [error];
        throw error;
      }
    },
  });
  sockets.on('connection', (socket, { socket: stream }) => {
    const operations = createOperations();
    socket.once('close', operations.leave);
    openSocket(graphql, { socket, stream, extra: operations, log });
  });
  return async () => {
    const closed = new Promise((resolve) => sockets.close(resolve));
    for (const socket of sockets.clients) socket.close(GOING_AWAY, 'Going away');
    const timer = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate();
    }, LEAVING_MS);
    await closed;
    clearTimeout(timer);
  };
}
