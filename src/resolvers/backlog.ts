import type { Transaction } from '../db/client.ts';
import { TooBusyError } from '../errors.ts';
import type { Services } from '../services.ts';
import { readSpeed } from './speed.ts';

/** What is said while nothing was measured from which it could be told. */
const UNKNOWN_SECONDS = 60;
const LONGEST_SECONDS = 3600;

/**
 * Whether `more` visualizations can be taken on.
 * @throws TooBusyError when so many wait already that they would wait too long, with the time it takes until there is room.
 */
export async function requireRoom({ db, config }: Services, tx: Transaction, more: number): Promise<void> {
  const [counted] = await tx.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM "Visualization" WHERE "finishedAt" IS NULL`;
  const waiting = counted?.count ?? 0;
  // What nobody waits before is taken on, however much it is.
  if (waiting === 0 || waiting + more <= config.backlogLimit) return;
  const { rate } = await readSpeed(db);
  const seconds = rate === null ? UNKNOWN_SECONDS : Math.ceil((waiting + more - config.backlogLimit) / rate);
  const retryAfter = Math.min(Math.max(1, seconds), LONGEST_SECONDS);
  throw new TooBusyError(
    `${waiting} visualizations wait to be rendered, and no more are taken on now. Try again in ${retryAfter} seconds.`,
    retryAfter,
  );
}
