import type { Database } from '../db/client.ts';
import type { Services } from '../services.ts';

const HEARTBEAT_MS = 1000;

/** The attempts that a process works on, and what to do when one is no longer its own. */
interface Heart {
  attempts: Map<string, () => void>;
  timer: NodeJS.Timeout;
  beating: boolean;
  /** Somebody asked while it was beating: what that finds may be older than what is asked about. */
  again: boolean;
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
    look: () => beat(services, heart),
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
  const heart: Heart = {
    attempts: new Map(),
    // One at a time: a database that is slow is not asked more for it.
    timer: setInterval(() => heart.beating || beat(services, heart), HEARTBEAT_MS),
    beating: false,
    again: false,
  };
  hearts.set(services.db, heart);
  return heart;
}

function beat(services: Services, heart: Heart): void {
  heart.again = heart.beating;
  if (heart.beating) return;
  heart.beating = true;
  sayAlive(services, heart)
    .catch((error) => services.log.warn({ err: error }, 'The heartbeat of renders could not be written.'))
    .finally(() => {
      heart.beating = false;
      if (heart.again && heart.attempts.size > 0) beat(services, heart);
    });
}

async function sayAlive({ db }: Services, { attempts }: Heart): Promise<void> {
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
