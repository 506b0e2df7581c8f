import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { SupervisorGone, startSupervisor } from '../src/rendering/supervisor.ts';

it('has ended when its process has, whatever that has left behind', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-test-'));
  const python = path.join(directory, 'python');
  await writeFile(python, '#!/bin/sh\nsleep 600 &\nkill -KILL $$\n', { mode: 0o755 });
  const supervisor = await startSupervisor(python, directory);
  await expect(supervisor.ask({ check: true })).rejects.toThrow(SupervisorGone);
  await supervisor.close();
  await rm(directory, { recursive: true });
});
