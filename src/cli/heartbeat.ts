import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { isRunning } from '../process-name.ts';

/** What a worker last said of itself. It has no port that could be asked, and only the process itself can tell whether its work goes on. */
export interface Heartbeat {
  host: string;
  pid: number;
  /** When it was said, in milliseconds since 1970. */
  at: number;
  healthy: boolean;
  /** What is wrong, part by part. */
  faults: string[];
}

const BEAT_MS = 10_000;
/** A file of a worker that is gone, perhaps with its whole machine, is cleared away after this long. */
const FORGOTTEN_MS = 24 * 60 * 60 * 1000;

const contents = z.object({ host: z.string(), pid: z.int().positive(), at: z.number(), healthy: z.boolean(), faults: z.array(z.string()) });
const folderIn = (dataDirectory: string) => path.join(dataDirectory, 'workers');

/** Writes down every ten seconds what `examine` finds, the first time before it resolves. The returned function ends it. */
export async function keepHeartbeat(
  dataDirectory: string,
  examine: () => Promise<Pick<Heartbeat, 'healthy' | 'faults'>>,
): Promise<() => Promise<void>> {
  const folder = folderIn(dataDirectory);
  // A worker that is started again in the same container has the same name there, and takes the place of the one before.
  const file = path.join(folder, `${hostname()}-${process.pid}.json`);
  await mkdir(folder, { recursive: true });
  for (const { at, name } of readAll(folder)) if (Date.now() - at > FORGOTTEN_MS) rmSync(path.join(folder, name), { force: true });

  const stopping = new AbortController();
  const beat = async () => {
    const beating: Heartbeat = { host: hostname(), pid: process.pid, at: Date.now(), ...(await examine()) };
    await writeFile(`${file}.new`, JSON.stringify(beating));
    await rename(`${file}.new`, file);
  };
  await beat();
  const going = (async () => {
    while (!stopping.signal.aborted) {
      await pause(BEAT_MS, null, { signal: stopping.signal, ref: false }).catch(() => {});
      // A disk that is full for a while is no reason to stop working: the heartbeat that is missing says so.
      if (!stopping.signal.aborted) await beat().catch(() => {});
    }
  })();
  return async () => {
    stopping.abort();
    await going;
    rmSync(file, { force: true });
  };
}

/** The heartbeats of the workers of this computer that are still alive. */
export function readHeartbeats(dataDirectory: string): Heartbeat[] {
  return readAll(folderIn(dataDirectory)).filter(({ host, pid }) => host === hostname() && isRunning(pid));
}

function readAll(folder: string): (Heartbeat & { name: string })[] {
  return listOrNothing(folder).flatMap((name) => {
    try {
      return name.endsWith('.json') ? [{ ...contents.parse(JSON.parse(readFileSync(path.join(folder, name), 'utf8'))), name }] : [];
    } catch {
      // Gone in the meantime, or none of ours.
      return [];
    }
  });
}

function listOrNothing(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
