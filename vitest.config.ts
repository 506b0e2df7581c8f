import { availableParallelism } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Two copies of graphql refuse each other's schemas: everyone gets the one file.
  resolve: { alias: { graphql: path.resolve('node_modules/graphql/index.js') } },
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Most of what tests do is waiting for other processes: more of them than cores are no burden.
    maxWorkers: Math.max(3, availableParallelism()),
    // Programs, databases and renders are started for real, on machines that may be busy.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
