import { isUtf8 } from 'node:buffer';
import type { FastifyError, FastifyInstance } from 'fastify';

/** A body that is not read, although it may be JSON. */
class UnreadableBody extends Error {
  override name = 'UnreadableBody';
  readonly statusCode: number;
  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

/** Reads bodies that are JSON, and no others, so that no form of another site's page is. */
export function readOnlyJson(app: FastifyInstance): void {
  app.removeContentTypeParser(['text/plain', 'application/json']);
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    // Otherwise what it is not would be read as U+FFFD, and code be rendered that nobody wrote.
    if (isUtf8(body)) parse(request, body.toString(), done);
    else done(new UnreadableBody(400, 'The body is not UTF-8.'));
  });
  app.addHook('onRequest', async ({ headers }, reply) => {
    const encoding = headers['content-encoding'];
    if (encoding === undefined || encoding === 'identity') return;
    reply.header('accept-encoding', 'identity');
    throw new UnreadableBody(415, `Bodies are read as they are, and not with the content-encoding “${encoding}”.`);
  });
}

/** Whether a body was refused because it does not say that it is JSON. */
export function isOfOtherType({ code }: Partial<FastifyError>): boolean {
  return code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE';
}
