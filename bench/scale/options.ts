import { parseArgs } from 'node:util';
import { limits } from '../../src/config.ts';

/** How large a run is. All of it is printed with the results. */
export interface Options {
  papers: number;
  visualizations: number;
  apis: number;
  workers: number;
  concurrency: number;
  speed: number;
  seed: number;
  backlogs: number[];
  parts: Part[];
  store: Store;
}

const parts = ['load', 'growth', 'fairness', 'backpressure'] as const;
export type Part = (typeof parts)[number];

const stores = ['directory', 'bucket'] as const;
/** Where videos go: back through Modal into a directory, or from Modal into a bucket. */
export type Store = (typeof stores)[number];

const defaults = {
  papers: '60',
  visualizations: '10',
  apis: '1',
  workers: '1',
  concurrency: '64',
  speed: '10',
  seed: '1',
  backlogs: '0,1000',
  parts: parts.join(','),
  store: 'directory',
};

export const usage = `npm run bench:scale -- [options]
  --papers N           papers of the load (${defaults.papers})
  --visualizations M   renders a paper (${defaults.visualizations})
  --apis A             API processes (${defaults.apis})
  --workers W          worker processes (${defaults.workers})
  --concurrency C      renders under way in one worker, 64 at most (${defaults.concurrency})
  --speed F            renders take a share 1/F of the measured time (${defaults.speed}); the program's own clocks are not sped up
  --seed N             of the durations (${defaults.seed})
  --backlogs B,B…      renders that wait when growth is measured (${defaults.backlogs})
  --parts P,P…         of ${defaults.parts}
  --store S            where videos go: ${stores.join(' or ')} (${defaults.store})`;

/** `null` when an option is wrong, which has been said. */
export function readOptions(args: string[]): Options | null {
  try {
    return parseOptions(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    return null;
  }
}

/** @throws Error saying which option is wrong. */
function parseOptions(args: string[]): Options {
  const options = Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, { type: 'string', default: value } as const]));
  const { values } = parseArgs({ args, options });
  const given = (name: keyof typeof defaults) => String(values[name]);
  const number = (name: keyof typeof defaults, from: number, text = given(name)) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < from)
      throw new Error(`--${name}: must be a number from ${from}, not ${text}`);
    return value;
  };
  const whole = (name: keyof typeof defaults, from: number) => Math.floor(number(name, from));
  return {
    papers: whole('papers', 1),
    visualizations: whole('visualizations', 1),
    apis: whole('apis', 1),
    workers: whole('workers', 1),
    concurrency: Math.min(whole('concurrency', 1), limits.rendersAtOnce),
    speed: number('speed', 0.01),
    seed: whole('seed', 0),
    backlogs: given('backlogs')
      .split(',')
      .map((text) => number('backlogs', 0, text)),
    parts: given('parts')
      .split(',')
      .map((name) => oneOf('parts', parts, name)),
    store: oneOf('store', stores, given('store')),
  };
}

function oneOf<T extends string>(option: string, known: readonly T[], name: string): T {
  const found = known.find((one) => one === name);
  if (!found) throw new Error(`--${option}: there is no ${name}, only ${known.join(', ')}`);
  return found;
}
