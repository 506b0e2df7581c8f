-- How fast the renders of each quality were, newest first.
CREATE INDEX "Render_complete" ON "Render" ("quality", "finishedAt" DESC) WHERE "status" = 'COMPLETE';

-- How many visualizations the generator made for a paper, newest first.
CREATE INDEX "JobStep_generated" ON "JobStep" ("finishedAt" DESC) WHERE "name" = 'generate' AND "status" = 'DONE';
