import { setTimeout as pause } from 'node:timers/promises';
import { type Paper, submit } from './client.ts';
import type { Machine } from './machine.ts';
import type { Options } from './options.ts';
import type { Work } from './work.ts';

/** Papers of the usual size that may wait. */
const PAPERS_OF_LIMIT = 30;
const ROUNDS = 8;
const TOGETHER = 8;
const LOOK_EVERY_MS = 100;

/** Clients that are refused wait as long as they are told: do they get in, and was there room much sooner? */
export async function measureBackpressure(machine: Machine, work: Work, { visualizations }: Options): Promise<void> {
  const limit = PAPERS_OF_LIMIT * visualizations;
  const api = await machine.startApi({ BACKLOG_LIMIT: String(limit) });
  const next = () => work.next(visualizations);
  const fillUp = async (): Promise<{ paper: Paper; retryAfter: number }> => {
    for (;;) {
      const paper = next();
      const answer = await submit(api.url, paper);
      if ('retryAfter' in answer) return { paper, retryAfter: answer.retryAfter };
    }
  };
  const waits: { told: number; room: number; isIn: boolean }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { paper, retryAfter } = await fillUp();
    const room = untilRoom(machine, limit - visualizations);
    await pause(retryAfter * 1000);
    const isIn = 'id' in (await submit(api.url, paper));
    waits.push({ told: retryAfter, room: await room, isIn });
  }
  console.log(
    `\nBackpressure: BACKLOG_LIMIT=${limit}, papers of ${visualizations}. ${waits.filter(({ isIn }) => isIn).length} of ${ROUNDS} clients that were refused got in after the time they were told.`,
  );
  console.log(`  told / seconds until there was room: ${waits.map(({ told, room }) => `${told} / ${room.toFixed(1)}`).join(', ')}`);

  await fillUp();
  const begun = performance.now();
  const tries = await Promise.all(Array.from({ length: TOGETHER }, () => untilIn(api.url, next())));
  const first = tries.filter((count) => count <= 1).length;
  console.log(
    `  ${TOGETHER} at once: all were in after ${((performance.now() - begun) / 1000).toFixed(1)} s; ${first} at their first return, the last at its ${Math.max(...tries)}.`,
  );
  await api.stop();
}

/** Seconds until so few wait that there is room. */
async function untilRoom({ database }: Machine, most: number): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const { rows } = await database.query('SELECT count(*)::int AS count FROM "Visualization" WHERE "finishedAt" IS NULL');
    if (rows[0].count <= most) return (performance.now() - begun) / 1000;
    await pause(LOOK_EVERY_MS);
  }
}

/** How often a client has to come back that waits as long as it is told. */
async function untilIn(url: string, paper: Paper): Promise<number> {
  for (let returns = 0; ; returns += 1) {
    const answer = await submit(url, paper);
    if ('id' in answer) return returns;
    await pause(answer.retryAfter * 1000);
  }
}
