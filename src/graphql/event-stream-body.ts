import { Readable } from 'node:stream';
import type { ExecutionResult } from 'graphql';

/** Keeps proxies from closing a stream in which nothing happens. */
const HEARTBEAT_MS = 12_000;
const HEARTBEAT = Buffer.from(':\n\n');
/** How long an `EventSource` waits before it comes back. */
const RECONNECT_MS = 1000;
const COMPLETE = Buffer.from('event: complete\ndata:\n\n');

/** What each stream begins with. */
export const RETRY = `retry: ${RECONNECT_MS}\n\n`;

/** What was written of a result that many are sent. */
const written = new WeakMap<ExecutionResult, Buffer>();

/**
 * Results as server-sent events, each with what `seq` answers then as its id. The next one is asked for when the client has taken the
 * one before. Format: https://html.spec.whatwg.org/multipage/server-sent-events.html and graphql-sse's distinct connections mode.
 */
export function eventStreamBody(results: AsyncIterableIterator<ExecutionResult>, seq: () => number | null): Readable {
  let pulling = false;
  const pull = async () => {
    const { done, value } = await results.next();
    pulling = false;
    body.push(done ? COMPLETE : write(value, seq()));
    if (done) body.push(null);
  };
  const body = new Readable({
    highWaterMark: 1,
    read() {
      // A heartbeat is a reason to read on, too.
      if (pulling) return;
      pulling = true;
      pull().catch((error) => body.destroy(error));
    },
    destroy(error, done) {
      clearInterval(heartbeat);
      results.return?.().catch(() => {});
      done(error);
    },
  });
  const heartbeat = setInterval(() => {
    if (body.readableFlowing && !body.readableEnded) body.push(HEARTBEAT);
  }, HEARTBEAT_MS);
  body.push(RETRY);
  return body;
}

function write(result: ExecutionResult, seq: number | null): Buffer {
  const known = written.get(result);
  if (known) return known;
  const block = Buffer.from(`id: ${seq}\nevent: next\ndata: ${JSON.stringify(result)}\n\n`);
  written.set(result, block);
  return block;
}
