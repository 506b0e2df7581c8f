import type { Server } from 'node:http';
import { type ExecutionArgs, GraphQLError } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { limits } from '../config.ts';
import { GRAPHQL_PATH, type GraphqlServer } from './yoga.ts';

/** Yoga's own functions travel with the operation they belong to. */
type PipelineArguments = ExecutionArgs & Pick<ReturnType<GraphqlServer['getEnveloped']>, 'execute' | 'subscribe'>;

/** GraphQL over WebSocket (`graphql-transport-ws`) beside Yoga, through the same pipeline. The returned function sends clients away (1001). */
export function serveWebSockets(
  server: Server,
  yoga: GraphqlServer,
  isAllowedOrigin: (origin: string, host: string) => boolean,
): () => Promise<void> {
  const sockets = new WebSocketServer({
    server,
    path: GRAPHQL_PATH,
    maxPayload: limits.bodyBytes,
    verifyClient: ({ origin, req }: { origin?: string; req: { headers: { host?: string } } }) =>
      !origin || isAllowedOrigin(origin, req.headers.host ?? ''),
  });
  const { dispose } = useServer(
    {
      execute: (args) => (args as PipelineArguments).execute(args),
      subscribe: (args) => (args as PipelineArguments).subscribe(args),
      onSubscribe: async (context, _id, { query, variables, operationName }) => {
        if (Object.keys(context.subscriptions).length > limits.subscriptionsPerSocket) {
          return [
            new GraphQLError(`One socket may have ${limits.subscriptionsPerSocket} operations at once.`, {
              extensions: { code: 'BAD_USER_INPUT' },
            }),
          ];
        }
        const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
          connectionParams: context.connectionParams,
        });
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
          } satisfies PipelineArguments;
        } catch (error) {
          if (error instanceof GraphQLError) return [error];
          throw error;
        }
      },
    },
    sockets,
  );
  return async () => {
    await dispose();
  };
}
