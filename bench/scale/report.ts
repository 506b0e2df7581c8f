import type { Counters } from './counters.ts';

/** Prints what a number of things took together, for each of them. */
export function printCosts(what: string, count: number, used: Counters): void {
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
}

/** Prints a table: headings, then rows. Numbers come as text. */
export function printTable(headings: string[], rows: string[][]): void {
  const widths = headings.map((heading, column) => Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of [headings, ...rows]) console.log(`  ${row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')}`);
}

export function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
