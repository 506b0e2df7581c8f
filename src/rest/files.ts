import type { IncomingHttpHeaders } from 'node:http';
import path from 'node:path';
import serveStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Services } from '../services.ts';
import { FILES_PATH } from '../storage/disk.ts';
import { contentTypeOf, IMMUTABLE, isObjectKey } from '../storage/object-store.ts';
import { answerNotFound } from './errors.ts';

/** Serves the objects of a disk store, in parts where a client asks for them. */
export function serveFiles(app: FastifyInstance, { store }: Services): void {
  if (store.directory === null) return;
  app.register(serveStatic, {
    root: store.directory,
    serve: false,
    // Its own would be weak, made of size and time.
    etag: false,
    immutable: true,
    maxAge: '365d',
    dotfiles: 'ignore',
    setHeaders: (response, file) => {
      response.header('etag', etagOf(file));
      response.header('content-type', contentTypeOf(file));
      response.header('content-disposition', 'inline');
    },
  });
  app.get<{ Params: { '*': string } }>(`${FILES_PATH}*`, (request, reply) => {
    const key = request.params['*'];
    return isObjectKey(key) ? sendObject(reply, key) : answerNotFound(reply);
  });
}

/** Sends an object of a disk store, or 304 to who has it. */
export function sendObject(reply: FastifyReply, key: string) {
  const etag = etagOf(key);
  const { headers } = reply.request.raw;
  if (has(headers, etag)) return reply.code(304).header('etag', etag).header('cache-control', IMMUTABLE).send();
  settle(headers, etag);
  return reply.sendFile(key);
}

/** An object is named by the SHA-256 of its content. */
function etagOf(file: string): string {
  return `"${path.basename(file, path.extname(file))}"`;
}

/** Whether `If-None-Match` names it, weakly or not (RFC 9110, 13.1.2). */
function has({ 'if-none-match': given }: IncomingHttpHeaders, etag: string): boolean {
  const named = given?.split(',').map((one) => one.trim().replace(/^W\//, '')) ?? [];
  return named.includes(etag) || named.includes('*');
}

/** Leaves no condition on an ETag to the sending, which knows none: what it says is settled, and goes before what dates say. */
function settle(headers: IncomingHttpHeaders, etag: string): void {
  if (headers['if-none-match'] !== undefined) {
    delete headers['if-none-match'];
    delete headers['if-modified-since'];
  }
  const since = headers['if-range'];
  if (since?.includes('"') !== true) return;
  delete headers['if-range'];
  if (since !== etag) delete headers.range;
}
