import { quickCode } from '../support/quick-renderer.ts';
import { movingDot, type TestVisualization, visualization } from '../support/scenes.ts';
import type { ClientPlan } from './client.ts';
import type { Random } from './random.ts';

/** Codes that many jobs share, so that their renders are joined. */
const SHARED = 40;

/** What client number `index` of this seed asks for: mostly from one visualization to three, some of them broken, shared, or real Manim. */
export function planClient(index: number, { seed, real }: { seed: number; real: number }, random: Random): ClientPlan {
  const count = random.chance(0.005) ? 60 : 1 + random.below(3);
  const visualizations = Array.from({ length: count }, (_value, place) => quickVisualization(`${seed} ${index} ${place}`, random));
  if (index < real) visualizations[0] = visualization('real', movingDot(`Chaos${seed}n${index}`), 'S1');
  return {
    key: `chaos-${seed}-${index}`,
    visualizations,
    manner: random.pick(['SSE', 'WebSocket', 'SSE', 'WebSocket', 'polling'] as const),
    wish: random.chance(0.1) ? random.pick(['cancel', 'retry'] as const) : 'follow',
  };
}

function quickVisualization(name: string, random: Random): TestVisualization {
  const shared = random.chance(0.3);
  const code = quickCode(shared ? `shared ${random.below(SHARED)}` : name, {
    milliseconds: shared ? 400 : 50 + random.below(800),
    broken: !shared && random.chance(0.05),
    outages: !shared && random.chance(0.05) ? 1 : 0,
  });
  return visualization(name, code, `S${1 + random.below(7)}`);
}
