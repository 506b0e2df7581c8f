import type { IncomingHttpHeaders } from 'node:http';
import path from 'node:path';
import serveStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Services } from '../services.ts';
import { FILES_PATH } from '../storage/disk.ts';
import { contentTypeOf, IMMUTABLE, isObjectKey, type ObjectStore } from '../storage/object-store.ts';
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
    return isObjectKey(key) ? sendObject(reply, store, key) : answerNotFound(reply);
  });
}

/** Sends an object of a disk store, or 304 to who has it. */
export async function sendObject(reply: FastifyReply, store: ObjectStore, key: string): Promise<FastifyReply> {
  const etag = etagOf(key);
  const { headers } = reply.request.raw;
  if (has(headers, etag)) return reply.code(304).header('etag', etag).header('cache-control', IMMUTABLE).send();
  settle(headers, etag);
  await settleRange(headers, store, key);
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

const RANGE = /^bytes=\s*(?:\d+-\d*|-\d+)(?:\s*,\s*(?:\d+-\d*|-\d+))*\s*$/;
const LAST_BYTES = /^bytes=\s*-(\d+)\s*$/;

/** Leaves to the sending only ranges that it understands as RFC 9110 does (14.1): others are no ranges, and the last N of fewer bytes are all. */
async function settleRange(headers: IncomingHttpHeaders, store: ObjectStore, key: string): Promise<void> {
  if (headers.range === undefined) return;
  if (!RANGE.test(headers.range)) delete headers.range;
  const [, last] = LAST_BYTES.exec(headers.range ?? '') ?? [];
  if (last !== undefined && Number(last) > ((await store.head(key))?.sizeBytes ?? 0)) headers.range = 'bytes=0-';
}
