// How far off the estimated times were, over the example paper and the scenes of modal/tests/corpus. Run: npm run bench:estimates [-- QUALITY SCENES]
//
// Each job is asked twice a second when it will be done, as a client would, and once it is done each answer is compared with the truth.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readConfig } from '../src/config.ts';
import { createLog, startProgram } from '../src/main.ts';
import type { Quality } from '../src/rendering/renderer.ts';
import { estimateCompletion } from '../src/resolvers/estimate.ts';
import { requireJob } from '../src/resolvers/jobs.ts';
import { startProcessing } from '../src/resolvers/start-processing.ts';
import { viewerOf } from '../src/viewer.ts';
import { environmentWith } from './environment.ts';

const PAPER = '1706.03762';
const ASK_EVERY_MS = 500;
/** Scenes that are one job. */
const SCENES_A_JOB = 5;

/** What a job was told at a time, and how long it really took from then. */
interface Answer {
  told: number | null;
  truth: number;
}

const quality = (process.argv[2]?.toUpperCase() ?? 'LOW') as Quality;
const most = Number(process.argv[3] ?? 50);
const directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-bench-'));
try {
  const program = await startProgram(readConfig(environmentWith({ DATA_DIR: directory, PORT: '0' })), {
    role: 'all',
    log: createLog('error'),
  });
  const services = { ...program.services, viewer: viewerOf({}) };
  const follow = async (visualizations: { manimCode: string; sectionId: string; concept: string }[] | null): Promise<Answer[]> => {
    const { job } = await startProcessing(services, { arxivId: PAPER, visualizations, quality, idempotencyKey: null, force: false });
    const asked: { at: number; told: number | null }[] = [];
    for (;;) {
      const row = await requireJob(services, job.id, {});
      if (row.finishedAt) return asked.map(({ at, told }) => ({ told, truth: ((row.finishedAt?.getTime() ?? at) - at) / 1000 }));
      const estimate = await estimateCompletion(services, row);
      const at = Date.now();
      asked.push({ at, told: estimate && (estimate.getTime() - at) / 1000 });
      await pause(ASK_EVERY_MS);
    }
  };

  report('the example paper, of which nothing is known at first', await follow(null));
  const scenes = await readScenes();
  const answers: Answer[] = [];
  for (let from = 0; from < scenes.length; from += SCENES_A_JOB) answers.push(...(await follow(scenes.slice(from, from + SCENES_A_JOB))));
  report(`${scenes.length} other scenes, ${SCENES_A_JOB} a job`, answers);
  await program.stop();
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function readScenes() {
  const corpus = path.resolve(import.meta.dirname, '../modal/tests/corpus');
  const files = (await readdir(corpus)).filter((name) => name.endsWith('.py')).slice(0, most);
  return Promise.all(
    files.map(async (name) => ({ manimCode: await readFile(path.join(corpus, name), 'utf8'), sectionId: 'S1', concept: name })),
  );
}

function report(what: string, answers: Answer[]): void {
  const known = answers.flatMap(({ told, truth }) => (told === null ? [] : { told, truth, off: Math.abs(told - truth) }));
  const quantile = (values: number[], share: number) =>
    values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN;
  const off = known.map(({ off }) => off);
  const ratio = known.filter(({ truth }) => truth > 1).map(({ told, truth }) => told / truth);
  console.log(`${what} (${quality}): ${answers.length} answers, ${answers.length - known.length} of them “not known”`);
  console.log(`  off by ${quantile(off, 0.5).toFixed(1)} s (median), ${quantile(off, 0.9).toFixed(1)} s (nine in ten)`);
  console.log(
    `  told over true time left, while that was more than a second: ${[0.1, 0.5, 0.9].map((share) => quantile(ratio, share).toFixed(2)).join(' / ')} (one in ten / median / nine in ten)`,
  );
}
