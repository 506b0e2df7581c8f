/** Makes of `work`, which never throws, what starts it, and once more after it when that is asked for in the middle: it never runs twice at once. */
export function oneAtATime(work: () => Promise<void>): { start(): void; settled(): Promise<void> } {
  let again = false;
  let running: Promise<void> | null = null;
  const run = async () => {
    do {
      again = false;
      await work();
    } while (again);
    running = null;
  };
  return {
    start() {
      again = true;
      running ??= run();
    },
    /** Resolves when what was started is done. */
    settled: async () => {
      await running;
    },
  };
}
