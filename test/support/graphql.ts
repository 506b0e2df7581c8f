import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWebSocketClient } from 'graphql-ws';
import { expect } from 'vitest';
import WebSocket from 'ws';
import type { TestVisualization } from './scenes.ts';

/** Sends an operation as a client would, and answers its data. Fails the test on errors. */
// biome-ignore lint/suspicious/noExplicitAny: answers have whatever shape the test asked for
export async function query(url: string, text: string, variables: Record<string, unknown> = {}): Promise<any> {
  const { data, errors } = await send(url, text, variables);
  expect(errors).toBeUndefined();
  return data;
}

/** Sends an operation and answers all that came back. */
export async function send(url: string, text: string, variables: Record<string, unknown> = {}) {
  const body = JSON.stringify({ query: text, variables });
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return { status: response.status, ...(await response.json()) };
}

const startMutation = `mutation Start($input: StartProcessingInput!) {
  startProcessing(input: $input) {
    __typename
    ... on StartProcessingSuccess { existing job { id status lastSeq visualizations { id status } } }
    ... on Error { message }
    ... on InputError { path value }
    ... on TooBusyError { retryAfterSeconds }
  }
}`;

/** Starts the example paper with these visualizations and answers the id of its job. */
export async function start(url: string, visualizations: TestVisualization[], more: Record<string, unknown> = {}): Promise<string> {
  const result = await tryStart(url, { arxivId: '1706.03762', visualizations, quality: 'LOW', ...more });
  expect(result).toMatchObject({ __typename: 'StartProcessingSuccess' });
  return result.job.id;
}

export async function tryStart(url: string, input: Record<string, unknown>) {
  return (await query(url, startMutation, { input })).startProcessing;
}

export interface SeenEvent {
  seq: number;
  type: string;
  status: string;
  progress: number;
  currentStep: string;
  sectionsCompleted: number;
  sectionsTotal: number;
  visualizationId: string | null;
  visualizationProgress: number | null;
  attempt: number | null;
  videoId: string | null;
  failureKind: string | null;
}

const progressSubscription = `subscription Follow($jobId: ID!, $after: Int) {
  jobProgress(jobId: $jobId, after: $after) {
    seq type status progress currentStep sectionsCompleted sectionsTotal visualizationId visualizationProgress attempt videoId failureKind
  }
}`;

export type Transport = 'SSE' | 'WebSocket';
export const transports: Transport[] = ['SSE', 'WebSocket'];

/** Follows a job until its feed ends, or until `enough` of an event. */
export async function follow(
  url: string,
  jobId: string,
  {
    transport = 'SSE',
    after = 0,
    enough = () => false,
  }: { transport?: Transport; after?: number; enough?: (event: SeenEvent) => boolean } = {},
): Promise<SeenEvent[]> {
  const client = openClient(url, transport);
  const seen: SeenEvent[] = [];
  try {
    for await (const { data, errors } of client.iterate<{ jobProgress: SeenEvent }>({
      query: progressSubscription,
      variables: { jobId, after },
    })) {
      expect(errors).toBeUndefined();
      if (!data) continue;
      seen.push(data.jobProgress);
      if (enough(data.jobProgress)) break;
    }
  } finally {
    await client.dispose();
  }
  return seen;
}

/** A client that tries once, so that a test sees every end. */
export function openClient(url: string, transport: Transport) {
  return transport === 'SSE'
    ? createSseClient({ url: `${url}/graphql`, retryAttempts: 0 })
    : createWebSocketClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 });
}

/** Waits until the job has ended. */
export async function finish(url: string, jobId: string): Promise<SeenEvent[]> {
  return follow(url, jobId);
}
