import { randomUUID } from 'node:crypto';
import type { JobEventType } from '../../src/db/generated/prisma/enums.ts';
import { type ChangeServices, change } from '../../src/events.ts';

/** A job with its first event that nobody works on, because nothing of it is in the outbox: what happens to it is up to the test. */
export async function createQuietJob(services: ChangeServices, manimCode = '# nothing'): Promise<string> {
  return change(services, async ({ tx, job }) => {
    const visualizations = { create: { position: 0, sectionRef: 'S1', concept: 'none', manimCode } };
    const { id } = await tx.job.create({ data: { arxivId: '1706.03762', quality: 'LOW', requestHash: randomUUID(), visualizations } });
    (await job(id)).emit('QUEUED');
    return id;
  });
}

/** Writes events of a job the way the program does, in one transaction. `FAILED` ends it, and `REOPENED` begins its next run. */
export async function emit(services: ChangeServices, id: string, ...types: JobEventType[]): Promise<void> {
  await change(services, async ({ job: open }) => {
    const job = await open(id);
    for (const type of types) {
      const { run } = job.row;
      if (type === 'FAILED') Object.assign(job.row, { status: 'FAILED', error: 'It was time.', finishedAt: new Date() });
      if (type === 'REOPENED') {
        Object.assign(job.row, { status: 'PROCESSING', startedAt: new Date(), finishedAt: null, error: null, run: run + 1 });
      }
      job.emit(type);
    }
  });
}
