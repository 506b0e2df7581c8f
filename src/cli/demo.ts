import path from 'node:path';
import { readConfig } from '../config.ts';
import type { ExitCode } from './exit-codes.ts';
import { type ProcessOptions, processPaper } from './process.ts';

/** The paper that comes with this program, with visualizations written for it. */
const EXAMPLE = '1706.03762';

/** Processes the example. Its visualizations are given with the request, so that no generator and no earlier job replaces them. */
export function demonstrate(options: ProcessOptions): Promise<ExitCode> {
  const visualizations = path.join(readConfig().examplesDirectory, EXAMPLE, 'visualizations.json');
  return processPaper(EXAMPLE, { visualizations, ...options });
}
