import { quantile, submitAll } from './client.ts';
import { type Counters, databaseSize, measure } from './counters.ts';
import type { Machine } from './machine.ts';
import type { Options } from './options.ts';
import { milliseconds, printCosts } from './report.ts';
import type { Work } from './work.ts';

const CLIENTS = 16;
const WARM_UP_PAPERS = 40;
const WARM_UP_VISUALIZATIONS = 5;
const DONE = 'NOT EXISTS (SELECT 1 FROM "Job" WHERE "finishedAt" IS NULL)';

/** What one paper and one render took. */
export interface Load {
  accepted: Counters;
  rendered: Counters;
}

/** Papers are accepted while workers are stopped; then those read them all, while no render ends; then all is rendered. */
export async function measureLoad(machine: Machine, work: Work, options: Options): Promise<Load> {
  const { papers, visualizations } = options;
  const renders = papers * visualizations;
  await warmUp(machine, work, options);
  machine.pauseWorkers(true);
  const size = await databaseSize(machine);
  let times: number[] = [];
  const accepted = await measure(machine, async () => {
    times = await submitAll(machine, take(work, papers, visualizations), CLIENTS);
  });
  printCosts(`Papers accepted, ${CLIENTS} clients at once, ${visualizations} visualizations each`, papers, accepted);
  console.log(`  answered in    p50 ${milliseconds(quantile(times, 0.5))}   p99 ${milliseconds(quantile(times, 0.99))}`);

  await machine.hold(true);
  const reading = measure(machine, () => untilRead(machine));
  machine.pauseWorkers(false);
  printCosts('Papers read and joined to their renders', papers, await reading, options.workers);
  const rendered = await measure(machine, async () => {
    await machine.hold(false);
    await machine.until(DONE);
  });
  printCosts('Renders driven', renders, rendered, options.workers);
  console.log(`\nKept by PostgreSQL: ${(((await databaseSize(machine)) - size) / 1024 / papers).toFixed(0)} kB a paper`);
  return { accepted, rendered };
}

/** What every process does for the first time takes longer. */
async function warmUp(machine: Machine, work: Work, { workers, concurrency }: Options): Promise<void> {
  for (let worker = 0; worker < workers; worker += 1) await machine.startWorker(concurrency);
  await submitAll(machine, take(work, WARM_UP_PAPERS * workers, WARM_UP_VISUALIZATIONS), CLIENTS);
  await machine.until(DONE);
}

/** Every visualization waits for its render, or is done. */
export function untilRead(machine: Machine): Promise<void> {
  return machine.until(`NOT EXISTS (SELECT 1 FROM "Visualization" WHERE "finishedAt" IS NULL AND "renderId" IS NULL)`);
}

/** So many papers, made when they are asked for. */
export function* take(work: Work, papers: number, visualizations: number) {
  for (let paper = 0; paper < papers; paper += 1) yield work.next(visualizations);
}
