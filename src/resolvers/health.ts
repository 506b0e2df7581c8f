import { withDeadline } from '../async/within.ts';
import type { Services } from '../services.ts';
import { version } from '../version.ts';

export type ServiceStatus = 'connected' | 'degraded' | 'unavailable';

export interface ServiceHealth {
  name: 'database' | 'queue' | 'events' | 'storage' | 'renderer';
  status: ServiceStatus;
  detail: string | null;
}

export interface Health {
  status: 'healthy' | 'unhealthy';
  version: string;
  services: ServiceHealth[];
}

/** A part that does not answer within this time is away. */
const CHECK_TIMEOUT_MS = 3000;

/** Tries each part of the program as its users would. It is healthy while none is away. */
export async function checkHealth(services: Services): Promise<Health> {
  const { db, queues, wakeups, store } = services;
  const parts = await Promise.all([
    check('database', () => db.$queryRaw`SELECT 1`.then(() => null)),
    check('queue', () => queues.check().then(() => null)),
    check('events', () => wakeups.check().then(() => null)),
    check('storage', () => store.check()),
    check('renderer', () => checkRenderer(services)),
  ]);
  const status = parts.some((part) => part.status === 'unavailable') ? 'unhealthy' : 'healthy';
  return { status, version, services: parts };
}

/** @param look answers what is wrong with a part that does its work all the same, `null` when nothing is, and throws when it is away. */
async function check(name: ServiceHealth['name'], look: () => Promise<string | null>): Promise<ServiceHealth> {
  try {
    const detail = await withDeadline(CHECK_TIMEOUT_MS, look(), (message) => new Error(message));
    return { name, status: detail === null ? 'connected' : 'degraded', detail };
  } catch (error) {
    return { name, status: 'unavailable', detail: messageOf(error) };
  }
}

/** Where renders are done elsewhere, a server goes on without those who do them: what it accepts waits. */
async function checkRenderer({ renderer, queues }: Services): Promise<string | null> {
  if (renderer) return renderer.check().then(() => null);
  try {
    return (await queues.countRenderers()) > 0 ? null : 'No worker is running: what is accepted waits for one.';
  } catch (error) {
    return `It cannot be told whether a worker is running: ${messageOf(error)}`;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
