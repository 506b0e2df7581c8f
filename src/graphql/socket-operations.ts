import { GraphQLError } from 'graphql';
import { limits } from '../config.ts';

type Results = AsyncIterableIterator<unknown>;

/** The subscriptions of one socket. graphql-ws knows them by their ids, and forgets one whose id is used again before it began. */
export interface Operations extends Record<PropertyKey, unknown> {
  /** What `subscribe` answers, kept in mind until it ends; an error when there are too many. */
  follow<T>(subscribe: () => T | Promise<T>): Promise<T | Results | { errors: GraphQLError[] }>;
  /** Ends them all, and those that are beginning as soon as they have begun. */
  leave(): void;
}

/** Of a socket that has none yet. */
export function createOperations(): Operations {
  const following = new Set<Results>();
  let beginning = 0;
  let left = false;
  return {
    async follow(subscribe) {
      if (beginning + following.size >= limits.subscriptionsPerSocket) return { errors: [tooManyOperations()] };
      beginning += 1;
      try {
        const results = await subscribe();
        if (!isResults(results)) return results;
        const kept = keep(results, following);
        // Its client may have left while it began.
        if (left) end(kept);
        return kept;
      } finally {
        beginning -= 1;
      }
    },
    leave() {
      left = true;
      for (const results of following) end(results);
    },
  };
}

/** What a client is told that asks for more at once than one socket may. */
export function tooManyOperations(): GraphQLError {
  const message = `One socket may have ${limits.subscriptionsPerSocket} operations at once.`;
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

function end(results: Results): void {
  results.return?.().catch(() => {});
}

/** The same results, in `all` until they end. */
function keep(results: Results, all: Set<Results>): Results {
  const kept: Results = {
    async next() {
      const result = await results.next();
      if (result.done) all.delete(kept);
      return result;
    },
    async return() {
      all.delete(kept);
      return (await results.return?.()) ?? { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  all.add(kept);
  return kept;
}

function isResults(value: unknown): value is Results {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
