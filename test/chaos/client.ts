import { setTimeout as pause } from 'node:timers/promises';
import { openClient, type SeenEvent } from '../support/graphql.ts';
import type { TestVisualization } from '../support/scenes.ts';
import type { Random } from './random.ts';

/** What a client does to its job, besides following it. */
export type Wish = 'follow' | 'cancel' | 'retry';
export type Manner = 'SSE' | 'WebSocket' | 'polling';

export interface ClientPlan {
  key: string;
  visualizations: TestVisualization[];
  manner: Manner;
  wish: Wish;
}

/** What a client was told. */
export interface Account extends ClientPlan {
  jobId: string;
  /** Every id it was answered with for its one request. */
  ids: string[];
  /** In the order they came; a client that polls has none. */
  events: Pick<SeenEvent, 'seq' | 'type' | 'progress'>[];
  /** What a client that polls was told, in order. */
  polled: { status: string; progress: number }[];
  drops: number;
}

const AGAIN_MS = 150;
const POLL_MS = 200;
const ANSWER_LIMIT_MS = 8000;
const ended = new Set(['COMPLETED', 'FAILED', 'CANCELLED']);

const startMutation = `mutation Start($input: StartProcessingInput!) {
  startProcessing(input: $input) { __typename ... on StartProcessingSuccess { job { id } } ... on Error { message } }
}`;
const cancelMutation = `mutation Cancel($id: ID!) { cancelJob(id: $id) { __typename } }`;
const retryMutation = `mutation Retry($id: ID!) { retryVisualization(id: $id) { __typename } }`;
const followSubscription = `subscription Follow($jobId: ID!, $after: Int) {
  jobProgress(jobId: $jobId, after: $after) { seq type progress visualizationId }
}`;

/**
 * Follows one job to its end as a client would that loses its server again and again. `serverUrl` names any server that runs now.
 */
export async function runClient(plan: ClientPlan, random: Random, serverUrl: () => string | null, signal: AbortSignal): Promise<Account> {
  const account: Account = { ...plan, jobId: '', ids: [], events: [], polled: [], drops: 0 };
  /** Tries until a server has answered. */
  const ask = async <T>(query: string, variables: Record<string, unknown>): Promise<T> => {
    for (;;) {
      signal.throwIfAborted();
      try {
        const response = await fetch(`${serverUrl()}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query, variables }),
          signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
        });
        const { data } = await response.json();
        const answer = Object.values(data ?? {})[0] as { __typename: string } | undefined;
        if (answer && answer.__typename !== 'TooBusyError') return answer as T;
      } catch {
        // It was killed, or what it hangs on is away.
      }
      await pause(AGAIN_MS);
    }
  };

  const input = { arxivId: '1706.03762', quality: 'LOW', visualizations: plan.visualizations, idempotencyKey: plan.key };
  for (let times = random.chance(0.2) ? 2 : 1; times > 0; times -= 1) {
    const { job } = await ask<{ job: { id: string } }>(startMutation, { input });
    account.ids.push(job.id);
  }
  account.jobId = account.ids[0] ?? '';
  if (plan.wish !== 'follow') await ask(cancelMutation, { id: account.jobId });

  if (plan.manner === 'polling') await poll(account, serverUrl, signal);
  else await follow(account, { transport: plan.manner, beyond: 0 }, random, serverUrl, signal);
  if (plan.wish === 'retry' && (await retryOne(account.jobId, ask))) {
    const beyond = account.events.at(-1)?.seq ?? 0;
    await follow(account, { transport: 'SSE', beyond }, random, serverUrl, signal);
  }
  return account;
}

/** Until the job has ended after event `beyond`, each time from the event after the last one that was seen. */
async function follow(
  account: Account,
  { transport, beyond }: { transport: 'SSE' | 'WebSocket'; beyond: number },
  random: Random,
  serverUrl: () => string | null,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const url = serverUrl();
    // Some leave in the middle by themselves.
    let patience = random.chance(0.3) ? 1 + random.below(6) : Number.POSITIVE_INFINITY;
    if (url) {
      const client = openClient(url, transport);
      const leave = () => client.dispose();
      signal.addEventListener('abort', leave);
      try {
        const after = account.events.at(-1)?.seq ?? 0;
        for await (const { data } of client.iterate<{ jobProgress: SeenEvent }>({
          query: followSubscription,
          variables: { jobId: account.jobId, after },
        })) {
          if (!data) break;
          const { seq, type, progress } = data.jobProgress;
          account.events.push({ seq, type, progress });
          if (--patience === 0) break;
        }
      } catch {
        // The connection was lost.
      } finally {
        signal.removeEventListener('abort', leave);
        await client.dispose();
      }
    }
    const last = account.events.at(-1);
    if (last && last.seq > beyond && ended.has(last.type)) return;
    account.drops += 1;
    await pause(AGAIN_MS);
  }
}

async function poll(account: Account, serverUrl: () => string | null, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      const response = await fetch(`${serverUrl()}/api/status/${account.jobId}`, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
      if (response.ok) {
        const { status, progress } = (await response.json()) as { status: string; progress: number };
        account.polled.push({ status, progress });
        if (status === 'completed' || status === 'failed') return;
      }
    } catch {
      account.drops += 1;
    }
    await pause(POLL_MS);
  }
}

/** Has the first visualization that was cancelled rendered after all. `false` when none was: the job was quicker than the client. */
async function retryOne(jobId: string, ask: <T>(query: string, variables: Record<string, unknown>) => Promise<T>): Promise<boolean> {
  const jobQuery = `query Job($id: ID!) { job(id: $id) { __typename visualizations { id status } } }`;
  const { visualizations } = await ask<{ visualizations: { id: string; status: string }[] }>(jobQuery, { id: jobId });
  const cancelled = visualizations.find(({ status }) => status === 'CANCELLED');
  if (cancelled) await ask(retryMutation, { id: cancelled.id });
  return cancelled !== undefined;
}
