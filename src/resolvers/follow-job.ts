import { createShare } from '../async/sharing.ts';
import type { JobEvent } from '../db/generated/prisma/client.ts';
import { InputError, NotFoundError } from '../errors.ts';
import type { Following } from '../feed/feed.ts';
import type { Asked } from '../services.ts';
import { isId } from './ids.ts';

/** The events of a job from the one after `after`. @throws NotFoundError, InputError when `after` is negative. */
export async function followJob({ feed }: Asked, jobId: string, after: number): Promise<Following> {
  if (after < 0) throw new InputError('after is the number of an event; 0 means from the first.', ['after'], after);
  if (!isId(jobId)) throw new NotFoundError(`There is no job ${jobId}.`);
  // As the database spells it, because what happens to a job is told by its id.
  return feed.follow(jobId.toLowerCase(), after);
}

/** Long enough for all to whom an event is sent as it happens. */
const share = createShare(2000);

/** Loads a row that an event shows once per event, viewer and selection, however many clients are sent the event. */
export function loadForEvent<T>({ viewer }: Asked, event: JobEvent, name: string, query: object, load: () => Promise<T>): Promise<T> {
  return share(JSON.stringify([event.jobId, event.seq, name, viewer, query]), load);
}
