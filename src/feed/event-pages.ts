import type { Database } from '../db/client.ts';
import type { JobEvent } from '../db/generated/prisma/client.ts';
import { readEvents } from '../events.ts';

const PAGE = 100;
/** Pages kept, some 60 kB each: enough for many clients that read the same logs from their start at once. */
const PAGES_KEPT = 64;

export interface EventPages {
  /** The event of a job with this number; `null` where the log has none. */
  read(jobId: string, seq: number): Promise<JobEvent | null>;
}

/**
 * The log a page at a time, shared by all who read it: a client that is behind holds nothing of its own, however slowly it reads, and a
 * thousand that come at once cost as many queries as one.
 */
export function createEventPages(db: Database): EventPages {
  // In the order of their last use.
  const pages = new Map<string, Promise<JobEvent[]>>();

  const keep = (key: string, page: Promise<JobEvent[]>) => {
    pages.delete(key);
    pages.set(key, page);
    for (const oldest of pages.keys()) {
      if (pages.size <= PAGES_KEPT) break;
      pages.delete(oldest);
    }
    return page;
  };
  const forget = (key: string, page: Promise<JobEvent[]>) => {
    if (pages.get(key) === page) pages.delete(key);
  };

  return {
    async read(jobId, seq) {
      const index = (seq - 1) % PAGE;
      const before = seq - 1 - index;
      const key = `${jobId} ${before}`;
      const kept = pages.get(key);
      const event = kept && (await keep(key, kept).catch(() => []))[index];
      if (event) return event;
      // The log has grown since, unless somebody else has seen that already.
      if (kept) forget(key, kept);
      const page = pages.get(key) ?? readEvents(db, jobId, before, PAGE);
      keep(key, page);
      try {
        return (await page)[index] ?? null;
      } catch (error) {
        forget(key, page);
        throw error;
      }
    },
  };
}
