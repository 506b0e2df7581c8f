import type { ExitCode } from './exit-codes.ts';

/** What ends a command early: its message is all that a person has to read. */
export class CommandError extends Error {
  override name = 'CommandError';
  readonly exitCode: ExitCode;
  /** Where in the request it is, as GraphQL names it; for programs that read `--json`. */
  readonly path: string[] | null;
  constructor(message: string, exitCode: ExitCode, { path = null, cause }: { path?: string[] | null; cause?: unknown } = {}) {
    super(message, { cause });
    this.exitCode = exitCode;
    this.path = path;
  }
}
