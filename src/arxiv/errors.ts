import path from 'node:path';
import { formatArxivId } from './id.ts';

/** arXiv knows no such paper, or no such version of it. Trying again does not help. */
export class PaperNotFound extends Error {
  override name = 'PaperNotFound';
  readonly arxivId: string;
  readonly version: number | null;
  constructor(arxivId: string, version: number | null, newest: number | null = null) {
    const known = newest === null ? 'Check the id.' : `Its newest version is v${newest}.`;
    super(`arXiv has no paper ${formatArxivId({ id: arxivId, version })}. ${known}`);
    this.arxivId = arxivId;
    this.version = version;
  }
}

/** arXiv could not be reached, or kept saying that it is busy. Trying again later helps. */
export class ArxivUnavailable extends Error {
  override name = 'ArxivUnavailable';
  readonly url: string;
  readonly attempts: number;
  readonly elapsedMs: number;
  /** The last answer's status; `null` when there was none. */
  readonly status: number | null;
  /** What arXiv asked for with Retry-After. */
  readonly retryAfterSeconds: number | null;
  constructor(url: string, tried: { attempts: number; elapsedMs: number }, last: ArxivTrouble) {
    const seconds = Math.round(tried.elapsedMs / 1000);
    const times = tried.attempts === 1 ? '1 attempt' : `${tried.attempts} attempts`;
    const advice = last.retryAfterSeconds === null ? 'Try again later.' : `Try again in ${last.retryAfterSeconds} s.`;
    super(`arXiv ${last.message} (${url}; ${times} in ${seconds} s). ${advice}`, { cause: last });
    this.url = url;
    this.attempts = tried.attempts;
    this.elapsedMs = tried.elapsedMs;
    this.status = last.status;
    this.retryAfterSeconds = last.retryAfterSeconds;
  }
}

/** What went wrong with one request; the message continues "arXiv …". Stays inside this folder: callers see what came of all attempts. */
export class ArxivTrouble extends Error {
  override name = 'ArxivTrouble';
  readonly status: number | null;
  readonly retryAfterSeconds: number | null;
  readonly worthRetrying: boolean;
  constructor(message: string, details: { status?: number; retryAfterSeconds?: number | null; worthRetrying: boolean; cause?: unknown }) {
    super(message, { cause: details.cause });
    this.status = details.status ?? null;
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
    this.worthRetrying = details.worthRetrying;
  }
}

/** A folder of `examples/` does not hold what it should. */
export class ExampleBroken extends Error {
  override name = 'ExampleBroken';
  constructor(file: string, problem: string) {
    // Clients read it, and need not know where the examples lie.
    const name = path.join(path.basename(path.dirname(file)), path.basename(file));
    super(`This example is broken: ${name}: ${problem}`);
  }
}
