import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readConfig } from '../../src/config.ts';
import { createLog, type Program, type StartOptions, startProgram } from '../../src/main.ts';

/** A whole program in this process, with everything embedded, on a port and in a directory of its own. */
export interface TestProgram {
  url: string;
  directory: string;
  program: Program;
  /** Stops the program and throws its directory away. */
  close(): Promise<void>;
  /** Stops the program and starts another one on the same data and port. */
  restart(): Promise<void>;
  /** Starts one more program on the same data, which the caller stops. */
  startAnother(): Promise<Program>;
}

/**
 * Starts a program with these settings beside the defaults.
 * @param writeExamples fills the directory of examples that the program then has instead of the repository's.
 */
export async function openProgram(
  settings: Record<string, string> = {},
  writeExamples?: (directory: string) => Promise<void>,
  options: Pick<StartOptions, 'openRenderer'> = {},
): Promise<TestProgram> {
  const directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-test-'));
  const examples = path.join(directory, 'examples');
  await writeExamples?.(examples);
  const environment = {
    DATA_DIR: directory,
    PORT: '0',
    ARXIV_INTERVAL_SECONDS: '0',
    SHUTDOWN_SECONDS: '0',
    ...unreachable,
    ...(writeExamples ? { EXAMPLES_DIR: examples } : {}),
    ...settings,
  };
  const config = readConfig(environment);
  const log = createLog(process.env.TEST_LOG ?? 'fatal');
  let program = await startProgram(config, { role: 'all', log, ...options });
  return {
    directory,
    get url() {
      return program.server?.url ?? '';
    },
    get program() {
      return program;
    },
    async restart() {
      const port = Number(new URL(program.server?.url ?? '').port);
      await program.stop();
      program = await startProgram(config, { role: 'all', log, port, ...options });
    },
    startAnother: () => startProgram(config, { role: 'all', log, ...options }),
    async close() {
      await program.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** No test talks to the real arXiv: a discarded port answers nothing. */
const unreachable = { ARXIV_API_URL: 'http://127.0.0.1:9/api', ARXIV_HTML_URL: 'http://127.0.0.1:9/html' };
