import { z } from 'zod';
import { urlOf } from '../address.ts';
import { type Config, readConfig } from '../config.ts';
import { networkReason } from '../network-reason.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { readHeartbeats } from './heartbeat.ts';
import { oneLine } from './text.ts';

/** What of arXiviz a computer may run. */
export type HealthSubject = 'server' | 'worker';

interface Finding {
  what: string;
  /** `null`: it is well. */
  fault: string | null;
  /** What is to be seen to, although it is well. */
  remark?: string;
}

/** Longer than the server itself waits for one of its parts. */
const ANSWER_TIMEOUT_MS = 5000;
/** A worker says something every ten seconds, and looks at its parts for at most three. */
const SILENT_MS = 45_000;

const answer = z.object({ status: z.string(), services: z.record(z.string(), z.string()) });

/**
 * Says how the server and the workers of this computer are, or only what is named, which then has to be there.
 * @throws ConfigError
 */
export async function tellHealth(subject?: HealthSubject): Promise<ExitCode> {
  const config = readConfig();
  const findings = [
    ...(subject === 'worker' ? [] : await examineServer(config, { required: subject === 'server' })),
    ...(subject === 'server' ? [] : examineWorkers(config, { required: subject === 'worker' })),
  ];
  if (findings.length === 0) findings.push({ what: 'arXiviz', fault: 'neither a server nor a worker runs here' });
  for (const { what, fault, remark } of findings) {
    process.stdout.write(`${what}: ${oneLine(fault ?? (remark ? `healthy, but ${remark}` : 'healthy'))}\n`);
  }
  return findings.every(({ fault }) => fault === null) ? exitCodes.done : exitCodes.unavailable;
}

async function examineServer(config: Config, { required }: { required: boolean }): Promise<Finding[]> {
  const url = urlOf(config);
  const what = `server at ${new URL(url).host}`;
  try {
    const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    const { status, services } = answer.parse(await response.json());
    const troubles = Object.entries(services).filter(([, state]) => state !== 'connected');
    const told = troubles.map(([name, state]) => `${name} ${state}`).join(', ');
    return [{ what, ...(status === 'healthy' ? { fault: null, remark: told } : { fault: told || status }) }];
  } catch (error) {
    if (isRefused(error)) return required ? [{ what, fault: 'it does not run' }] : [];
    return [{ what, fault: error instanceof z.ZodError ? 'something else answers there' : networkReason(error) }];
  }
}

function examineWorkers({ dataDirectory }: Config, { required }: { required: boolean }): Finding[] {
  const beats = readHeartbeats(dataDirectory);
  if (beats.length === 0) return required ? [{ what: 'worker', fault: `none runs here with its data in ${dataDirectory}` }] : [];
  return beats.map(({ host, pid, at, healthy, faults }) => {
    const silentMs = Date.now() - at;
    const silence = silentMs > SILENT_MS ? `it has said nothing for ${Math.round(silentMs / 1000)} seconds` : null;
    return { what: `worker ${host}-${pid}`, fault: silence ?? (healthy ? null : faults.join(', ')), remark: faults.join(', ') };
  });
}

function isRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}
