import type { Transaction } from '../db/client.ts';
import { TooBusyError } from '../errors.ts';
import type { Services } from '../services.ts';
import type { Speed } from './speed.ts';

/** What is said while nothing was measured from which it could be told. */
const UNKNOWN_SECONDS = 60;
const LONGEST_SECONDS = 3600;
/** Visualizations that the generator is taken to make for a paper, until it has made some. */
const UNKNOWN_VISUALIZATIONS = 5;
/**
 * More than are taken on while the speed is fresh. As long as there is so much room nothing is counted anew, which takes the longer the more
 * there is.
 */
const ACCEPTED_MEANWHILE = 5000;

/**
 * Whether `more` visualizations can be taken on; `null`: as many as the generator makes for a paper. Papers that it has not come to yet
 * count as much.
 * @param speed as it was before the transaction, so that none waits in its middle for a connection that others in their middle hold.
 * @throws TooBusyError when so many wait already that they would wait too long, with the time it takes until there is room.
 */
export async function requireRoom(
  { config: { backlogLimit }, generator }: Services,
  tx: Transaction,
  more: number | null,
  { perPaper, rate, unended }: Speed,
): Promise<void> {
  if (generator === null && unended + (more ?? 0) + ACCEPTED_MEANWHILE <= backlogLimit) return;
  const [counted] = await tx.$queryRaw<{ known: number; unread: number }[]>`
    SELECT (SELECT count(*)::int FROM "Visualization" WHERE "finishedAt" IS NULL) AS "known",
      (SELECT count(*)::int FROM "Job" j WHERE ${generator !== null} AND "finishedAt" IS NULL
        AND NOT EXISTS (SELECT 1 FROM "Visualization" WHERE "jobId" = j."id")) AS "unread"`;
  const { known = 0, unread = 0 } = counted ?? {};
  const expected = Math.ceil(perPaper ?? UNKNOWN_VISUALIZATIONS);
  const waiting = known + unread * expected;
  // What nobody waits before is taken on, however much it is.
  const tooMany = Math.min(waiting, waiting + (more ?? expected) - backlogLimit);
  if (tooMany <= 0) return;
  // Renders end at random: half of those who come back after the mean time come too early, after two deviations more one in forty.
  const seconds = rate === null ? UNKNOWN_SECONDS : Math.ceil((tooMany + 2 * Math.sqrt(tooMany)) / rate);
  const retryAfter = Math.min(Math.max(1, seconds), LONGEST_SECONDS);
  throw new TooBusyError(
    `${unread > 0 ? 'Some ' : ''}${waiting} visualizations wait to be rendered, and no more are taken on now. Try again in ${retryAfter} seconds.`,
    retryAfter,
  );
}
