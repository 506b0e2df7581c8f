import { ConfigError, StartError } from '../errors.ts';
import { GraphqlRefusal, ServerAway } from '../gql/client.ts';
import { CommandError } from './command-error.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { printable } from './text.ts';

/** Says why a command ended early, with `json` also to the program that reads standard output, and answers what to end with. */
export function printError(error: unknown, { json }: { json: boolean }): ExitCode {
  const { message, exitCode } = explain(error);
  process.stderr.write(`${printable(message)}\n`);
  if (json) printErrorDocument({ message, path: error instanceof CommandError ? error.path : null, exitCode });
  return exitCode;
}

/** What a program reads on standard output in place of a report. */
export function printErrorDocument(error: { message: string; path: string[] | null; exitCode: ExitCode }): void {
  process.stdout.write(`${JSON.stringify({ error }, null, 2)}\n`);
}

function explain(error: unknown): { message: string; exitCode: ExitCode } {
  if (error instanceof CommandError) return { message: error.message, exitCode: error.exitCode };
  if (error instanceof ConfigError) return { message: error.message, exitCode: exitCodes.usage };
  if (error instanceof StartError || error instanceof ServerAway) return { message: error.message, exitCode: exitCodes.unavailable };
  if (error instanceof GraphqlRefusal) return { message: `The server could not do it: ${error.message}`, exitCode: exitCodes.failed };
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { message: `Something went wrong that nobody foresaw.\n${trace}`, exitCode: exitCodes.failed };
}
