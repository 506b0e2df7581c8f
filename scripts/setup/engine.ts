import { engineParts } from '../../src/prerequisites/artifacts.ts';
import { stamp } from '../../src/prerequisites/stamp.ts';
import { startProgress } from './progress.ts';
import { neutral, run } from './run.ts';

/** Builds what makes the engine fast. It works without, more slowly, so that a part that cannot be built is told and not tried again. */
export async function buildEngine(): Promise<void> {
  const progress = startProgress('The fast parts of the engine');
  const { ok, lines } = await run([engineParts.proof, '-I', '-m', 'engine.build'], { environment: neutral });
  stamp(engineParts);
  progress.done();
  if (!ok) console.error(lines.filter((line) => line.trim()).join('\n'));
}
