// Whether a worker stays as it was over many renders, some of which fail, are cancelled or fight back. Run: npm run bench:leaks [-- RENDERS]
//
// Counted before and after, with one engine waiting each time: processes on this machine that belong to a box, our own open files and
// memory, files in the temporary and the work directory. The first renders are not counted: they load what is loaded once.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createLocalRenderer } from '../src/rendering/local.ts';
import { remoteStoreOf } from '../src/rendering/remote-store.ts';
import { renderKeyOf } from '../src/rendering/renderer.ts';
import { pythonPath } from '../src/services.ts';
import { createDiskStore } from '../src/storage/disk.ts';

const RENDERS = Number(process.argv[2] ?? 500);
const WARM_UP = 8;
const CANCEL_AFTER_MS = 300;
const MOST_MEMORY_GROWTH_MIB = 40;

const scene = (body: string) => `from manim import *\n\n\nclass Leaking(Scene):\n    def construct(self):\n        ${body}\n`;
const kinds: { what: string; code: string; cancelled?: boolean }[] = [
  { what: 'works', code: scene('self.play(Create(Square()), run_time=0.3)') },
  { what: 'fails', code: scene('1 / 0') },
  { what: 'is cancelled', code: scene('while True: self.play(Rotate(Square()), run_time=1)'), cancelled: true },
  { what: 'leaves a daemon', code: scene('import os, time; os.fork() or (os.setsid(), time.sleep(600)); self.wait(0.2)') },
  { what: 'kills its engine', code: scene('import os; os.kill(os.getpid(), 9)') },
  { what: 'writes files', code: scene('[open(f"/tmp/{n}", "w").close() for n in range(2000)]; 1 / 0') },
];

const directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-leaks-'));
const workDirectory = path.join(directory, 'work');
const cancelMs: number[] = [];
// One of our own, so that nobody else's files are counted.
process.env.TMPDIR = directory;
const store = await createDiskStore(path.join(directory, 'videos'));
const renderer = await createLocalRenderer({
  python: pythonPath,
  workDirectory,
  formulasDirectory: path.join(directory, 'formulas'),
  timeoutMs: 60_000,
});
try {
  await renderMany(WARM_UP);
  const before = await count();
  const begun = performance.now();
  const ends = await renderMany(RENDERS);
  const after = await count();
  console.log(`${RENDERS} renders in ${((performance.now() - begun) / 1000).toFixed(0)} s: ${format(ends)}\n`);
  const sorted = cancelMs.toSorted((one, other) => one - other);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(0);
  console.log(`From a cancellation until nothing is left: median ${at(0.5)} ms, nine of ten ${at(0.9)} ms, slowest ${at(1)} ms\n`);
  const names = Object.keys(before) as (keyof typeof before)[];
  for (const name of names) console.log(`${name.padEnd(40)} ${String(before[name]).padStart(8)} → ${String(after[name]).padStart(8)}`);
  const leaks = names.filter((name) => after[name] > before[name] + (name.endsWith('MiB') ? MOST_MEMORY_GROWTH_MIB : 0));
  console.log(leaks.length === 0 ? '\nNothing leaks.' : `\nLeaks: ${leaks.join(', ')}`);
  process.exitCode = leaks.length === 0 ? 0 : 1;
} finally {
  await renderer.close();
  await rm(directory, { recursive: true, force: true });
}

async function renderMany(times: number): Promise<Record<string, number>> {
  const ends: Record<string, number> = {};
  for (let index = 0; index < times; index++) {
    const kind = kinds[index % kinds.length];
    if (!kind) continue;
    const end = `${kind.what}: ${await renderOnce(kind.code, kind.cancelled ?? false, index)}`;
    ends[end] = (ends[end] ?? 0) + 1;
  }
  return ends;
}

async function renderOnce(code: string, cancelled: boolean, index: number): Promise<string> {
  const controller = new AbortController();
  const key = renderKeyOf(`${code}# ${index}`, 'LOW', renderer.engineVersion);
  // Some are cancelled while they start, the others in the middle.
  let cancelledAt = 0;
  const cancel = () => {
    cancelledAt = performance.now();
    controller.abort();
  };
  const timer = cancelled ? setTimeout(cancel, (Math.floor(index / kinds.length) % 3) * CANCEL_AFTER_MS) : undefined;
  try {
    const call = { id: null, keep: async () => {} };
    const options = { signal: controller.signal, onProgress() {}, call, store: remoteStoreOf(store, key) };
    const result = await renderer.render({ key, code, quality: 'LOW' }, options);
    if ('failure' in result) return result.failure.kind;
    if ('files' in result) await result.files.dispose();
    return 'VIDEO';
  } catch {
    // A render that is called off rejects when nothing of it is left.
    cancelMs.push(performance.now() - cancelledAt);
    return 'CANCELLED';
  } finally {
    clearTimeout(timer);
  }
}

async function count() {
  // The engine that starts ahead of need gets there first, so that it is counted alike.
  await pause(10_000);
  globalThis.gc?.();
  return {
    'processes of boxes': await countBoxes(),
    'our open files': (await readdir('/proc/self/fd')).length,
    'our memory, MiB': Math.round(process.memoryUsage.rss() / 2 ** 20),
    ...(await lookAtSupervisor()),
    'files in the temporary directory': (await readdir(tmpdir())).length,
    'renders in the work directory': (await readdir(workDirectory)).length,
  };
}

/** The supervisor, the one process of ours that stays beside this one, and the zygote behind it. */
async function lookAtSupervisor() {
  const children = (await readFile(`/proc/self/task/${process.pid}/children`, 'utf8')).split(' ').filter(Boolean);
  const look = async (pid: string) => ({
    supervises: (await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('engine\0supervise'),
    files: (await readdir(`/proc/${pid}/fd`)).length,
    threads: (await readdir(`/proc/${pid}/task`)).length,
    memory: Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
  });
  const found = (await Promise.all(children.map(look))).find(({ supervises }) => supervises);
  return {
    'open files of the supervisor': found?.files ?? 0,
    'threads of the supervisor': found?.threads ?? 0,
    'memory of the supervisor, MiB': Math.round(found?.memory ?? 0),
  };
}

/** Those of this bench and those that nobody watches any more; other programs on this machine may have boxes of their own. */
async function countBoxes(): Promise<number> {
  const commands = new Map<number, string>();
  const parents = new Map<number, number>();
  for (const name of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
    const [command, status] = await Promise.all(
      ['cmdline', 'stat'].map((file) => readFile(`/proc/${name}/${file}`, 'utf8').catch(() => '')),
    );
    commands.set(Number(name), command ?? '');
    parents.set(Number(name), Number(status?.slice(status.lastIndexOf(')') + 2).split(' ')[1] ?? 0));
  }
  const isBox = (id: number) => /^(bwrap\0--unshare-user|\/opt\/venv\/bin\/python)\0/.test(commands.get(id) ?? '');
  // Up from a box: a supervisor of ours, or nobody (the first process adopts orphans), or another program, whose affair it is.
  const isOfOthers = (id: number): boolean => {
    if (id === process.pid || id <= 1) return false;
    const parent = parents.get(id) ?? 0;
    return parent <= 1 && !isBox(id) ? true : isOfOthers(parent);
  };
  return [...commands.keys()].filter((id) => isBox(id) && !isOfOthers(id)).length;
}

function format(ends: Record<string, number>): string {
  return Object.entries(ends)
    .map(([end, times]) => `${times} × ${end}`)
    .join(', ');
}
