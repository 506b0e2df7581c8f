-- Steps of which something is left before a paper's renders are waited for: the look for what the queue has lost read those of all jobs there ever were.
CREATE INDEX "JobStep_unread" ON "JobStep" ("jobId")
  WHERE "name" IN ('fetch_paper', 'read_sections', 'generate') AND "status" NOT IN ('DONE', 'SKIPPED');
