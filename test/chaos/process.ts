// One process of the fleet that chaos is made in: `process.ts api|worker|all`. It renders what is code for the quick renderer with it, and
// everything else with the real engine. Prints the URL of its server, or that it works.
import path from 'node:path';
import { type Config, readConfig } from '../../src/config.ts';
import { createLog, startProgram } from '../../src/main.ts';
import { createLocalRenderer } from '../../src/rendering/local.ts';
import type { Renderer } from '../../src/rendering/renderer.ts';
import { claimWorkDirectory } from '../../src/rendering/work-directory.ts';
import { pythonPath, type Role } from '../../src/services.ts';
import { createQuickRenderer, isQuickCode } from '../support/quick-renderer.ts';

/** The real engine is started when it is first needed: most processes are killed before. */
async function openRenderer({ dataDirectory, render }: Config, worker: string): Promise<Renderer> {
  const workDirectory = await claimWorkDirectory(process.env.CHAOS_WORK ?? path.join(dataDirectory, 'work'), worker);
  const quick = createQuickRenderer(path.join(workDirectory, 'quick'));
  let opening: Promise<Renderer> | null = null;
  const openReal = () => {
    opening ??= createLocalRenderer({
      python: pythonPath,
      workDirectory: path.join(workDirectory, 'real'),
      formulasDirectory: path.join(dataDirectory, 'formulas'),
      timeoutMs: render.timeoutMs,
    });
    return opening;
  };
  return {
    engineVersion: quick.engineVersion,
    async render(request, options) {
      const renderer = isQuickCode(request.code) ? quick : await openReal();
      return renderer.render(request, options);
    },
    check: () => quick.check(),
    async close() {
      await (await opening)?.close();
    },
  };
}

const role = process.argv[2] as Role;
const program = await startProgram(readConfig(), { role, log: createLog(process.env.CHAOS_LOG ?? 'fatal'), openRenderer });
process.once('SIGTERM', async () => {
  await program.stop();
  process.exit(0);
});
// Only now: who reads it may end this process at once.
console.log(program.server?.url ?? 'works');
