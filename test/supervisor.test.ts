import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Supervisor, SupervisorGone, startSupervisor } from '../src/rendering/supervisor.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-test-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** A supervisor that does what `script` says instead of what it should. */
async function startMisled(name: string, script: string): Promise<Supervisor> {
  const python = path.join(directory, name);
  await writeFile(python, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return startSupervisor(python, directory);
}

it('has ended when its process has, whatever that has left behind', async () => {
  const supervisor = await startMisled('leaves', 'sleep 600 &\nkill -KILL $$');
  await expect(supervisor.ask({ check: true }, { limitMs: 600_000 })).rejects.toThrow(SupervisorGone);
  await supervisor.close();
});

it('is killed when it comes to no end of what it was asked', async () => {
  const supervisor = await startMisled('stops', 'kill -STOP $$');
  await expect(supervisor.ask({ check: true }, { limitMs: 50 })).rejects.toThrow('SIGKILL');
  expect(supervisor.hasEnded).toBe(true);
});
