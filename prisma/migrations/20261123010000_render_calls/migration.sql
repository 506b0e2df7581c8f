-- AlterTable
ALTER TABLE "RenderAttempt" ADD COLUMN     "callId" TEXT;
