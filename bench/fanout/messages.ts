import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { environmentWith } from '../environment.ts';

export type Transport = 'SSE' | 'WebSocket';

/** One event on its way to all who follow its job. */
export interface Told {
  jobId: string;
  seq: number;
  /** Unix time in milliseconds when it was committed. */
  at: number;
}

/** What a server is told, and `measure` what it is asked. */
export type ToServer = ({ kind: 'event' } & Told) | { kind: 'measure' };

/** What the clients are told. */
export type ToClients = { kind: 'connect'; url: string; transport: Transport; jobIds: string[]; each: number } | ({ kind: 'event' } & Told);

/** Of one process, since it began. */
export interface Measured {
  cpuMs: number;
  memoryBytes: number;
}

export const operation = `subscription ($id: ID!) {
  jobProgress(jobId: $id) { seq type at status progress currentStep sectionsCompleted sectionsTotal visualizationId visualizationProgress }
}`;

/** Unix time in milliseconds, finer than `Date.now()`. */
export const now = () => performance.timeOrigin + performance.now();

/** A process of this bench. It ends with this one. */
export function startProcess(file: string, environment: Record<string, string> = {}): ChildProcess {
  const child = fork(path.join(import.meta.dirname, file), {
    execArgv: ['--expose-gc'],
    env: environmentWith(environment),
  });
  child.once('exit', (code) => {
    if (code) throw new Error(`${file} ended with ${code}.`);
  });
  return child;
}

/** What the process says next. */
export async function hear<T>(child: ChildProcess): Promise<T> {
  const [message] = await once(child, 'message');
  return message as T;
}

/** In a server: answers what it has used so far. */
export function measure(): Measured {
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, memoryBytes: process.memoryUsage.rss() };
}
