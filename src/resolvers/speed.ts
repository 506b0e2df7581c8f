import { asTooBusy, type Database } from '../db/client.ts';
import type { Quality } from '../rendering/renderer.ts';

/** What is known of how fast renders are done here, and of what waits for them. */
export interface Speed {
  /** Seconds that a render of this quality and weight takes, as others did lately; `null` when there were none. */
  predict(quality: Quality, weight: number): number | null;
  /** Renders that are under way in the whole fleet. */
  running: number;
  /** Renders that can be: as many as are, or were at some time lately. */
  atOnce: number;
  /** What waits in the queue, by what decides its order. */
  queued: { quality: Quality; priority: number; weight: number }[];
  /** Renders that have ended lately, a second; `null` when there were none. */
  rate: number | null;
  /** Visualizations that wait or are under way. */
  unended: number;
  /** Visualizations that the generator has made for a paper lately; `null` when it made none. */
  perPaper: number | null;
}

/** Renders of a quality from whose times others are predicted. */
const SAMPLES = 200;
const GENERATED_SAMPLES = 50;
/** The rate is that of this time, and of so many renders at most. */
const WINDOW_SECONDS = 600;
const WINDOW_RENDERS = 5000;
/** How many renders can be done at once is seen from this many that have ended lately. */
const LATEST_ATTEMPTS = 30;
/** What was measured is good for this long: many clients ask at once. */
const FRESH_MS = 2000;

const known = new WeakMap<Database, { speed: Promise<Speed>; until: number }>();

/** How fast renders are done now, measured at most every two seconds by one process. @throws TooBusyError while the database is away */
export function readSpeed(db: Database): Promise<Speed> {
  const last = known.get(db);
  if (last && last.until > Date.now()) return last.speed;
  const speed = measure(db).catch((error) => {
    throw asTooBusy(error) ?? error;
  });
  known.set(db, { speed, until: Date.now() + FRESH_MS });
  // A failure is of the moment.
  speed.catch(() => known.delete(db));
  return speed;
}

async function measure(db: Database): Promise<Speed> {
  const [samples, queued, [counts], [generated]] = await Promise.all([
    db.$queryRaw<{ quality: Quality; secondsPerWeight: number }[]>`
      SELECT q."quality"::text AS "quality", s."secondsPerWeight" FROM unnest(enum_range(NULL::"Quality")) AS q("quality"), LATERAL (
        SELECT extract(epoch FROM a."finishedAt" - a."startedAt")::float8 / r."weight" AS "secondsPerWeight"
        FROM "Render" r JOIN "RenderAttempt" a ON a."renderId" = r."id"
        WHERE r."quality" = q."quality" AND r."status" = 'COMPLETE' AND r."weight" > 0 AND a."timings" IS NOT NULL
        ORDER BY r."finishedAt" DESC LIMIT ${SAMPLES}) s`,
    db.$queryRaw<{ quality: Quality; priority: number; weight: number }[]>`
      SELECT "quality"::text AS "quality", "priority", sum(COALESCE("weight", 1))::float8 AS "weight"
      FROM "Render" WHERE "finishedAt" IS NULL AND "status" = 'QUEUED' GROUP BY "quality", "priority"`,
    // Not clock_timestamp(), for which no index is used. Time in which there was nothing to do says nothing of how fast it is done.
    db.$queryRaw<{ running: number; most: number | null; unended: number; rate: number | null }[]>`
      WITH latest AS (
        SELECT "startedAt", "finishedAt" FROM "RenderAttempt" WHERE "finishedAt" > now() - ${WINDOW_SECONDS} * interval '1 second'
        ORDER BY "finishedAt" DESC LIMIT ${LATEST_ATTEMPTS})
      SELECT (SELECT count(*)::int FROM "RenderAttempt" WHERE "finishedAt" IS NULL) AS "running",
        (SELECT max((SELECT count(*) FROM latest WHERE latest."startedAt" <= one."startedAt" AND latest."finishedAt" > one."startedAt"))::int
          FROM latest AS one) AS "most",
        (SELECT count(*)::int FROM "Visualization" WHERE "finishedAt" IS NULL) AS "unended",
        GREATEST(
          count(*) / extract(epoch FROM clock_timestamp() - min("startedAt")),
          count(*) FILTER (WHERE "finishedAt" > busy."since")
            / extract(epoch FROM clock_timestamp() - min("startedAt") FILTER (WHERE "finishedAt" > busy."since"))
        )::float8 AS "rate"
      FROM (SELECT min("createdAt") AS "since" FROM "Job" WHERE "finishedAt" IS NULL) AS busy, (
        SELECT "startedAt", "finishedAt" FROM "RenderAttempt"
        WHERE "timings" IS NOT NULL AND "finishedAt" > now() - ${WINDOW_SECONDS} * interval '1 second'
        ORDER BY "finishedAt" DESC LIMIT ${WINDOW_RENDERS}) AS lately`,
    db.$queryRaw<{ perPaper: number | null }[]>`
      SELECT avg(n)::float8 AS "perPaper" FROM (
        SELECT count(*) AS n FROM "Visualization" WHERE "jobId" IN (
          SELECT "jobId" FROM "JobStep" WHERE "name" = 'generate' AND "status" = 'DONE' ORDER BY "finishedAt" DESC LIMIT ${GENERATED_SAMPLES})
        GROUP BY "jobId") AS counted`,
  ]);
  const typical = new Map(
    [...Map.groupBy(samples, ({ quality }) => quality)].map(([quality, ofQuality]) => [
      quality,
      median(ofQuality.map(({ secondsPerWeight }) => secondsPerWeight)),
    ]),
  );
  const { running = 0, most = 0, unended = 0, rate = null } = counts ?? {};
  return {
    predict(quality, weight) {
      const secondsPerWeight = typical.get(quality);
      return secondsPerWeight === undefined ? null : secondsPerWeight * weight;
    },
    running,
    atOnce: Math.max(1, running, most ?? 0),
    queued,
    rate,
    unended,
    perPaper: generated?.perPaper ?? null,
  };
}

/** The middle one: a single render that hung, or that was done at once, does not change it. */
function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
