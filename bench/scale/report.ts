import type { Counters } from './counters.ts';

/** Prints what a number of things took together, for each of them. @param workers how many processes worked on them */
export function printCosts(what: string, count: number, used: Counters, workers = 0): void {
  const { cpu, postgres, redis } = used;
  const each = (value: number, digits = 1) => (value / count).toFixed(digits);
  const seconds = used.at / 1000;
  console.log(`\n${what}: ${count} in ${seconds.toFixed(1)} s, ${(count / seconds).toFixed(1)} a second. For each:`);
  console.log(
    `  processor ms   API ${each(cpu.api)}   worker ${each(cpu.worker)}   PostgreSQL ${each(cpu.postgres)}   Redis ${each(cpu.redis, 2)}   (the stand-in of Modal ${each(cpu.modal)})`,
  );
  console.log(
    `  PostgreSQL     ${each(postgres.statements)} statements   ${each(postgres.transactions)} transactions   ${each(postgres.rowsWritten)} rows written   ${each(postgres.pages, 0)} pages looked at   ${each(postgres.walBytes / 1024)} kB of WAL`,
  );
  console.log(`  Redis          ${each(redis.commands)} commands   ${each(redis.bytes / 1024)} kB`);
  if (workers === 0) return;
  const share = (value: number) => `${((100 * value) / used.at / workers).toFixed(0)} %`;
  const most = (1000 * count * workers) / cpu.worker;
  console.log(
    `  a worker       worked ${share(cpu.worker)} of the time and was held up ${share(used.workersHeldUp)} by others on this machine; with a core of its own it would drive ${(most / workers).toFixed(0)} a second`,
  );
}

/** Prints a table: headings, then rows. Numbers come as text. */
export function printTable(headings: string[], rows: string[][]): void {
  const widths = headings.map((heading, column) => Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of [headings, ...rows]) console.log(`  ${row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')}`);
}

export function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
