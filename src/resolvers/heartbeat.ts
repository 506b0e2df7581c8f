import { oneAtATime } from '../async/one-at-a-time.ts';
import type { Database } from '../db/client.ts';
import type { Services } from '../services.ts';

const HEARTBEAT_MS = 1000;

/** The attempts that a process works on, and what to do when one is no longer its own. */
interface Heart {
  attempts: Map<string, () => void>;
  /** One at a time, and once more for who asked in the middle: what that finds may be older than what is asked about. */
  beat(): void;
  timer: NodeJS.Timeout;
}

const hearts = new WeakMap<Database, Heart>();

/** An attempt that is said to be alive. */
export interface Watched {
  /** Looks now whether it is still ours. */
  look(): void;
  end(): void;
}

/**
 * Says every second that an attempt is alive, together with all others of this process: one statement, however many there are. Runs `onLost`
 * as soon as it is found to have been ended by somebody else, so that nothing it does counts any more.
 */
export function keepAlive(services: Services, attemptId: string, onLost: () => void): Watched {
  const heart = hearts.get(services.db) ?? startHeart(services);
  heart.attempts.set(attemptId, onLost);
  return {
    look: () => heart.beat(),
    end() {
      if (!heart.attempts.delete(attemptId) || heart.attempts.size > 0) return;
      clearInterval(heart.timer);
      hearts.delete(services.db);
    },
  };
}

/** How many renders this process has under way. */
export function countAlive({ db }: Services): number {
  return hearts.get(db)?.attempts.size ?? 0;
}

function startHeart(services: Services): Heart {
  const attempts: Heart['attempts'] = new Map();
  const beating = oneAtATime(() =>
    sayAlive(services, attempts).catch((error) => services.log.warn({ err: error }, 'The heartbeat of renders could not be written.')),
  );
  const heart = { attempts, beat: beating.start, timer: setInterval(beating.start, HEARTBEAT_MS) };
  hearts.set(services.db, heart);
  return heart;
}

async function sayAlive({ db }: Services, attempts: Heart['attempts']): Promise<void> {
  if (attempts.size === 0) return;
  const ids = [...attempts.keys()];
  // The database's clock, because others compare it with theirs. An attempt that is just being ended is locked, and not waited for.
  const alive = await db.$queryRaw<{ id: string }[]>`
    WITH free AS (
      SELECT "id" FROM "RenderAttempt" WHERE "id" = ANY(${ids}::uuid[]) AND "finishedAt" IS NULL FOR UPDATE SKIP LOCKED
    ), said AS (
      UPDATE "RenderAttempt" a SET "heartbeatAt" = clock_timestamp() FROM free WHERE a."id" = free."id"
    )
    SELECT "id"::text FROM "RenderAttempt" WHERE "id" = ANY(${ids}::uuid[]) AND "finishedAt" IS NULL`;
  const ours = new Set(alive.map(({ id }) => id));
  for (const id of ids) if (!ours.has(id)) attempts.get(id)?.();
}
