import type { Machine } from './machine.ts';
import type { Visualization } from './work.ts';

export interface Paper {
  arxivId: string;
  visualizations: Visualization[];
}

/** What became of a request: the job, or how many seconds to wait. */
export type Answer = { id: string; milliseconds: number } | { retryAfter: number; milliseconds: number };

const mutation = `mutation Start($input: StartProcessingInput!) {
  startProcessing(input: $input) {
    __typename
    ... on StartProcessingSuccess { job { id } }
    ... on TooBusyError { retryAfter: retryAfterSeconds }
    ... on Error { message }
  }
}`;

/** Asks for a paper to be processed, as a client does. @throws Error when the answer is neither a job nor to come again. */
export async function submit(url: string, { arxivId, visualizations }: Paper): Promise<Answer> {
  const begun = performance.now();
  const input = { arxivId, visualizations, quality: 'MEDIUM' };
  const { startProcessing: answer } = (await ask(url, mutation, { input })) as {
    startProcessing: { __typename: string; job?: { id: string }; retryAfter?: number; message?: string };
  };
  const milliseconds = performance.now() - begun;
  if (answer.job) return { id: answer.job.id, milliseconds };
  if (answer.retryAfter !== undefined) return { retryAfter: answer.retryAfter, milliseconds };
  throw new Error(`${answer.__typename}: ${answer.message}`);
}

/** As `submit`, where nothing else than acceptance is expected. */
export async function submitAccepted(url: string, paper: Paper): Promise<{ id: string; milliseconds: number }> {
  const answer = await submit(url, paper);
  if ('retryAfter' in answer) throw new Error(`Refused for ${answer.retryAfter} s where there is room.`);
  return answer;
}

/** The data of an operation. @throws Error on any error. */
export async function ask(url: string, query: string, variables: Record<string, unknown>): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: unknown; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** Has papers accepted by all API processes in turn, `clients` at once, each waiting for its answer. @returns how long each took, sorted. */
export async function submitAll({ members }: Machine, papers: Iterable<Paper>, clients: number): Promise<number[]> {
  const urls = members.filter(({ role }) => role === 'api').map(({ url }) => url);
  const waiting = papers[Symbol.iterator]();
  const times: number[] = [];
  const work = async (url: string) => {
    for (let next = waiting.next(); !next.done; next = waiting.next()) times.push((await submitAccepted(url, next.value)).milliseconds);
  };
  await Promise.all(Array.from({ length: clients }, (_, index) => work(urls[index % urls.length] ?? '')));
  return times.sort((one, other) => one - other);
}

/** The value below which this share of sorted values lies. */
export function quantile(sorted: number[], share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
}
