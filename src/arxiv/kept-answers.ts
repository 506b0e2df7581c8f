import type { Retry } from '../async/retry.ts';
import { createAnswerCache, type KeptAnswer } from './answer-cache.ts';
import { ArxivUnavailable } from './errors.ts';
import type { ArxivHttp, HttpAnswer } from './http.ts';
import { createSingleFlight } from './single-flight.ts';

export interface Question {
  /** Names the answer on disk. */
  key: string;
  url: string;
  /** What is wrong with an answer, continuing "arXiv …"; `null` when it can be used. */
  complain(answer: HttpAnswer): string | null;
  /** Never changes any more, so that it is never asked for again. */
  isFinal(answer: HttpAnswer): boolean;
  /** Names under which else an answer is kept, with the URL that would have given it; `null`: it is not worth keeping at all. */
  keepAs(answer: HttpAnswer): { key: string; url: string }[] | null;
}

/** Who asks: may call it off, and is told when it takes another attempt. */
export interface Asking {
  signal: AbortSignal;
  onRetry: (retry: Retry) => void;
}

/** `outdated`: arXiv could not be asked, and this is what it said before. */
export type Answered = KeptAnswer & { outdated: boolean };

export interface KeptAnswersOptions {
  http: ArxivHttp;
  cacheDirectory: string;
  maximumBytes: number;
  refreshAfterMs: number;
  now: () => number;
  /** An answer could not be kept: it is used all the same, and asked for again. */
  onUnkept(error: Error): void;
}

/** Asks arXiv for what is not on disk, or too old and not final. Two who ask the same at the same time ask once. */
export function createKeptAnswers({ http, cacheDirectory, maximumBytes, refreshAfterMs, now, onUnkept }: KeptAnswersOptions) {
  const cache = createAnswerCache(cacheDirectory, maximumBytes);
  const once = createSingleFlight<Answered, Retry>();

  async function fetchAndKeep(question: Question, { signal, onRetry }: Asking): Promise<KeptAnswer> {
    const { url, complain } = question;
    const answer = { ...(await http.get(url, { complain, signal, onRetry })), url, fetchedAt: now() };
    const others = question.keepAs(answer);
    const places = others === null ? [] : [question, ...others];
    // A disk that is full or may not be written costs a request more next time, and no paper.
    for (const { key, url } of places) await cache.write(key, { ...answer, url }).catch(onUnkept);
    return answer;
  }

  async function answer(question: Question, asking: Asking): Promise<Answered> {
    const found = await cache.read(question.key);
    // The URL differs after another server was set: what a stand-in said must not pass for arXiv's word.
    const kept = found?.url === question.url && question.complain(found) === null ? found : null;
    if (kept && (question.isFinal(kept) || now() - kept.fetchedAt < refreshAfterMs)) return { ...kept, outdated: false };
    try {
      return { ...(await fetchAndKeep(question, asking)), outdated: false };
    } catch (error) {
      if (kept && error instanceof ArxivUnavailable) return { ...kept, outdated: true };
      throw error;
    }
  }

  return (question: Question, { signal, onRetry }: Asking) =>
    once(question.key, (shared, tell) => answer(question, { signal: shared, onRetry: tell }), { signal, onNews: onRetry });
}
