import pRetry from 'p-retry';
import { Agent, fetch } from 'undici';
import type { Retry } from '../async/retry.ts';
import { readBoundedText } from '../bounded-body.ts';
import { networkReason } from '../network-reason.ts';
import type { VisualizationInput } from '../visualization-input.ts';
import { type AnswerLimits, readAnswer } from './answer.ts';

/** What the generator is told of a paper. */
export interface GeneratorPaper {
  arxivId: string;
  title: string;
  authors: string[];
  abstract: string;
  sections: { id: string; title: string; content: string; level: number; equations: string[] }[];
}

export interface Generator {
  /** Asks for the visualizations of a paper; `onRetry` is told when it is asked again. @throws GeneratorFailed, or the signal's reason. */
  generate(paper: GeneratorPaper, options: GenerateOptions): Promise<VisualizationInput[]>;
}

export interface GenerateOptions {
  limits: AnswerLimits;
  signal?: AbortSignal;
  onRetry?: (retry: Retry) => void;
}

/** The generator gave nothing that can be rendered; the message says what it did and what to do. */
export class GeneratorFailed extends Error {
  override name = 'GeneratorFailed';
  /** Whether asking again later can help. */
  readonly retryable: boolean;
  /** What it did, without advice. */
  readonly problem: string;
  constructor(url: string, problem: string, { retryable, cause }: { retryable: boolean; cause?: unknown }) {
    const advice = retryable
      ? 'Check that it runs, or pass visualizations with the request.'
      : 'Correct the generator, or pass visualizations with the request.';
    super(`The generator at ${withoutSecrets(url)} ${problem}. ${advice}`, { cause });
    this.retryable = retryable;
    this.problem = `The generator at ${withoutSecrets(url)} ${problem}`;
  }
}

export interface GeneratorOptions {
  /** Takes `POST {arxiv_id, title, authors, abstract, sections}` and answers `[{manim_code, section_id, concept}]`. */
  url: string;
  /** Of one attempt, its whole answer included. */
  timeoutMs: number;
  attempts?: number;
  /** Before the second attempt; doubled before each one after it, and up to twice as long at random. */
  backoffMs?: number;
}

/** How much of an answer that went wrong is shown. */
const SHOWN_CHARACTERS = 200;

export function createGenerator({ url, timeoutMs, attempts = 3, backoffMs = 1_000 }: GeneratorOptions): Generator {
  // undici's own limits end what takes longer than five minutes, and a generator may think for longer: each attempt has its limit below.
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0, pipelining: 0 });

  async function ask(body: string, maximumBytes: number, attempt: number, signal: AbortSignal): Promise<string> {
    const tried = attempt === 1 ? '' : ` (${attempt} attempts)`;
    const limit = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body,
        dispatcher,
        // Followed, a redirect would turn the POST into a GET.
        redirect: 'manual',
        signal: AbortSignal.any([signal, limit]),
      });
      const text = await readBoundedText(response, maximumBytes);
      const location = response.headers.get('location');
      if (response.ok && text !== null) return text;
      if (text === null) throw new GeneratorFailed(url, `answered with more than ${maximumBytes} bytes`, { retryable: false });
      if (location !== null)
        throw new GeneratorFailed(url, `redirects to ${withoutSecrets(new URL(location, url).href)}: set GENERATOR_URL to that`, {
          retryable: false,
        });
      const retryable = response.status === 429 || response.status === 408 || response.status >= 500;
      throw new GeneratorFailed(url, `answered ${response.status}${tried}${shown(text)}`, { retryable });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof GeneratorFailed) throw error;
      const problem = limit.aborted
        ? `gave no answer within ${timeoutMs / 1000} s${tried}`
        : `could not be reached${tried}: ${networkReason(error)}`;
      throw new GeneratorFailed(url, problem, { retryable: true, cause: error });
    }
  }

  return {
    async generate({ arxivId, title, authors, abstract, sections }, { signal = new AbortController().signal, limits, onRetry }) {
      const paper = {
        arxiv_id: arxivId,
        title,
        authors,
        abstract,
        sections: sections.map(({ id, title, content, level, equations }) => ({ id, title, content, level, equations })),
      };
      const text = await pRetry((attempt) => ask(JSON.stringify(paper), limits.bodyBytes, attempt, signal), {
        retries: attempts - 1,
        minTimeout: backoffMs,
        randomize: true,
        signal,
        shouldRetry: ({ error }) => error instanceof GeneratorFailed && error.retryable,
        onFailedAttempt({ error, attemptNumber, retriesLeft, retryDelay }) {
          if (retriesLeft === 0 || !(error instanceof GeneratorFailed) || !error.retryable) return;
          onRetry?.({ problem: error.problem, afterMs: retryDelay, attempt: attemptNumber + 1, attempts });
        },
      });
      const answer = readAnswer(text, limits);
      if ('problem' in answer) throw new GeneratorFailed(url, answer.problem, { retryable: false });
      return answer.visualizations;
    },
  };
}

const shown = (text: string) => (text.trim() === '' ? '' : `: ${text.trim().slice(0, SHOWN_CHARACTERS)}`);

/** Without a query or a password: clients read it. */
function withoutSecrets(url: string): string {
  if (!URL.canParse(url)) return url;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
