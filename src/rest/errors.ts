import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { asTooBusy } from '../db/client.ts';
import { ConflictError, InputError, NotFoundError, TooBusyError } from '../errors.ts';
import { isOfOtherType } from './bodies.ts';

/** Answers every failure of a REST request as `{"detail": "…"}`, with the status its kind has. */
export function answerError(thrown: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) {
  const error = asTooBusy(thrown) ?? thrown;
  const status = statusOf(error);
  if (error instanceof TooBusyError) reply.header('retry-after', error.retryAfterSeconds);
  // What a range has to be within, when one is not.
  if ('headers' in error) reply.headers(Object(error.headers));
  if (status >= 500 && !(error instanceof TooBusyError)) {
    request.log.error({ err: error }, 'A request failed unexpectedly.');
    return reply.code(status).send({ detail: `Something went wrong inside arXiviz; its log says more under request ${request.id}.` });
  }
  return reply.code(status).send({ detail: detailOf(error) });
}

const unreadable: Record<string, [status: number, detail: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come to its end in time.'],
  HPE_HEADER_OVERFLOW: [431, 'The address and the headers are too long.'],
};

/** Answers what cannot be read as HTTP. No request comes of it, so there is only the socket to write to. */
export function answerUnreadable({ code = '' }: NodeJS.ErrnoException, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, detail] = unreadable[code] ?? [400, 'This is not an HTTP request that can be read.'];
  const body = JSON.stringify({ detail });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json; charset=utf-8',
    'x-content-type-options: nosniff',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

/** Says of an address that there is nothing. */
export function answerNotFound(reply: FastifyReply) {
  return reply
    .code(404)
    .header('x-content-type-options', 'nosniff')
    .send({ detail: 'There is nothing here. GraphQL is at /graphql, REST below /api.' });
}

function statusOf(error: FastifyError | Error): number {
  if (error instanceof InputError) return 422;
  if (error instanceof NotFoundError) return 404;
  if (error instanceof ConflictError) return 409;
  if (error instanceof TooBusyError) return 503;
  return 'statusCode' in error && error.statusCode ? error.statusCode : 500;
}

/** REST clients know the fields by other names. */
const restNames = new Map([
  ['arxivId', 'arxiv_id'],
  ['manimCode', 'manim_code'],
  ['sectionId', 'section_id'],
  ['idempotencyKey', 'Idempotency-Key'],
]);

function detailOf(error: Error): string {
  if (isOfOtherType(error)) return 'Send JSON, with the header "content-type: application/json".';
  if (!(error instanceof InputError)) return error.message;
  const path = error.path.filter((part) => part !== 'input').map((part) => restNames.get(part) ?? part);
  const message = error.message.replace(/\w+/g, (word) => restNames.get(word) ?? word);
  return path.length > 0 ? `${path.join('.')}: ${message}` : message;
}
