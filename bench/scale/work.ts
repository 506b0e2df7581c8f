import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Random } from '../../test/chaos/random.ts';
import { poolingPaper, type StandInPaper } from '../../test/support/arxiv-server.ts';

/** Seconds that each scene of the example paper took at MEDIUM, as bench/README.md has them. */
const MEASURED_SECONDS = [7.3, 5.9, 4.9, 5.8, 6.3, 6.0, 5.0];
const EXAMPLE = path.resolve(import.meta.dirname, '../../examples/1706.03762');
const codes = readdirSync(EXAMPLE)
  .filter((name) => name.endsWith('.py'))
  .map((name) => readFileSync(path.join(EXAMPLE, name), 'utf8'));
/** Of the paper that stands for all. */
const SECTIONS = ['S1', 'S2', 'S3', 'S4'];

export interface Visualization {
  manimCode: string;
  sectionId: string;
  concept: string;
}

/** Makes papers that nobody has asked for before, each with renders of its own. */
export interface Work {
  next(visualizations: number): { arxivId: string; visualizations: Visualization[] };
}

/** @param speed by which the renders are faster than those that were measured. */
export function createWork(random: Random, papers: number, speed: number): Work {
  let made = 0;
  // The scenes of other papers are up to twice as long or short.
  const seconds = () => (random.pick(MEASURED_SECONDS) * 2 ** (2 * random.next() - 1)) / speed;
  return {
    next(visualizations) {
      // Beyond those that arXiv has, a paper comes again with other visualizations.
      const arxivId = arxivIdOf(made % papers);
      made += 1;
      const visualization = (index: number): Visualization => ({
        manimCode: `# simulated ${seconds().toFixed(3)} s\n# ${made}.${index}\n${random.pick(codes)}`,
        sectionId: SECTIONS[index % SECTIONS.length] ?? '',
        concept: `Concept ${index}`,
      });
      return { arxivId, visualizations: Array.from({ length: visualizations }, (_, index) => visualization(index)) };
    },
  };
}

/** What the stand-in of arXiv has. */
export function papersOfArxiv(count: number): StandInPaper[] {
  return Array.from({ length: count }, (_, index) => ({ ...poolingPaper, id: arxivIdOf(index) }));
}

function arxivIdOf(index: number): string {
  return `2501.${String(index + 1).padStart(5, '0')}`;
}
