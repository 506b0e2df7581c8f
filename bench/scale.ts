// What the control plane carries: acceptance, reading, driving of renders; its load on PostgreSQL and Redis; how that grows with what
// waits; fairness; backpressure. Run: npm run bench:scale -- --help
//
// PostgreSQL, Redis and the program's processes are real and apart. Modal is stood in for at the wire (modal/fake/simulated.py): a render
// ends after a time like those that were measured, with a video that was there before.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRandom } from '../test/chaos/random.ts';
import { measureBackpressure } from './scale/backpressure.ts';
import { memoryOf } from './scale/counters.ts';
import { measureFairness } from './scale/fairness.ts';
import { measureFloor } from './scale/floor.ts';
import { measureGrowth } from './scale/growth.ts';
import { measureLoad } from './scale/load.ts';
import { type Machine, openMachine } from './scale/machine.ts';
import { type Options, readOptions, usage } from './scale/options.ts';
import { createWork } from './scale/work.ts';

/** Papers that arXiv has; beyond, they come again. */
const PAPERS = 3000;

if (process.argv.includes('--help')) {
  console.log(usage);
} else {
  const options = readOptions(process.argv.slice(2));
  if (options) await bench(options);
  else process.exitCode = 2;
}

async function bench(options: Options): Promise<void> {
  console.log(
    Object.entries(options)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
  );
  const directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-scale-'));
  const machine = await openMachine(directory, PAPERS, options.store);
  let closing: Promise<void> | null = null;
  const close = () => {
    closing ??= machine.close().then(() => rm(directory, { recursive: true, force: true }));
    return closing;
  };
  // Nothing else would end its servers.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => close().finally(() => process.exit(1)));
  try {
    await run(machine, options);
  } catch (error) {
    // What is asked of a machine that is being closed fails.
    if (!closing) throw error;
  } finally {
    await close();
  }
}

async function run(machine: Machine, options: Options): Promise<void> {
  const work = createWork(createRandom(options.seed), PAPERS, options.speed);
  const floor = await measureFloor(machine, options.concurrency);
  console.log(
    `\nThe floor: an empty entry through BullMQ ${floor.entries.cpuMs.toFixed(2)} ms of processor, ${floor.entries.rate.toFixed(0)} a second;`,
  );
  console.log(`  a row in a transaction of its own ${floor.inserts.cpuMs.toFixed(2)} ms, ${floor.inserts.rate.toFixed(0)} a second`);
  for (let api = 0; api < options.apis; api += 1) await machine.startApi();
  await printMemory(machine, 'after the start');
  const { accepted, rendered } = await measureLoad(machine, work, options);
  const papers = accepted.cpu.api / options.papers / floor.inserts.cpuMs;
  const renders = rendered.cpu.worker / (options.papers * options.visualizations) / floor.entries.cpuMs;
  console.log(
    `\nOf the floor, in processor time: a paper accepted ${papers.toFixed(0)} rows, a render driven ${renders.toFixed(0)} empty entries`,
  );
  await printMemory(machine, 'after the load');
  if (options.parts.includes('fairness')) await measureFairness(machine, work);
  if (options.parts.includes('backpressure')) await measureBackpressure(machine, work, options);
  if (options.parts.includes('growth')) await measureGrowth(machine, work, options);
  await printMemory(machine, 'at the end');
}

async function printMemory({ members }: Machine, when: string): Promise<void> {
  const all = await Promise.all(members.map(async ({ role, pid }) => `${role} ${(await memoryOf(pid)).toFixed(0)} MB`));
  console.log(`\nMemory ${when}: ${all.join(', ')}`);
}
