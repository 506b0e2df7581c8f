import { readFileSync, rmSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { isRunning } from '../process-name.ts';

/** Where an arXiviz that works on a data directory can be reached. */
export interface RunningServer {
  url: string;
  pid: number;
  /** False when it ends with the command that it was started for. */
  lasting: boolean;
}

const contents = z.object({ url: z.url(), pid: z.int().positive(), lasting: z.boolean() });
const ANSWER_TIMEOUT_MS = 3000;

const fileIn = (dataDirectory: string) => path.join(dataDirectory, 'server.json');

/** Says where this process can be reached, for other commands on the same data. The returned function takes it back. */
export async function announceServer(dataDirectory: string, server: Omit<RunningServer, 'pid'>): Promise<() => void> {
  const file = fileIn(dataDirectory);
  const temporary = `${file}.${process.pid}`;
  await mkdir(dataDirectory, { recursive: true });
  await writeFile(temporary, JSON.stringify({ ...server, pid: process.pid } satisfies RunningServer));
  // Whoever reads it sees the old one or the new one, never half of it.
  await rename(temporary, file);
  return () => {
    if (read(file)?.pid === process.pid) rmSync(file, { force: true });
  };
}

/** The arXiviz that works on these data and answers; `null` when there is none. A file that a killed process left is not believed. */
export async function findRunningServer(dataDirectory: string): Promise<RunningServer | null> {
  const server = read(fileIn(dataDirectory));
  if (!server || server.pid === process.pid || !isRunning(server.pid)) return null;
  const answer = await fetch(`${server.url}/graphql?query={__typename}`, {
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  }).catch(() => null);
  return answer?.ok ? server : null;
}

function read(file: string): RunningServer | null {
  try {
    return contents.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}
