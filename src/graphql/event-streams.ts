import type { Readable } from 'node:stream';
import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { asTooBusy } from '../db/client.ts';
import type { Following } from '../feed/feed.ts';
import type { Context } from '../schema/context.ts';
import { eventStreamBody, RETRY } from './event-stream-body.ts';
import { createSharedExecution, type Executor } from './shared-results.ts';

const STREAM_HEADERS = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' };

/** What follows the headers of a response, as Node's own stream: a tenth of what a web stream costs, for each client and event. */
const bodies = new WeakMap<Response, () => Readable>();

/** The events that a response begins; `null` when it is complete as it is. */
export function eventsOf(response: Response): Readable | null {
  return bodies.get(response)?.() ?? null;
}

/** Where a request's stream of events is: what the answer's format needs to know besides the results themselves. */
interface Stream {
  /** Of the event that the newest result shows. */
  seq: number | null;
  /** There was nothing to send, and there never will be. */
  finished: boolean;
}

/**
 * Subscriptions as the contract wants them: an event is executed once for all who ask the same of it, and over server-sent events its
 * `seq` is the `id:`, whatever the client selected, so that an `EventSource` that reconnects goes on where it was. Yoga writes no ids.
 * Format: https://html.spec.whatwg.org/multipage/server-sent-events.html and graphql-sse's distinct connections mode.
 */
export function useEventStreams(): Plugin<Context> {
  const streams = new WeakMap<Request, Stream>();
  const outages = new WeakSet<Request>();
  const executorFor = createSharedExecution();
  return {
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn((args) => subscribe(args, executorFor, streams, outages));
    },
    onResultProcess({ request, result, resultProcessor, setResultProcessor }) {
      // An EventSource takes a status of failure, and the `complete` behind an error, for the end; this one it comes back from.
      if (outages.has(request) && request.headers.get('accept')?.includes('text/event-stream')) {
        setResultProcessor((_result, { Response }) => new Response(RETRY, { headers: STREAM_HEADERS }), 'text/event-stream');
        return;
      }
      const stream = streams.get(request);
      if (!stream || !isAsyncIterable(result)) return;
      // Yoga has a processor for a stream exactly when the client accepts server-sent events, and else forgets about it.
      if (!resultProcessor) {
        result[Symbol.asyncIterator]()
          .return?.()
          .catch(() => {});
        return;
      }
      setResultProcessor((results, fetchAPI) => {
        if (stream.finished && lastEventId(request) !== null) return new fetchAPI.Response(null, { status: 204 });
        const response = new fetchAPI.Response(null, { headers: STREAM_HEADERS });
        bodies.set(response, () => eventStreamBody(results as AsyncIterableIterator<ExecutionResult>, () => stream.seq));
        return response;
      }, 'text/event-stream');
    },
  };
}

/** The number an `EventSource` says it has seen last; `null` when it says none that could be one of ours. */
export function lastEventId(request: Request): number | null {
  const header = request.headers.get('last-event-id') ?? '';
  return /^\d{1,9}$/.test(header) ? Number(header) : null;
}

async function subscribe(
  args: ExecutionArgs,
  executorFor: (args: ExecutionArgs) => Executor,
  streams: WeakMap<Request, Stream>,
  outages: WeakSet<Request>,
) {
  const { request } = args.contextValue as Context & { request?: Request };
  // `graphql` takes an error that has a `path`, as InputError does, for one of its own and throws it as it is.
  const source = await createSourceEventStream(args).catch((originalError: Error) => ({
    errors: [new GraphQLError(originalError.message, { originalError })],
  }));
  if (!isAsyncIterable(source)) {
    if (request && source.errors?.some(({ originalError }) => asTooBusy(originalError))) outages.add(request);
    return source;
  }
  // The one subscription there is follows a job.
  const events = source as Following;
  const stream: Stream = { seq: null, finished: events.finished };
  if (request) streams.set(request, stream);
  const executeFor = executorFor(args);
  return {
    async next() {
      const { done, value: event } = await events.next();
      if (done) return { done: true, value: undefined };
      stream.seq = event.seq;
      return { done: false, value: await executeFor(event) };
    },
    async return() {
      await events.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
