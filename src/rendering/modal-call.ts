import { setTimeout as pause } from 'node:timers/promises';
import { unlessAborted } from '../async/within.ts';
import { engineEvent } from './engine-protocol.ts';
import { type CallResult, callResult, type StoreQuestion, storeQuestion } from './modal-protocol.ts';
import { CallLost, type ModalService, ModalUnavailable } from './modal-service.ts';
import type { FileName, RemoteStore, RenderOptions } from './renderer.ts';

/** One look for a result, and one for messages, waits this long at Modal for something to happen. */
const WAIT_MS = 5000;
/** How long Modal may be away in the middle of a render before it is given up here; it goes on there, and is taken up again. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 1000;
/** Starting, looking at the result and storing it, beside the render's own time. */
const OVERHEAD_MS = 600_000;

type Following = Omit<RenderOptions, 'call'> & { timeoutMs: number };

/**
 * Waits for the end of a call, passes its progress on and signs what it wants to store.
 * @throws CallLost, ModalUnavailable, or the signal's reason.
 */
export async function followCall(service: ModalService, callId: string, { signal, timeoutMs, ...told }: Following): Promise<CallResult> {
  const ended = new AbortController();
  const until = AbortSignal.any([signal, ended.signal]);
  const listening = listen(service, callId, until, told);
  try {
    return await waitForResult(service, callId, signal, Date.now() + timeoutMs + OVERHEAD_MS);
  } finally {
    ended.abort();
    await listening;
  }
}

async function waitForResult(service: ModalService, callId: string, signal: AbortSignal, deadline: number): Promise<CallResult> {
  let awaySince: number | null = null;
  while (Date.now() < deadline) {
    try {
      const result = await unlessAborted(service.result(callId, WAIT_MS, signal), signal);
      awaySince = null;
      if (result !== null) return parseResult(result);
    } catch (error) {
      signal.throwIfAborted();
      awaySince ??= Date.now();
      if (!(error instanceof ModalUnavailable) || Date.now() - awaySince > PATIENCE_MS) throw error;
      await unlessAborted(pause(PAUSE_MS), signal);
    }
  }
  await service.cancel(callId).catch(() => {});
  throw new CallLost('Modal did not finish the render in time.');
}

function parseResult(result: unknown): CallResult {
  const { success, data } = callResult.safeParse(result);
  if (!success)
    throw new CallLost('Modal answered with something that is no result. Is the app another version? Run: modal deploy modal/app.py');
  return data;
}

/** Never throws: what is said here is advice, and what is asked is asked again. */
async function listen(
  service: ModalService,
  callId: string,
  until: AbortSignal,
  told: Pick<Following, 'onProgress' | 'store'>,
): Promise<void> {
  while (!until.aborted) {
    try {
      for (const message of await unlessAborted(service.messages(callId, WAIT_MS, until), until)) {
        const said = parseMessage(message);
        if (said?.type === 'progress') told.onProgress(said.progress);
        if (said?.type === 'store') await unlessAborted(service.answer(callId, await sign(said, told.store)), until);
      }
    } catch {
      await pause(PAUSE_MS, undefined, { signal: until }).catch(() => {});
    }
  }
}

function parseMessage(message: unknown) {
  try {
    const said: unknown = JSON.parse(String(message));
    return storeQuestion.safeParse(said).data ?? engineEvent.safeParse(said).data ?? null;
  } catch {
    return null;
  }
}

async function sign({ files }: StoreQuestion, store: RemoteStore): Promise<Record<string, unknown>> {
  const names: FileName[] = ['video', 'poster', 'captions'];
  const signed = await Promise.all(
    names.map(async (name) => [name, files[name] ? await store.sign(name, files[name].sha256) : null] as const),
  );
  return Object.fromEntries(signed.filter(([, put]) => put !== null));
}
