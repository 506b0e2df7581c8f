-- AlterTable
ALTER TABLE "Render" ADD COLUMN     "priority" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "weight" DOUBLE PRECISION;

-- How fast renders were, newest first.
CREATE INDEX "RenderAttempt_measured" ON "RenderAttempt" ("finishedAt" DESC) WHERE "timings" IS NOT NULL;

-- What is still to be rendered, counted before more is taken on.
CREATE INDEX "Visualization_unended" ON "Visualization" ("jobId") WHERE "finishedAt" IS NULL;
