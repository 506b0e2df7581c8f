// Runs every test of the project, those of the engine first, and ends with one line: `N passed, N failed`.
// Arguments are Vitest's filters; with some, only its tests run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startVitest } from 'vitest/node';
import { pythonPath } from '../src/services.ts';

interface Count {
  passed: number;
  failed: number;
}

const filters = process.argv.slice(2);
const engine = filters.length === 0 ? await runPytest() : { passed: 0, failed: 0 };
const program = await runVitest(filters);
const passed = engine.passed + program.passed;
const failed = engine.failed + program.failed;
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);

async function runPytest(): Promise<Count> {
  const directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-pytest-'));
  const report = path.join(directory, 'report.xml');
  try {
    const child = spawn(pythonPath, ['-m', 'pytest', '-q', '-n', 'auto', `--junitxml=${report}`], { cwd: 'modal', stdio: 'inherit' });
    const [code] = await once(child, 'close');
    const counts = /<testsuite [^>]*>/.exec(await readFile(report, 'utf8').catch(() => ''))?.[0] ?? '';
    const count = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(counts)?.[1] ?? 0);
    const failed = count('failures') + count('errors');
    // Tests that could not even be collected leave no report, and are a failure all the same.
    return { passed: count('tests') - count('skipped') - failed, failed: Math.max(failed, code === 0 ? 0 : 1) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function runVitest(only: string[]): Promise<Count> {
  const vitest = await startVitest('test', only, { run: true });
  const modules = vitest.state.getTestModules();
  const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
  // A file that did not load, and an error that no test caught, are failures too.
  const broken = modules.filter((module) => module.errors().length > 0).length + vitest.state.getUnhandledErrors().length;
  await vitest.close();
  return {
    passed: states.filter((state) => state === 'passed').length,
    failed: states.filter((state) => state === 'failed').length + broken,
  };
}
