// What a minute of video would cost at Modal: the example paper's scenes, rendered here by the engine alone as in a Sandbox there, one after
// the other, and the list price of what they took. docs/modal.md has the formula. Run: npm run bench:cost [-- LOW|MEDIUM|HIGH|ULTRA]
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { engineEnd, limitsOf } from '../src/rendering/engine-protocol.ts';
import { pythonPath } from '../src/services.ts';

/** Modal's list prices for Sandboxes in dollars a second: a physical core, and a GiB. To be checked at modal.com/pricing. */
const DOLLARS = { core: 0.00003942, gibibyte: 0.00000672 };
/** What is kept for a render's Sandbox (modal/controller/spares.py). */
const KEPT = { cores: 0.5, gibibytes: 0.75 };
const TIMEOUT_MS = 600_000;

const quality = process.argv[2] ?? 'MEDIUM';
const examples = path.resolve(import.meta.dirname, '../examples/1706.03762');
const directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-cost-'));
let [processor, wall, video] = [0, 0, 0];
try {
  for (const name of (await readdir(examples)).filter((file) => file.endsWith('.py')).sort()) {
    const started = performance.now();
    const { timings, durationSeconds } = await render(await readFile(path.join(examples, name), 'utf8'));
    wall += (performance.now() - started) / 1000;
    processor += timings.processor ?? 0;
    video += durationSeconds;
    console.log(`${name}: ${timings.processor?.toFixed(1)} s of processor time for ${durationSeconds.toFixed(1)} s of video`);
  }
} finally {
  await rm(directory, { recursive: true });
}

const perMinute = 60 / video;
const seconds = (value: number) => `${(value * perMinute).toFixed(1)} s`;
// A second of the processor is at most one of a whole core; what is kept is paid for at least.
const cores = Math.max(processor, wall * KEPT.cores) * perMinute;
const dollars = cores * DOLLARS.core + wall * perMinute * KEPT.gibibytes * DOLLARS.gibibyte;
console.log(`\n${quality}, for a minute of video: ${seconds(processor)} of processor time in ${seconds(wall)}, $${dollars.toFixed(4)}.`);
console.log('On a machine with other work, what was waited for it is counted as if it had been paid.');

async function render(code: string) {
  const job = { code, concept: '', quality, seed: 0, output: directory, limits: limitsOf(TIMEOUT_MS) };
  const settings = { timeout: TIMEOUT_MS, maxBuffer: 2 ** 28, encoding: 'buffer' } as const;
  const running = promisify(execFile)(pythonPath, ['-I', '-m', 'engine', 'stream'], settings);
  running.child.stdin?.end(`${JSON.stringify(job)}\n`);
  const { stdout } = await running;
  // The last line, behind the files.
  const end = engineEnd.parse(JSON.parse(stdout.subarray(stdout.lastIndexOf('\n', -2) + 1).toString()));
  if (end.type === 'failed') throw new Error(`A scene was not rendered: ${end.failure.message}`);
  return { timings: end.timings, durationSeconds: end.video.durationSeconds };
}
