import { ArxivUnavailable, ExampleBroken, PaperNotFound } from '../arxiv/errors.ts';
import { NotFoundError } from '../errors.ts';
import { GeneratorFailed } from '../generator/client.ts';

/** Whether an error is one that a job may end with, its message meant for clients. */
export function isJobFailure(error: unknown): error is Error {
  return [ArxivUnavailable, ExampleBroken, PaperNotFound, GeneratorFailed, NotFoundError].some((known) => error instanceof known);
}
