import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../src/db/client.ts';
import type { JobEventType } from '../src/db/generated/prisma/enums.ts';
import { type Feed, openFeed } from '../src/feed/feed.ts';
import { createMemoryWakeups, type Wakeups } from '../src/pubsub.ts';
import { eventually } from './support/eventually.ts';
import { openProgram, type TestProgram } from './support/program.ts';
import { createQuietJob, emit } from './support/quiet-job.ts';

const PROCESSES = 3;

/** What is written in one transaction: so many steps, and perhaps the end of a run, which the next one opens again. */
const batches = fc.array(
  fc.record({
    steps: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 150 })),
    ends: fc.boolean(),
    pauseMs: fc.integer({ min: 0, max: 10 }),
    /** Which processes hear of it. */
    heardBy: fc.subarray([...Array(PROCESSES).keys()]),
  }),
  { minLength: 1, maxLength: 15 },
);

/** Comes late, takes its time, leaves after some events and comes back to another process. */
const clients = fc.array(
  fc.record({
    lateMs: fc.integer({ min: 0, max: 60 }),
    slowMs: fc.integer({ min: 0, max: 2 }),
    leavesAfter: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 25 })),
    process: fc.nat(PROCESSES - 1),
  }),
  { minLength: 1, maxLength: 6 },
);

type Batch = (typeof batches extends fc.Arbitrary<infer T> ? T : never)[number];
type Client = (typeof clients extends fc.Arbitrary<infer T> ? T : never)[number];

let test: TestProgram;
let processes: { feed: Feed; wakeups: Wakeups }[];
beforeAll(async () => {
  test = await openProgram();
  const { db, log } = test.program.services;
  processes = await Promise.all(
    Array.from({ length: PROCESSES }, async () => {
      const wakeups = createMemoryWakeups();
      return { wakeups, feed: await openFeed(slowed(db), wakeups, log) };
    }),
  );
});
afterAll(async () => {
  for (const { feed } of processes) await feed.close();
  await test.close();
});

/** The same database, with answers and questions that overtake each other. */
function slowed(db: Database): Database {
  const slow = db.$extends({
    query: {
      async $allOperations({ args, query }) {
        await pause(Math.random() * 20);
        const answer = await query(args);
        await pause(Math.random() * 20);
        return answer;
      },
    },
  });
  // An extended client only lacks `$on`, which the feed has no use for.
  return slow as unknown as Database;
}

async function write(jobId: string, all: Batch[]): Promise<void> {
  const { services } = test.program;
  let reopens = false;
  for (const [index, { steps, ends, pauseMs, heardBy }] of all.entries()) {
    await pause(pauseMs);
    const publish: Wakeups['publish'] = async (topic, id) => {
      for (const heard of heardBy) processes[heard]?.wakeups.publish(topic, id);
    };
    const last = index === all.length - 1;
    const types: JobEventType[] = [...(reopens ? ['REOPENED' as const] : []), ...Array<JobEventType>(steps).fill('STEP')];
    await emit({ ...services, wakeups: { ...services.wakeups, publish } }, jobId, ...types, ...(ends || last ? ['FAILED' as const] : []));
    reopens = ends;
  }
}

/** Follows until the job has ended for good, and answers which events were seen. */
async function follow(jobId: string, client: Client, written: () => boolean): Promise<number[]> {
  const seqs: number[] = [];
  let newest: string | null = null;
  await pause(client.lateMs);
  for (let process = client.process; ; process = (process + 1) % PROCESSES) {
    const last = written();
    const following = await processes[process]?.feed.follow(jobId, seqs.at(-1) ?? 0);
    if (!following) throw new Error('There is no such process.');
    let here = 0;
    for await (const { seq, type } of following) {
      seqs.push(seq);
      newest = type;
      here += 1;
      if (here === client.leavesAfter) break;
      if (client.slowMs > 0 && seq % 10 === 0) await pause(client.slowMs);
    }
    if (here === client.leavesAfter) continue;
    // It ended by itself: where a run has.
    expect(newest).toBe('FAILED');
    if (last) return seqs;
    // The run has ended, and the next one may not have begun.
    await pause(5);
  }
}

it('each client sees each event once and in order, whatever is lost, late, slow or gone', async () => {
  const job = fc.record({ batches, clients });
  const property = fc.asyncProperty(fc.array(job, { minLength: 5, maxLength: 8 }), async (jobs) => {
    await Promise.all(
      jobs.map(async (each) => {
        const jobId = await createQuietJob(test.program.services);
        let done = false;
        const writing = write(jobId, each.batches).then(() => {
          done = true;
        });
        const seen = await Promise.all(each.clients.map((client) => follow(jobId, client, () => done)));
        await writing;
        const { lastSeq } = await test.program.services.db.job.findUniqueOrThrow({ where: { id: jobId } });
        for (const seqs of seen) expect(seqs).toEqual(Array.from({ length: lastSeq }, (_, index) => index + 1));
      }),
    );
    await eventually(() => expect(processes.map(({ feed }) => feed.followers)).toEqual([0, 0, 0]));
  });
  await fc.assert(property, { numRuns: Number(process.env.FEED_RUNS ?? 3), endOnFailure: true });
});
