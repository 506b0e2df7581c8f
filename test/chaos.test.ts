import { expect, it } from 'vitest';
import { makeChaos } from './chaos/chaos.ts';

// `npm run chaos` makes more of it, for as long as one likes.
it.each(['redis', 'embedded'] as const)(
  'keeps every promise while processes and servers are killed (%s)',
  async (backend) => {
    const few = backend === 'redis' ? { jobs: 24, kills: 5, real: 1 } : { jobs: 16, kills: 3, real: 0 };
    const lines: string[] = [];
    const { broken, accounts } = await makeChaos({
      ...few,
      seed: 20,
      backend,
      leaseSeconds: 3,
      limitSeconds: 240,
      say: (line) => lines.push(line),
    });
    expect(broken, lines.join('\n')).toEqual([]);
    expect(accounts).toHaveLength(few.jobs);
  },
  300_000,
);
