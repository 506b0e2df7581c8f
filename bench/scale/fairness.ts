import { submitAccepted } from './client.ts';
import type { Machine } from './machine.ts';
import type { Work } from './work.ts';

const LARGE = 200;
const SMALL = 3;
const ROUNDS = 3;

/** When a small paper ends that was submitted just after a large one, compared with alone. */
export async function measureFairness(machine: Machine, work: Work): Promise<void> {
  const url = machine.members.find(({ role }) => role === 'api')?.url ?? '';
  const submit = async (visualizations: number) => (await submitAccepted(url, work.next(visualizations))).id;
  const alone: number[] = [];
  const behind: number[] = [];
  const large: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    alone.push(await secondsOf(machine, await submit(SMALL)));
    const ofLarge = await submit(LARGE);
    const ofSmall = await submit(SMALL);
    behind.push(await secondsOf(machine, ofSmall));
    large.push(await secondsOf(machine, ofLarge));
  }
  const [one, other, all] = [alone, behind, large].map(middle);
  console.log(`\nFairness: a paper with ${SMALL} visualizations, from its acceptance to its end, the middle of ${ROUNDS}:`);
  console.log(
    `  alone ${one?.toFixed(2)} s, just after one with ${LARGE} ${other?.toFixed(2)} s (${((other ?? 0) / (one ?? 1)).toFixed(1)}), which itself took ${all?.toFixed(1)} s`,
  );
}

async function secondsOf({ database, until }: Machine, id: string): Promise<number> {
  await until(`(SELECT "finishedAt" IS NOT NULL FROM "Job" WHERE "id" = $1)`, [id]);
  const { rows } = await database.query(
    `SELECT extract(epoch FROM "finishedAt" - "createdAt")::float8 AS seconds FROM "Job" WHERE "id" = $1`,
    [id],
  );
  return rows[0].seconds;
}

function middle(values: number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
