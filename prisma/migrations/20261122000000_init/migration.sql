-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Quality" AS ENUM ('LOW', 'MEDIUM', 'HIGH', 'ULTRA');

-- CreateEnum
CREATE TYPE "JobStatus" AS ENUM ('QUEUED', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "StepName" AS ENUM ('fetch_paper', 'read_sections', 'generate', 'render_videos', 'finish');

-- CreateEnum
CREATE TYPE "JobStepStatus" AS ENUM ('PENDING', 'RUNNING', 'DONE', 'FAILED', 'SKIPPED');

-- CreateEnum
CREATE TYPE "VisualizationStatus" AS ENUM ('PENDING', 'RENDERING', 'COMPLETE', 'FAILED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "RenderStatus" AS ENUM ('QUEUED', 'RUNNING', 'COMPLETE', 'FAILED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "RenderFailureKind" AS ENUM ('SYNTAX_ERROR', 'NO_SCENE', 'SCENE_ERROR', 'LATEX_ERROR', 'FORBIDDEN', 'TIMED_OUT', 'OUT_OF_MEMORY', 'OUTPUT_TOO_LARGE', 'CRASHED', 'UNAVAILABLE');

-- CreateEnum
CREATE TYPE "JobEventType" AS ENUM ('QUEUED', 'STARTED', 'STEP', 'VISUALIZATION_QUEUED', 'VISUALIZATION_STARTED', 'VISUALIZATION_PROGRESS', 'VISUALIZATION_COMPLETE', 'VISUALIZATION_FAILED', 'VISUALIZATION_CANCELLED', 'COMPLETED', 'FAILED', 'CANCELLED', 'REOPENED');

-- CreateTable
CREATE TABLE "Paper" (
    "id" TEXT NOT NULL,
    "version" INTEGER,
    "title" TEXT NOT NULL,
    "authors" TEXT[],
    "abstract" TEXT NOT NULL,
    "pdfUrl" TEXT NOT NULL,
    "htmlUrl" TEXT,
    "publishedAt" TIMESTAMPTZ(3),
    "processedAt" TIMESTAMPTZ(3),
    "searchText" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Paper_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Section" (
    "id" TEXT NOT NULL,
    "paperId" TEXT NOT NULL,
    "localId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "level" INTEGER NOT NULL,
    "orderIndex" INTEGER NOT NULL,
    "equations" TEXT[],

    CONSTRAINT "Section_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Job" (
    "id" UUID NOT NULL,
    "arxivId" TEXT NOT NULL,
    "requestedVersion" INTEGER,
    "paperId" TEXT,
    "quality" "Quality" NOT NULL,
    "status" "JobStatus" NOT NULL DEFAULT 'QUEUED',
    "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "currentStep" "StepName" NOT NULL DEFAULT 'fetch_paper',
    "sectionsCompleted" INTEGER NOT NULL DEFAULT 0,
    "sectionsTotal" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "requestHash" TEXT NOT NULL,
    "run" INTEGER NOT NULL DEFAULT 1,
    "lastSeq" INTEGER NOT NULL DEFAULT 0,
    "ownerId" TEXT,
    "leaseUntil" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IdempotencyKey" (
    "key" TEXT NOT NULL,
    "requestHash" TEXT NOT NULL,
    "jobId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "IdempotencyKey_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "JobStep" (
    "jobId" UUID NOT NULL,
    "name" "StepName" NOT NULL,
    "status" "JobStepStatus" NOT NULL DEFAULT 'PENDING',
    "detail" TEXT,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "JobStep_pkey" PRIMARY KEY ("jobId","name")
);

-- CreateTable
CREATE TABLE "Visualization" (
    "id" UUID NOT NULL,
    "jobId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "sectionRef" TEXT NOT NULL,
    "sectionId" TEXT,
    "concept" TEXT NOT NULL,
    "manimCode" TEXT NOT NULL,
    "status" "VisualizationStatus" NOT NULL DEFAULT 'PENDING',
    "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "renderId" UUID,
    "videoId" UUID,
    "failureId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Visualization_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Render" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "quality" "Quality" NOT NULL,
    "engineVersion" TEXT NOT NULL,
    "status" "RenderStatus" NOT NULL DEFAULT 'QUEUED',
    "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "outages" INTEGER NOT NULL DEFAULT 0,
    "failureId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Render_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RenderAttempt" (
    "id" UUID NOT NULL,
    "renderId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "worker" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "heartbeatAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),
    "failureId" UUID,
    "timings" JSONB,

    CONSTRAINT "RenderAttempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "VisualizationAttempt" (
    "visualizationId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "attemptId" UUID NOT NULL,

    CONSTRAINT "VisualizationAttempt_pkey" PRIMARY KEY ("visualizationId","number")
);

-- CreateTable
CREATE TABLE "RenderFailure" (
    "id" UUID NOT NULL,
    "kind" "RenderFailureKind" NOT NULL,
    "message" TEXT NOT NULL,
    "exception" TEXT,
    "line" INTEGER,
    "excerpt" TEXT,
    "traceback" TEXT,
    "hint" TEXT,
    "latexExpression" TEXT,
    "latexLog" TEXT,
    "retryable" BOOLEAN NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "RenderFailure_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Video" (
    "id" UUID NOT NULL,
    "renderId" UUID NOT NULL,
    "objectKey" TEXT NOT NULL,
    "posterKey" TEXT,
    "captionsKey" TEXT,
    "sceneName" TEXT NOT NULL,
    "chapters" JSONB NOT NULL,
    "stillImage" BOOLEAN NOT NULL,
    "hasAudio" BOOLEAN NOT NULL,
    "quality" "Quality" NOT NULL,
    "durationSeconds" DOUBLE PRECISION NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "frameRate" DOUBLE PRECISION NOT NULL,
    "sizeBytes" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Video_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "JobEvent" (
    "jobId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "run" INTEGER NOT NULL,
    "type" "JobEventType" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "status" "JobStatus" NOT NULL,
    "progress" DOUBLE PRECISION NOT NULL,
    "currentStep" "StepName" NOT NULL,
    "sectionsCompleted" INTEGER NOT NULL,
    "sectionsTotal" INTEGER NOT NULL,
    "visualizationId" UUID,
    "visualizationProgress" DOUBLE PRECISION,
    "attempt" INTEGER,
    "videoId" UUID,
    "failureKind" "RenderFailureKind",

    CONSTRAINT "JobEvent_pkey" PRIMARY KEY ("jobId","seq")
);

-- CreateTable
CREATE TABLE "Outbox" (
    "id" BIGSERIAL NOT NULL,
    "queue" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "availableAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Outbox_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Paper_createdAt_id_idx" ON "Paper"("createdAt" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "Section_paperId_localId_key" ON "Section"("paperId", "localId");

-- CreateIndex
CREATE UNIQUE INDEX "Section_paperId_orderIndex_key" ON "Section"("paperId", "orderIndex");

-- CreateIndex
CREATE INDEX "Job_requestHash_createdAt_idx" ON "Job"("requestHash", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "Job_arxivId_createdAt_idx" ON "Job"("arxivId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "Job_paperId_idx" ON "Job"("paperId");

-- CreateIndex
CREATE INDEX "Job_createdAt_id_idx" ON "Job"("createdAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "IdempotencyKey_createdAt_idx" ON "IdempotencyKey"("createdAt");

-- CreateIndex
CREATE INDEX "IdempotencyKey_jobId_idx" ON "IdempotencyKey"("jobId");

-- CreateIndex
CREATE INDEX "Visualization_sectionId_idx" ON "Visualization"("sectionId");

-- CreateIndex
CREATE INDEX "Visualization_renderId_status_idx" ON "Visualization"("renderId", "status");

-- CreateIndex
CREATE INDEX "Visualization_videoId_idx" ON "Visualization"("videoId");

-- CreateIndex
CREATE INDEX "Visualization_failureId_idx" ON "Visualization"("failureId");

-- CreateIndex
CREATE UNIQUE INDEX "Visualization_jobId_position_key" ON "Visualization"("jobId", "position");

-- CreateIndex
CREATE UNIQUE INDEX "Render_key_key" ON "Render"("key");

-- CreateIndex
CREATE INDEX "Render_failureId_idx" ON "Render"("failureId");

-- CreateIndex
CREATE UNIQUE INDEX "RenderAttempt_failureId_key" ON "RenderAttempt"("failureId");

-- CreateIndex
CREATE UNIQUE INDEX "RenderAttempt_renderId_number_key" ON "RenderAttempt"("renderId", "number");

-- CreateIndex
CREATE INDEX "VisualizationAttempt_attemptId_idx" ON "VisualizationAttempt"("attemptId");

-- CreateIndex
CREATE UNIQUE INDEX "VisualizationAttempt_visualizationId_attemptId_key" ON "VisualizationAttempt"("visualizationId", "attemptId");

-- CreateIndex
CREATE UNIQUE INDEX "Video_renderId_key" ON "Video"("renderId");

-- CreateIndex
CREATE UNIQUE INDEX "Video_objectKey_key" ON "Video"("objectKey");

-- CreateIndex
CREATE INDEX "Outbox_availableAt_idx" ON "Outbox"("availableAt");

-- AddForeignKey
ALTER TABLE "Section" ADD CONSTRAINT "Section_paperId_fkey" FOREIGN KEY ("paperId") REFERENCES "Paper"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Job" ADD CONSTRAINT "Job_paperId_fkey" FOREIGN KEY ("paperId") REFERENCES "Paper"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IdempotencyKey" ADD CONSTRAINT "IdempotencyKey_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "JobStep" ADD CONSTRAINT "JobStep_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Visualization" ADD CONSTRAINT "Visualization_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Visualization" ADD CONSTRAINT "Visualization_sectionId_fkey" FOREIGN KEY ("sectionId") REFERENCES "Section"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Visualization" ADD CONSTRAINT "Visualization_renderId_fkey" FOREIGN KEY ("renderId") REFERENCES "Render"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Visualization" ADD CONSTRAINT "Visualization_videoId_fkey" FOREIGN KEY ("videoId") REFERENCES "Video"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Visualization" ADD CONSTRAINT "Visualization_failureId_fkey" FOREIGN KEY ("failureId") REFERENCES "RenderFailure"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Render" ADD CONSTRAINT "Render_failureId_fkey" FOREIGN KEY ("failureId") REFERENCES "RenderFailure"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RenderAttempt" ADD CONSTRAINT "RenderAttempt_renderId_fkey" FOREIGN KEY ("renderId") REFERENCES "Render"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RenderAttempt" ADD CONSTRAINT "RenderAttempt_failureId_fkey" FOREIGN KEY ("failureId") REFERENCES "RenderFailure"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "VisualizationAttempt" ADD CONSTRAINT "VisualizationAttempt_visualizationId_fkey" FOREIGN KEY ("visualizationId") REFERENCES "Visualization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "VisualizationAttempt" ADD CONSTRAINT "VisualizationAttempt_attemptId_fkey" FOREIGN KEY ("attemptId") REFERENCES "RenderAttempt"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Video" ADD CONSTRAINT "Video_renderId_fkey" FOREIGN KEY ("renderId") REFERENCES "Render"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "JobEvent" ADD CONSTRAINT "JobEvent_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- What Prisma's schema language cannot say.

-- A state and its time go together.
ALTER TABLE "Job"
  ADD CONSTRAINT "Job_ended_has_time" CHECK (("status" IN ('COMPLETED', 'FAILED', 'CANCELLED')) = ("finishedAt" IS NOT NULL)),
  ADD CONSTRAINT "Job_processing_has_start" CHECK ("status" <> 'PROCESSING' OR "startedAt" IS NOT NULL),
  ADD CONSTRAINT "Job_failed_has_error" CHECK (("status" = 'FAILED') = ("error" IS NOT NULL)),
  ADD CONSTRAINT "Job_progress_is_one_only_at_the_end" CHECK ("progress" >= 0 AND "progress" <= 1 AND ("progress" < 1 OR "finishedAt" IS NOT NULL)),
  ADD CONSTRAINT "Job_paper_is_its_own" CHECK ("paperId" IS NULL OR "paperId" = "arxivId"),
  ADD CONSTRAINT "Job_sections_counted" CHECK ("sectionsCompleted" >= 0 AND "sectionsCompleted" <= "sectionsTotal");

ALTER TABLE "JobStep"
  ADD CONSTRAINT "JobStep_times" CHECK (
    ("status" <> 'PENDING' OR ("startedAt" IS NULL AND "finishedAt" IS NULL))
    AND ("status" <> 'RUNNING' OR ("startedAt" IS NOT NULL AND "finishedAt" IS NULL))
    AND ("status" NOT IN ('DONE', 'FAILED', 'SKIPPED') OR "finishedAt" IS NOT NULL));

ALTER TABLE "Visualization"
  ADD CONSTRAINT "Visualization_ended_has_time" CHECK (("status" IN ('COMPLETE', 'FAILED', 'CANCELLED')) = ("finishedAt" IS NOT NULL)),
  ADD CONSTRAINT "Visualization_complete_has_video" CHECK (("status" = 'COMPLETE') = ("videoId" IS NOT NULL)),
  ADD CONSTRAINT "Visualization_failed_has_failure" CHECK (("status" = 'FAILED') = ("failureId" IS NOT NULL)),
  ADD CONSTRAINT "Visualization_progress" CHECK ("progress" >= 0 AND "progress" <= 1);

ALTER TABLE "Render"
  ADD CONSTRAINT "Render_ended_has_time" CHECK (("status" IN ('COMPLETE', 'FAILED', 'CANCELLED')) = ("finishedAt" IS NOT NULL)),
  ADD CONSTRAINT "Render_failed_has_failure" CHECK (("status" = 'FAILED') = ("failureId" IS NOT NULL)),
  ADD CONSTRAINT "Render_progress" CHECK ("progress" >= 0 AND "progress" <= 1),
  ADD CONSTRAINT "Render_key_is_sha256" CHECK ("key" ~ '^[0-9a-f]{64}$');

ALTER TABLE "Video"
  ADD CONSTRAINT "Video_is_something" CHECK ("sizeBytes" > 0 AND "durationSeconds" > 0 AND "width" > 0 AND "height" > 0 AND "frameRate" > 0),
  ADD CONSTRAINT "Video_sha256" CHECK ("sha256" ~ '^[0-9a-f]{64}$');

ALTER TABLE "JobEvent" ADD CONSTRAINT "JobEvent_numbered_from_one" CHECK ("seq" >= 1 AND "run" >= 1);

-- A render has one attempt under way at most.
CREATE UNIQUE INDEX "RenderAttempt_one_under_way" ON "RenderAttempt" ("renderId") WHERE "finishedAt" IS NULL;

-- Each run ends once.
CREATE UNIQUE INDEX "JobEvent_one_end_per_run" ON "JobEvent" ("jobId", "run") WHERE "type" IN ('COMPLETED', 'FAILED', 'CANCELLED');

-- What is under way, looked for at start and by the position in the queue.
CREATE INDEX "Job_unended" ON "Job" ("createdAt") WHERE "finishedAt" IS NULL;
CREATE INDEX "Render_unended" ON "Render" ("createdAt") WHERE "finishedAt" IS NULL;
