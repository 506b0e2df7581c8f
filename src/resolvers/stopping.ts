import type { Services } from '../services.ts';

/** Thrown by who is given work when the program ends, so that the queue gives it to somebody else. */
export class Stopping extends Error {
  override name = 'Stopping';
  constructor() {
    super('This process takes no more work, because it is about to end.');
  }
}

/** @throws Stopping when nothing new may be begun here. */
export function refuseWhenStopping({ stopping }: Services): void {
  if (stopping.aborted) throw new Stopping();
}
