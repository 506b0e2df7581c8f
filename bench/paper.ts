// How long the example paper takes from nothing to its last video, and where the time goes. Run: npm run bench [-- QUALITY]
//
// The limit it is compared with is in the same run: the seconds the engine itself worked, spread over the renders done at once. What is
// beyond that is the service's: reading, queueing, storing, telling.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { readConfig } from '../src/config.ts';
import { createLog, startProgram } from '../src/main.ts';
import type { Quality, Timings } from '../src/rendering/renderer.ts';
import { followJob } from '../src/resolvers/follow-job.ts';
import { startProcessing } from '../src/resolvers/start-processing.ts';
import { viewerOf } from '../src/viewer.ts';
import { environmentWith } from './environment.ts';

const PAPER = '1706.03762';
const quality = (process.argv[2]?.toUpperCase() ?? 'MEDIUM') as Quality;
const directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-bench-'));
const seconds = (milliseconds: number) => milliseconds / 1000;

try {
  const begun = performance.now();
  const config = readConfig(environmentWith({ DATA_DIR: directory, PORT: '0' }));
  const program = await startProgram(config, { role: 'all', log: createLog('error') });
  const opened = performance.now();
  const services = { ...program.services, viewer: viewerOf({}) };
  const { job } = await startProcessing(services, { arxivId: PAPER, visualizations: null, quality, idempotencyKey: null, force: false });
  for await (const _event of await followJob(services, job.id, 0)) {
    // Until the last one.
  }
  const ended = performance.now();

  const attempts = await services.db.renderAttempt.findMany({ include: { render: { include: { video: true } } } });
  const videoSeconds = attempts.reduce((sum, { render }) => sum + (render.video?.durationSeconds ?? 0), 0);
  const parts = sumTimings(attempts.map(({ timings }) => (timings ?? {}) as Timings));
  const { total: engine = 0, store = 0, import: imported = 0 } = parts;
  const busy = attempts.reduce(
    (sum, { startedAt, finishedAt }) => sum + seconds((finishedAt ?? startedAt).getTime() - startedAt.getTime()),
    0,
  );
  const atOnce = config.render.concurrency;
  const wall = seconds(ended - opened);

  console.log(
    `${PAPER}: ${attempts.length} videos, ${videoSeconds.toFixed(1)} s of video at ${quality}, ${atOnce} at once on ${availableParallelism()} cores\n`,
  );
  print('opening the program', seconds(opened - begun));
  print('from the request to the last video', wall);
  console.log('\nSeconds of all renders, which run side by side:');
  print('  starting the engine (import; after the first renders this happens ahead of need)', imported);
  print('  reading the code', parts.load ?? 0);
  print('  TeX', parts.tex ?? 0);
  print('  stepping and drawing', parts.draw ?? 0);
  print('  encoding (in threads of its own)', parts.encode ?? 0);
  print('  finishing (poster, captions, index)', parts.finish ?? 0);
  print('  storing', store);
  print('  the rest of the attempts (waiting for an engine, database, events)', busy - engine - store);
  const limit = (engine + imported) / atOnce;
  console.log(
    `\nThe engine's own seconds, spread over ${atOnce}: ${limit.toFixed(1)} s. Ratio of the whole to that limit: ${(wall / limit).toFixed(2)}`,
  );
  console.log(`Seconds of work per second of video: ${(wall / videoSeconds).toFixed(2)}`);
  await program.stop();
} finally {
  await rm(directory, { recursive: true, force: true });
}

function sumTimings(all: Timings[]): Timings {
  const sums: Timings = {};
  for (const timings of all) for (const [part, value] of Object.entries(timings)) sums[part] = (sums[part] ?? 0) + value;
  return sums;
}

function print(what: string, value: number): void {
  console.log(`${what.padEnd(84)} ${value.toFixed(1).padStart(7)} s`);
}
