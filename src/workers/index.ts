import { type JobName, type Jobs, jobNames, type Queues } from '../queues.ts';
import type { Renderer } from '../rendering/renderer.ts';
import { processPaper } from '../resolvers/process-paper.ts';
import { createReconcile, keepReconciling } from '../resolvers/reconcile.ts';
import { renderVisualization } from '../resolvers/render-visualization.ts';
import type { Services } from '../services.ts';

export type WorkerServices = Services & { renderer: Renderer };

/** Papers read at once by one process; they mostly wait for arXiv, which is asked one thing at a time. */
const PAPERS_AT_ONCE = 8;

/** What is done with each kind of work: leave one out, and it does not compile. */
const handlers: { [N in JobName]: (services: WorkerServices, data: Jobs[N]) => Promise<void> } = {
  'process-paper': processPaper,
  'render-visualization': renderVisualization,
};

/**
 * Takes up what an earlier process left, then works off the queue. The returned function takes no more work and waits until what is
 * under way has ended or, once the program is stopping, was handed back.
 */
export async function startWorkers(services: WorkerServices): Promise<() => Promise<void>> {
  const { queues, config } = services;
  // Without Redis, this process holds the lock that makes it the only one.
  const reconcile = createReconcile(services);
  await reconcile({ alone: config.redisUrl === null, thorough: true });
  const concurrency: Record<JobName, number> = { 'process-paper': PAPERS_AT_ONCE, 'render-visualization': config.render.concurrency };
  for (const name of jobNames) await work(queues, services, name, concurrency[name]);
  // Last, because nobody would stop it if one of these failed.
  const stopReconciling = keepReconciling(services, reconcile);
  return async () => {
    await Promise.all([stopReconciling(), queues.stopWorking()]);
  };
}

function work<N extends JobName>(queues: Queues, services: WorkerServices, name: N, concurrency: number): Promise<void> {
  return queues.work(name, concurrency, (data) => handlers[name](services, data));
}
