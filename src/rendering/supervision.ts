import { type Supervisor, SupervisorGone } from './supervisor.ts';

/** A supervisor that is there whenever it is asked: one that ended is followed by another. */
export type Supervision = Pick<Supervisor, 'ask' | 'close'>;

export function keepSupervised(start: () => Promise<Supervisor>): Supervision {
  let current: Promise<Supervisor> | null = null;
  let closed = false;

  const supervisor = async (): Promise<Supervisor> => {
    const before = current;
    const found = await before?.catch(() => null);
    if (closed) throw new SupervisorGone('The renderer is closed.');
    if (found && !found.hasEnded) return found;
    // Somebody else may have started one in the meantime.
    if (current !== before) return supervisor();
    current = (async () => {
      await found?.close();
      return start();
    })();
    return current;
  };

  return {
    ask: async (request, options) => (await supervisor()).ask(request, options),
    async close() {
      closed = true;
      await (await current?.catch(() => null))?.close();
    },
  };
}
