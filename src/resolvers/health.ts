import type { Services } from '../services.ts';
import { version } from '../version.ts';
import { withDeadline } from '../within.ts';

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

/** Tries each part of the program as its users would. */
export async function checkHealth({ db, queues, wakeups, store, renderer }: Services): Promise<Health> {
  const services = await Promise.all([
    check('database', () => db.$queryRaw`SELECT 1`),
    check('queue', () => queues.check()),
    check('events', () => wakeups.check()),
    check('storage', () => store.check()),
    check('renderer', async () => renderer?.check()),
  ]);
  const status = services.every((service) => service.status === 'connected') ? 'healthy' : 'unhealthy';
  return { status, version, services };
}

async function check(name: ServiceHealth['name'], look: () => Promise<unknown>): Promise<ServiceHealth> {
  try {
    await withDeadline(CHECK_TIMEOUT_MS, look(), (message) => new Error(message));
    return { name, status: 'connected', detail: null };
  } catch (error) {
    return { name, status: 'unavailable', detail: error instanceof Error ? error.message : String(error) };
  }
}
