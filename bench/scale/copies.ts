import type { Machine } from './machine.ts';

const COPIES_AT_ONCE = 50;

/**
 * Makes papers that wait as the newest one would if none of its renders were under way, so many times over: its rows are copied, with renders of
 * their own, and what has to reach the queue goes there by the program's own outbox. Quicker by far than having them accepted and read.
 */
export async function copyNewest({ database, until }: Machine, times: number): Promise<void> {
  for (let made = 0; made < times; made += COPIES_AT_ONCE) await database.query(copying, [Math.min(COPIES_AT_ONCE, times - made)]);
  await until('NOT EXISTS (SELECT 1 FROM "Outbox")');
}

const copying = `
  WITH template AS MATERIALIZED (SELECT j.* FROM "Job" j WHERE "finishedAt" IS NULL AND "currentStep" = 'render_videos' ORDER BY "createdAt" DESC LIMIT 1),
  copies AS MATERIALIZED (SELECT gen_random_uuid() AS "jobId" FROM generate_series(1, $1)),
  jobs AS (
    INSERT INTO "Job" ("id", "arxivId", "paperId", "quality", "status", "progress", "currentStep", "sectionsTotal", "requestHash", "lastSeq", "startedAt")
    SELECT c."jobId", "arxivId", "paperId", "quality", "status", "progress", "currentStep", "sectionsTotal", md5(c."jobId"::text), "lastSeq", "startedAt"
    FROM template, copies c RETURNING "id"),
  steps AS (
    INSERT INTO "JobStep" ("jobId", "name", "status", "detail", "startedAt", "finishedAt")
    SELECT c."jobId", s."name", s."status", s."detail", s."startedAt", s."finishedAt"
    FROM template t JOIN "JobStep" s ON s."jobId" = t."id", copies c RETURNING 1),
  events AS (
    INSERT INTO "JobEvent" ("jobId", "seq", "run", "type", "at", "status", "progress", "currentStep", "sectionsCompleted", "sectionsTotal")
    SELECT c."jobId", e."seq", e."run", e."type", e."at", e."status", e."progress", e."currentStep", e."sectionsCompleted", e."sectionsTotal"
    FROM template t JOIN "JobEvent" e ON e."jobId" = t."id", copies c RETURNING 1),
  planned AS MATERIALIZED (
    SELECT c."jobId", gen_random_uuid() AS "renderId", v."position", v."sectionRef", v."sectionId", v."concept",
      v."manimCode" || '# ' || c."jobId" AS "code", r."quality", r."engineVersion", r."weight"
    FROM template t JOIN "Visualization" v ON v."jobId" = t."id" JOIN "Render" r ON r."id" = v."renderId", copies c),
  renders AS (
    INSERT INTO "Render" ("id", "key", "code", "quality", "engineVersion", "priority", "weight")
    SELECT "renderId", encode(sha256(convert_to("code", 'UTF8')), 'hex'), "code", "quality", "engineVersion", "position" + 1, "weight" FROM planned RETURNING 1),
  visualizations AS (
    INSERT INTO "Visualization" ("id", "jobId", "position", "sectionRef", "sectionId", "concept", "manimCode", "renderId")
    SELECT gen_random_uuid(), "jobId", "position", "sectionRef", "sectionId", "concept", "code", "renderId" FROM planned RETURNING 1)
  INSERT INTO "Outbox" ("queue", "data", "priority")
  SELECT 'render-visualization', jsonb_build_object('renderId', "renderId"), "position" + 1 FROM planned`;
