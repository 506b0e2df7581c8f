import { createClient as createSseClient, NetworkError } from 'graphql-sse';
import { networkReason } from '../network-reason.ts';
import type { TypedDocumentString } from './generated/graphql.ts';

/** Of one query or mutation, its whole answer included. */
const REQUEST_TIMEOUT_MS = 60_000;

/** A GraphQL server, asked with operations that know the types of their variables and results. */
export interface GraphqlClient {
  /** The endpoint: `http://127.0.0.1:8000/graphql`. */
  url: string;
  /** @throws ServerAway, GraphqlRefusal */
  request<Result, Variables extends Record<string, unknown>>(
    operation: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Result>;
  /**
   * The results of a subscription over server-sent events, on one connection; they end early when `signal` aborts.
   * @throws ServerAway when the connection breaks, GraphqlRefusal
   */
  subscribe<Result, Variables extends Record<string, unknown>>(
    operation: TypedDocumentString<Result, Variables>,
    variables: Variables,
    signal?: AbortSignal,
  ): AsyncIterableIterator<Result>;
}

/** Nobody answers at the address, or what answers is not arXiviz, or the connection broke. */
export class ServerAway extends Error {
  override name = 'ServerAway';
}

/** The server could not carry out an operation. Failures that a client can expect are values instead: members of a result's union. */
export class GraphqlRefusal extends Error {
  override name = 'GraphqlRefusal';
}

/** A client of the server at `address`: `http://127.0.0.1:8000`, with `/graphql` or without. */
export function createGraphqlClient(address: string): GraphqlClient {
  const url = `${address.replace(/\/+$/, '').replace(/\/graphql$/, '')}/graphql`;
  return {
    url,
    async request(operation, variables) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' },
        body: JSON.stringify({ query: operation.toString(), variables }),
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      }).catch((error) => {
        throw new ServerAway(`${url} does not answer: ${networkReason(error)}`);
      });
      const answer = await response.json().catch(() => null);
      return unpack(answer, `${url} does not answer as arXiviz does: HTTP ${response.status}`);
    },
    async *subscribe(operation, variables, signal) {
      if (signal?.aborted) return;
      // Who follows a job goes on from the last event, which the client's own retries would not.
      const client = createSseClient({ url, retryAttempts: 0 });
      signal?.addEventListener('abort', client.dispose);
      const query = { query: operation.toString(), variables };
      try {
        for await (const result of client.iterate(query)) yield unpack(result, `${url} does not answer as arXiviz does`);
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error;
        throw new ServerAway(`The connection to ${url} broke: ${networkReason(error)}`);
      } finally {
        signal?.removeEventListener('abort', client.dispose);
        client.dispose();
      }
    },
  };
}

function unpack<Result>(answer: unknown, otherwise: string): Result {
  if (typeof answer !== 'object' || answer === null) throw new ServerAway(otherwise);
  if ('errors' in answer && Array.isArray(answer.errors)) throw new GraphqlRefusal(answer.errors.map(({ message }) => message).join('\n'));
  if (!('data' in answer) || !answer.data) throw new ServerAway('detail' in answer ? `${otherwise}, ${answer.detail}` : otherwise);
  // The server's schema is the one that the type was made from.
  return answer.data as Result;
}
