import pRetry from 'p-retry';
import { Agent, fetch } from 'undici';
import type { Retry } from '../async/retry.ts';
import { readBoundedText } from '../bounded-body.ts';
import { networkReason } from '../network-reason.ts';
import { ArxivTrouble, ArxivUnavailable } from './errors.ts';
import { createGate } from './gate.ts';

export interface ArxivHttpOptions {
  /** Says who asks and how to reach them; arXiv blocks what does not. */
  userAgent: string;
  /** arXiv asks for one request every three seconds at most: https://info.arxiv.org/help/api/tou.html */
  minimumIntervalMs: number;
  /** Of one request, its whole body included. */
  timeoutMs: number;
  attempts: number;
  /** Before the second attempt; doubled before each one after it, and up to twice as long at random. */
  backoffMs: number;
  /** When arXiv asks to wait for longer than this, the request fails at once and says so. */
  maximumRetryAfterMs: number;
  maximumBytes: number;
}

export interface HttpAnswer {
  status: number;
  /** `null` when it was larger than `maximumBytes`. */
  body: string | null;
}

export interface GetOptions {
  /** What is wrong with an answer, or `null`; such an answer is asked for again. */
  complain: (answer: HttpAnswer) => string | null;
  signal: AbortSignal;
  onRetry?: (retry: Retry) => void;
}

export interface ArxivHttp {
  /** One polite GET. @throws ArxivUnavailable after the last attempt, or the signal's reason. */
  get(url: string, options: GetOptions): Promise<HttpAnswer>;
}

const LONGEST_BACKOFF_MS = 60_000;
const MAXIMUM_REDIRECTS = 5;

/** All requests of one instance share one gate and never have two connections open: a process makes one instance. */
export function createArxivHttp(options: ArxivHttpOptions): ArxivHttp {
  const gate = createGate(options.minimumIntervalMs, Math.max(options.minimumIntervalMs, options.maximumRetryAfterMs));
  // pipelining 0 closes the connection behind each answer, so that no idle one is left beside the next host's.
  // Without undici's own time limits: each request has its limit below.
  const dispatcher = new Agent({ connections: 1, pipelining: 0, headersTimeout: 0, bodyTimeout: 0 });

  async function request(url: string, signal: AbortSignal): Promise<{ answer: HttpAnswer; location: string | null }> {
    const limit = AbortSignal.timeout(options.timeoutMs);
    try {
      const response = await fetch(url, {
        dispatcher,
        headers: { 'user-agent': options.userAgent },
        redirect: 'manual',
        signal: AbortSignal.any([signal, limit]),
      });
      const body = await readBoundedText(response, options.maximumBytes);
      const retryAfterMs = readRetryAfter(response.headers.get('retry-after'));
      if (isBusy(response.status)) {
        gate.closeFor(retryAfterMs ?? 0);
        throw busy(response.status, retryAfterMs);
      }
      return { answer: { status: response.status, body }, location: response.headers.get('location') };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ArxivTrouble) throw error;
      const reason = limit.aborted
        ? `gave no answer within ${options.timeoutMs / 1000} s`
        : `could not be reached: ${networkReason(error)}`;
      throw new ArxivTrouble(reason, { worthRetrying: true, cause: error });
    }
  }

  /** Redirects are followed here, because each is a request that has to wait for its turn. */
  async function attempt(url: string, signal: AbortSignal, onClosed: (forMs: number) => void): Promise<HttpAnswer> {
    let target = url;
    for (let redirects = 0; redirects <= MAXIMUM_REDIRECTS; redirects++) {
      const { answer, location } = await gate.pass(() => request(target, signal), signal, onClosed);
      if (answer.status < 300 || answer.status > 399 || location === null) return answer;
      const next = URL.parse(location, target);
      if (next === null) throw new ArxivTrouble('redirects to what is no address', { worthRetrying: false });
      target = next.href;
    }
    throw new ArxivTrouble('redirects in a circle', { worthRetrying: false });
  }

  return {
    async get(url, { complain, signal, onRetry }) {
      const started = performance.now();
      let attempts = 0;
      // Who has asked already was told.
      const onClosed = (afterMs: number) =>
        attempts === 1 &&
        onRetry?.({ problem: 'arXiv asked to be left alone for a while', afterMs, attempt: 1, attempts: options.attempts });
      try {
        return await pRetry(
          async () => {
            attempts += 1;
            const answer = await attempt(url, signal, onClosed);
            const complaint = complain(answer);
            if (complaint !== null) throw new ArxivTrouble(complaint, { status: answer.status, worthRetrying: answer.status < 400 });
            return answer;
          },
          {
            retries: options.attempts - 1,
            minTimeout: options.backoffMs,
            maxTimeout: LONGEST_BACKOFF_MS,
            randomize: true,
            signal,
            shouldRetry: ({ error }) => isWorthRetrying(error),
            onFailedAttempt({ error, attemptNumber, retriesLeft, retryDelay }) {
              if (retriesLeft === 0 || !isWorthRetrying(error)) return;
              const afterMs = Math.max(retryDelay, gate.closedFor());
              onRetry?.({ problem: `arXiv ${error.message}`, afterMs, attempt: attemptNumber + 1, attempts: options.attempts });
            },
          },
        );
      } catch (error) {
        if (!(error instanceof ArxivTrouble)) throw error;
        throw new ArxivUnavailable(url, { attempts, elapsedMs: performance.now() - started }, error);
      }
    },
  };

  function busy(status: number, retryAfterMs: number | null): ArxivTrouble {
    const retryAfterSeconds = retryAfterMs === null ? null : Math.ceil(retryAfterMs / 1000);
    const worthRetrying = retryAfterMs === null || retryAfterMs <= options.maximumRetryAfterMs;
    return new ArxivTrouble(status === 429 ? 'says that it is asked too often (429)' : `is busy or broken (${status})`, {
      status,
      retryAfterSeconds,
      worthRetrying,
    });
  }
}

const isWorthRetrying = (error: Error) => error instanceof ArxivTrouble && error.worthRetrying;

const isBusy = (status: number) => status === 429 || status === 408 || status >= 500;

/** Retry-After is a number of seconds or an HTTP date (RFC 9110, 10.2.3). Milliseconds from now; `null` when absent or neither. */
function readRetryAfter(header: string | null): number | null {
  if (header === null) return null;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}
