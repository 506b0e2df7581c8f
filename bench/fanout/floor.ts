// The floor: graphql-sse and graphql-ws as they come, sending results that are there already. Nothing is read and nothing executed.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GraphQLSchema, parse } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/http';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { measure, operation, type ToServer } from './messages.ts';

type Result = ReturnType<typeof resultOf>;

function resultOf(seq: number) {
  const numbers = { progress: 0.05, sectionsCompleted: 0, sectionsTotal: 0, visualizationId: null, visualizationProgress: null };
  const at = new Date().toISOString();
  return { data: { jobProgress: { seq, type: 'STEP', at, status: 'QUEUED', currentStep: 'Waiting for its turn', ...numbers } } };
}

const followers = new Map<string, Set<(result: Result) => void>>();

/** The first result, and then those that come. */
async function* results(jobId: string): AsyncGenerator<Result> {
  const waiting: Result[] = [resultOf(1)];
  let wake = () => {};
  const push = (result: Result) => {
    waiting.push(result);
    wake();
  };
  const ofJob = followers.get(jobId) ?? new Set();
  followers.set(jobId, ofJob.add(push));
  for (;;) {
    const result = waiting.shift();
    if (result) yield result;
    else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}

const handle = createHandler({ onSubscribe: (_request, { variables }) => results(String(variables?.id)) });
const server = createServer((request, response) => {
  handle(request, response).catch(() => response.destroy());
});
const document = parse(operation);
useServer(
  {
    onSubscribe: (_context, _id, { variables }) => ({ schema: new GraphQLSchema({}), document, variableValues: variables }),
    subscribe: ({ variableValues }) => results(String(variableValues?.id)),
  },
  new WebSocketServer({ server, path: '/graphql' }),
);

process.on('message', (message: ToServer) => {
  if (message.kind === 'measure') process.send?.(measure());
  else {
    const result = resultOf(message.seq);
    for (const push of followers.get(message.jobId) ?? []) push(result);
  }
});
process.once('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
