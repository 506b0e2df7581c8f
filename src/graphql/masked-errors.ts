import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { asTooBusy } from '../db/client.ts';
import { ConflictError, InputError, NotFoundError, TooBusyError } from '../errors.ts';

/**
 * What clients read of an error that is no member of a union: those of `errors.ts` with a code, GraphQL's own as they are, and of
 * anything else no more than an id, under which the log has it all.
 */
export function maskErrorWith(log: Logger): (error: unknown) => Error {
  return (error) => {
    const thrown = error instanceof GraphQLError ? error.originalError : error;
    const original = asTooBusy(thrown) ?? thrown;
    // A value that a scalar or an enum refuses is GraphQL's own error within another one, which says where.
    if (error instanceof GraphQLError && (!original || original instanceof GraphQLError)) return error;
    const { nodes = null, path = null } = error instanceof GraphQLError ? error : {};
    const known = codeOf(original);
    if (known && original instanceof Error) return new GraphQLError(original.message, { nodes, path, extensions: known });
    const errorId = randomUUID();
    log.error({ err: original, errorId }, 'A resolver failed unexpectedly.');
    const message = `Something went wrong inside arXiviz; its log says more under ${errorId}.`;
    return new GraphQLError(message, { nodes, path, extensions: { code: 'INTERNAL_SERVER_ERROR', errorId } });
  };
}

function codeOf(error: unknown): { code: string; path?: string[]; retryAfterSeconds?: number } | null {
  if (error instanceof InputError) return { code: 'BAD_USER_INPUT', path: error.path };
  if (error instanceof NotFoundError) return { code: 'NOT_FOUND' };
  if (error instanceof ConflictError) return { code: 'CONFLICT' };
  if (error instanceof TooBusyError) return { code: 'TOO_BUSY', retryAfterSeconds: error.retryAfterSeconds };
  return null;
}
