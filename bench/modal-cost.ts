// What a minute of video would cost at Modal: the example paper's scenes, rendered here, one after the other, and the list price of what
// they took. docs/modal.md has the formula. Run: npm run bench:cost [-- LOW|MEDIUM|HIGH|ULTRA]
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Quality } from '../src/db/generated/prisma/enums.ts';
import { createLocalRenderer } from '../src/rendering/local.ts';
import { remoteStoreOf } from '../src/rendering/remote-store.ts';
import { renderKeyOf } from '../src/rendering/renderer.ts';
import { pythonPath } from '../src/services.ts';
import { createDiskStore } from '../src/storage/disk.ts';

/** Modal's list prices for Sandboxes in dollars a second: a physical core, and a GiB. To be checked at modal.com/pricing. */
const DOLLARS = { core: 0.00003942, gibibyte: 0.00000672 };
/** What is kept for a render's Sandbox (modal/controller/spares.py). */
const KEPT = { cores: 0.5, gibibytes: 0.75 };

const quality = Quality[(process.argv[2] ?? 'MEDIUM') as Quality];
if (!quality) throw new Error(`There is no quality ${process.argv[2]}.`);
const examples = path.resolve(import.meta.dirname, '../examples/1706.03762');
const directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-cost-'));
const renderer = await createLocalRenderer({
  python: pythonPath,
  workDirectory: path.join(directory, 'work'),
  formulasDirectory: path.join(directory, 'formulas'),
  timeoutMs: 600_000,
});
const store = await createDiskStore(path.join(directory, 'videos'));
let [processor, wall, video] = [0, 0, 0];
try {
  for (const name of (await readdir(examples)).filter((file) => file.endsWith('.py')).sort()) {
    const code = await readFile(path.join(examples, name), 'utf8');
    const key = renderKeyOf(code, quality, renderer.engineVersion);
    const options = { signal: new AbortController().signal, onProgress() {}, call: { id: null, keep: async () => {} } };
    const result = await renderer.render({ key, code, quality }, { ...options, store: remoteStoreOf(store, key) });
    if (!('files' in result)) throw new Error(`${name} was not rendered: ${JSON.stringify(result)}`);
    const { processor: used = 0, total = 0 } = result.timings;
    processor += used;
    wall += total;
    video += result.video.durationSeconds;
    console.log(`${name}: ${used.toFixed(1)} s of processor time for ${result.video.durationSeconds.toFixed(1)} s of video`);
    await result.files.dispose();
  }
} finally {
  await renderer.close();
  await rm(directory, { recursive: true });
}
const perMinute = 60 / video;
// A second of the processor is at most one of a whole core; what is kept is paid for at least.
const cores = Math.max(processor, wall * KEPT.cores) * perMinute;
const dollars = cores * DOLLARS.core + wall * perMinute * KEPT.gibibytes * DOLLARS.gibibyte;
const seconds = (value: number) => `${(value * perMinute).toFixed(1)} s`;
console.log(`\n${quality}, for a minute of video: ${seconds(processor)} of processor time in ${seconds(wall)}, $${dollars.toFixed(4)}.`);
console.log('On a machine with other work, what was waited for it is counted as if it had been paid.');
