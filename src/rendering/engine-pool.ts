import type { EngineProcess } from './engine-process.ts';

/** Engines of which one is always started ahead of need, once the first was asked for: importing Manim takes longer than a small scene. */
export interface EnginePool {
  /** Hands over an engine that nobody else has; whoever takes it disposes it. */
  take(): Promise<EngineProcess>;
  /** Ends every engine, taken or not. */
  close(): Promise<void>;
}

export function createEnginePool(startEngine: () => Promise<EngineProcess>): EnginePool {
  const started = new Set<Promise<EngineProcess>>();
  let spare: Promise<EngineProcess> | null = null;
  let closed = false;

  const start = () => {
    const starting = startEngine();
    started.add(starting);
    // It leaves when it has ended, or could not be started, of which whoever takes it is told.
    starting
      .then((engine) => engine.ended)
      .then(
        () => started.delete(starting),
        () => started.delete(starting),
      );
    return starting;
  };

  return {
    async take() {
      const taken = spare ?? start();
      spare = closed ? null : start();
      const engine = await taken;
      if (!engine.hasEnded) return engine;
      // It was killed while it waited, by whatever frees memory on this machine: that is not the fault of the code.
      await engine.dispose();
      return start();
    },
    async close() {
      closed = true;
      await Promise.allSettled([...started].map(async (starting) => (await starting).dispose()));
    },
  };
}
