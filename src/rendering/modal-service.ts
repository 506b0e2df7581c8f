import { AsyncLocalStorage } from 'node:async_hooks';
import { ModalClient, NotFoundError, QueueEmptyError, TimeoutError } from 'modal';
import { withDeadline } from '../async/within.ts';
import { keepFor } from './remember.ts';

/** The settings that name an app at Modal. */
export interface ModalSettings {
  tokenId: string;
  tokenSecret: string;
  /** `null`: the workspace's own. */
  environment: string | null;
  app: string;
  /** Modal's servers are elsewhere; `null` outside of tests. */
  serverUrl: string | null;
}

/** Modal does not answer as it should, which says nothing about what was asked. */
export class ModalUnavailable extends Error {
  override name = 'ModalUnavailable';
}

/** The call is not known (any more), or came to nothing: it has to be made again. */
export class CallLost extends Error {
  override name = 'CallLost';
}

/** A token that is not accepted, or an app that is not there: nothing helps but another setting, or a deployment. */
export class ModalMisconfigured extends Error {
  override name = 'ModalMisconfigured';
}

/** What is used of Modal. Every call is bounded in time. */
export interface ModalService {
  /** @throws ModalMisconfigured, ModalUnavailable when the app cannot be called. Starts nothing. */
  look(): Promise<void>;
  /** What the deployed app says of itself; starts a container where none is warm. @throws ModalMisconfigured, ModalUnavailable */
  describe(): Promise<unknown>;
  /** Starts a render; answers the call's id. @throws ModalMisconfigured, ModalUnavailable: it may have started all the same. */
  start(request: Record<string, unknown>): Promise<string>;
  /** The result, or `null` when there is none within `waitMs`. Once the signal aborts nothing is asked. @throws CallLost, ModalUnavailable */
  result(callId: string, waitMs: number, signal: AbortSignal): Promise<unknown>;
  cancel(callId: string): Promise<void>;
  /** What the controller said since the last look; empty when there is nothing within `waitMs`. As for `result`. @throws ModalUnavailable */
  messages(callId: string, waitMs: number, signal: AbortSignal): Promise<unknown[]>;
  /** Tells the controller something. @throws ModalUnavailable */
  answer(callId: string, message: unknown): Promise<void>;
  close(): void;
}

/** Of one request to Modal's servers, retries included. */
const REQUEST_TIMEOUT_MS = 20_000;
/** A result may be half a gigabyte, which is fetched by HTTP. */
const RESULT_TIMEOUT_MS = 300_000;
/** A container has to start, on a machine that has never had the image. */
const DESCRIBE_TIMEOUT_MS = 180_000;
const MOST_MESSAGES = 100;
const ANSWER_LIFE_MS = 3600_000;
/** Handles are looked up anew after this time, so that a new deployment is noticed. */
const HANDLES_LIVE_MS = 60_000;
/**
 * Ends a request for which nobody waits any more, which the SDK has no other way for: one that waits holds one of the (mostly a hundred)
 * streams of the connection, and those who come after would queue behind it.
 */
const caller = new AsyncLocalStorage<AbortSignal>();
const grpc = { notFound: 5, permissionDenied: 7, unauthenticated: 16 } as const;

