-- AlterTable
ALTER TABLE "Job" ADD COLUMN     "leaseToken" UUID,
ADD COLUMN     "lostProcesses" INTEGER NOT NULL DEFAULT 0;
