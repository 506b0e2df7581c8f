import pRetry from 'p-retry';
import { asTooBusy } from '../db/client.ts';
import { remoteStoreOf } from '../rendering/remote-store.ts';
import { Abandoned, outageFailure, type Renderer, type RenderProgress, type RenderResult } from '../rendering/renderer.ts';
import type { Services } from '../services.ts';
import { countAlive, keepAlive } from './heartbeat.ts';
import { type Claim, claimRender, completeRender, failRender, handBackRender, keepCall, reportProgress } from './render-attempts.ts';
import { refuseWhenStopping } from './stopping.ts';
import { storeRendered } from './store-rendered.ts';

/** Progress is told at most twice a second and in steps of at least one per cent. */
const PROGRESS_PAUSE_MS = 500;
/** Of a process with many renders under way each tells less often, so that telling stays a small part of its work: this often in all. */
const REPORTS_A_SECOND = 32;
const PROGRESS_STEP = 0.01;
/** For two minutes. Nobody else takes the render meanwhile: for that, too, the database has to be there. */
const SAYING_RETRIES = { retries: 120, minTimeout: 250, factor: 2, maxTimeout: 1000 };
/** Share of a render's progress that is left for the time after the last frame. */
const FINISHING_SHARE = 0.05;

type Rendered = Extract<RenderResult, { files: unknown }>;

/** Works on a render: claims it, renders, stores what was made, and tells everyone who waits for it. */
export async function renderVisualization(services: Services & { renderer: Renderer }, { renderId }: { renderId: string }): Promise<void> {
  refuseWhenStopping(services);
  const claim = await claimRender(services, renderId);
  if (!claim) return;
  const abandoned = new AbortController();
  const signal = AbortSignal.any([abandoned.signal, services.handingBack]);
  const stopWatching = watchClaim(services, claim, (reason) => abandoned.abort(reason));
  const progress = thinProgress(services, (share) => reportProgress(services, claim, share));
  try {
    const result = await renderOrOutage(services, claim, signal, progress.tell);
    await progress.settled();
    if ('files' in result) return await keep(services, claim, result, signal);
    await insist(signal, async () => {
      if ('failure' in result) await failRender(services, claim, result.failure);
      else await completeRender(services, claim, result.video, result.stored, result.timings);
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    // Abandoned: whoever ended the attempt has told everyone.
    if (!abandoned.signal.aborted) await handBackRender(services, claim.attemptId, renderId);
  } finally {
    stopWatching();
  }
}

/** Runs `onLost` as soon as the attempt is no longer ours: told by a message, or found out at the next heartbeat. */
function watchClaim(services: Services, { attemptId, render }: Claim, onLost: (reason: Error) => void): () => void {
  const { log, wakeups } = services;
  const complain = (error: unknown) => log.warn({ err: error, renderId: render.id }, 'It could not be found out who works on a render.');
  const watched = keepAlive(services, attemptId, () => whyLost(services, render.id).then(onLost, complain));
  // Not waited for: where messages are away, the heartbeat finds out.
  const subscribing = wakeups.subscribe('render-abandoned', (id) => {
    if (id === render.id) watched.look();
  });
  subscribing.catch((error) => log.warn({ err: error, renderId: render.id }, 'A render listens to no messages.'));
  return () => {
    watched.end();
    subscribing.then(
      (unsubscribe) => unsubscribe(),
      () => {},
    );
  };
}

/** Nobody waits for the render, or somebody else works on it now: who then took it up elsewhere must not lose it. */
async function whyLost({ db }: Services, id: string): Promise<Error> {
  const render = await db.render.findUnique({ where: { id }, select: { status: true } });
  return render?.status === 'CANCELLED' ? new Abandoned() : new Error('Another process works on the render.');
}

async function renderOrOutage(
  services: Services & { renderer: Renderer },
  { attemptId, render, callId }: Claim,
  signal: AbortSignal,
  onProgress: (progress: RenderProgress) => void,
): Promise<RenderResult> {
  const call = { id: callId, keep: (id: string) => keepCall(services, attemptId, id) };
  try {
    return await services.renderer.render(render, { signal, onProgress, call, store: remoteStoreOf(services.store, render.key) });
  } catch (error) {
    if (signal.aborted) throw error;
    return { failure: outageFailure('The renderer', error) };
  }
}

/** Stores the files, then says so; files of an attempt that lost its right stay unused under a name of their own. */
async function keep(services: Services, claim: Claim, { video, files, timings }: Rendered, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  const { key, id: renderId } = claim.render;
  const onAway = (error: Error) => services.log.warn({ err: error, renderId }, 'What was rendered could not be stored; it is tried again.');
  try {
    const storing = storeRendered(services.store, { key, sha256: video.sha256, files }, { signal, onAway });
    const stored = await storing.catch((error: unknown) => {
      if (error === signal.reason) throw error;
      return { failure: outageFailure('The store', error) };
    });
    const took = { store: (performance.now() - started) / 1000 };
    await insist(signal, async () => {
      if ('failure' in stored) await failRender(services, claim, stored.failure);
      else await completeRender(services, claim, video, stored, { ...timings, ...took });
    });
  } finally {
    await files.dispose();
  }
}

/** While the database is away, what came of a render is said again, unless the program ends: rendering it again would cost far more. */
function insist(signal: AbortSignal, say: () => Promise<void>): Promise<void> {
  return pRetry(say, { ...SAYING_RETRIES, shouldRetry: ({ error }) => !signal.aborted && asTooBusy(error) !== null });
}

/** Passes on what is worth telling, one report at a time. */
function thinProgress(services: Services, report: (share: number) => Promise<void>) {
  let told = 0;
  let pauseUntil = 0;
  let reporting: Promise<void> = Promise.resolve();
  let busy = false;
  return {
    tell(progress: RenderProgress) {
      const share = shareOf(progress);
      if (busy || share === null || share < told + PROGRESS_STEP || Date.now() < pauseUntil) return;
      told = share;
      pauseUntil = Date.now() + Math.max(PROGRESS_PAUSE_MS, (1000 * countAlive(services)) / REPORTS_A_SECOND);
      busy = true;
      // A report that fails costs one step of a bar; the next one, or the end, says more.
      reporting = report(share)
        .catch(() => {})
        .finally(() => {
          busy = false;
        });
    },
    settled: () => reporting,
  };
}

/** How much of a render is done, from 0 to 1; `null` while the length of the video is not known. */
function shareOf({ seconds, totalSeconds }: RenderProgress): number | null {
  if (!totalSeconds) return null;
  return Math.min(seconds / totalSeconds, 1) * (1 - FINISHING_SHARE);
}