export function openModal({ tokenId, tokenSecret, environment, app, serverUrl }: ModalSettings): ModalService {
  // The SDK takes the address of its servers from nowhere else.
  if (serverUrl) process.env.MODAL_SERVER_URL = serverUrl;
  const client = new ModalClient({
    tokenId,
    tokenSecret,
    ...(environment ? { environment } : {}),
    maxThrottleWaitSecs: REQUEST_TIMEOUT_MS / 1000,
    // The SDK itself waits without end. Nothing asked here is to be waited for longer by the server than half of this.
    grpcMiddleware: [
      async function* bound(call, options) {
        const signals = [AbortSignal.timeout(REQUEST_TIMEOUT_MS), options.signal, caller.getStore()];
        const signal = AbortSignal.any(signals.filter((one) => one !== undefined));
        return yield* call.next(call.request, { ...options, signal });
      },
    ],
  });
  const controller = keepFor(HANDLES_LIVE_MS, async () => (await client.cls.fromName(app, 'Controller')).instance());
  const queue = (name: string) => keepFor(HANDLES_LIVE_MS, () => client.queues.fromName(`${app}-${name}`, { createIfMissing: true }));
  const progress = queue('progress');
  const answers = queue('answers');
  const explain = (error: unknown) => explainModal(error, app, environment);
  const ask = async <T>(timeoutMs: number, question: () => Promise<T>): Promise<T> => {
    try {
      return await withDeadline(timeoutMs, question(), unavailable);
    } catch (error) {
      throw explain(error);
    }
  };

  return {
    async look() {
      await ask(REQUEST_TIMEOUT_MS, controller);
    },
    describe: () => ask(DESCRIBE_TIMEOUT_MS, async () => (await controller()).method('describe').remote()),
    start: (request) =>
      ask(REQUEST_TIMEOUT_MS * 2, async () => (await (await controller()).method('render').spawn([], request)).functionCallId),
    async result(callId, waitMs, signal) {
      const get = async () => {
        const call = await withDeadline(REQUEST_TIMEOUT_MS, client.functionCalls.fromId(callId), unavailable);
        return withDeadline(RESULT_TIMEOUT_MS, call.get({ timeoutMs: waitMs }), unavailable);
      };
      try {
        return await caller.run(signal, get);
      } catch (error) {
        if (error instanceof TimeoutError) return null;
        throw asCallLost(error) ?? explain(error);
      }
    },
    async cancel(callId) {
      await ask(REQUEST_TIMEOUT_MS, async () => (await client.functionCalls.fromId(callId)).cancel());
    },
    async messages(callId, waitMs, signal) {
      // The handle is everybody's.
      const get = async () => {
        const handle = await progress();
        return caller.run(signal, () => handle.getMany(MOST_MESSAGES, { partition: callId, timeoutMs: waitMs }));
      };
      try {
        return await ask(waitMs + REQUEST_TIMEOUT_MS, get);
      } catch (error) {
        if (error instanceof ModalUnavailable && error.cause instanceof QueueEmptyError) return [];
        throw error;
      }
    },
    answer: (callId, message) =>
      ask(REQUEST_TIMEOUT_MS, async () =>
        (await answers()).put(JSON.stringify(message), {
          partition: callId,
          partitionTtlMs: ANSWER_LIFE_MS,
          timeoutMs: REQUEST_TIMEOUT_MS,
        }),
      ),
    close: () => client.close(),
  };
}

const unavailable = (message: string) => new ModalUnavailable(message);

/** The names of the SDK's errors for a call that ended without a result. */
const lostNames = new Set(['RemoteError', 'InternalFailure', 'FunctionTimeoutError', 'NotFoundError']);

function asCallLost(error: unknown): CallLost | null {
  if (!(error instanceof Error)) return null;
  const isLost = lostNames.has(error.name) || statusOf(error) === grpc.notFound;
  return isLost ? new CallLost(`The call at Modal came to nothing: ${error.message}`, { cause: error }) : null;
}

function explainModal(error: unknown, app: string, environment: string | null): Error {
  if (error instanceof ModalUnavailable) return error;
  const status = statusOf(error);
  if (status === grpc.unauthenticated || status === grpc.permissionDenied) {
    return new ModalMisconfigured(
      'MODAL_TOKEN_ID, MODAL_TOKEN_SECRET: Modal does not accept this token. Make another one: modal token new',
      {
        cause: error,
      },
    );
  }
  if (error instanceof NotFoundError) {
    const place = environment ? ` in the environment ${environment}` : '';
    return new ModalMisconfigured(`The app ${app} is not deployed at Modal${place}. Run: modal deploy modal/app.py`, { cause: error });
  }
  return new ModalUnavailable(`Modal does not answer as it should: ${error instanceof Error ? error.message : error}`, { cause: error });
}

/** The gRPC status of an error of the SDK. */
function statusOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}
