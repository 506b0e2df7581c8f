import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ArxivOptions, createArxiv } from '../src/arxiv/client.ts';
import { ArxivUnavailable, PaperNotFound } from '../src/arxiv/errors.ts';
import { createGate } from '../src/arxiv/gate.ts';
import type { Retry } from '../src/async/retry.ts';
import { type ArxivServer, feed, fixturePage, poolingPaper, type StandInPaper, startArxivServer } from './support/arxiv-server.ts';

let server: ArxivServer;
let cacheDirectory: string;

beforeEach(async () => {
  server = await startArxivServer();
  cacheDirectory = await mkdtemp(path.join(tmpdir(), 'arxiviz-arxiv-'));
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(cacheDirectory, { recursive: true, force: true });
});

/** A client of the stand-in that is not slowed down: the tests that are about waiting say so. */
function client(options: Partial<ArxivOptions> = {}) {
  const { apiUrl, htmlUrl } = server;
  return createArxiv({ apiUrl, htmlUrl, userAgent: 'arxiviz-test', cacheDirectory, minimumIntervalMs: 0, backoffMs: 1, ...options });
}

const { id } = poolingPaper;
const paths = () => server.requests.map((request) => request.path);
const old: StandInPaper = { ...poolingPaper, id: 'hep-th/0312999', versions: 1, page: null };

function respond(response: ServerResponse, status: number, headers: Record<string, string> = {}, body = ''): true {
  response.writeHead(status, headers).end(body);
  return true;
}

/** Waits for the error that a promise is rejected with. */
async function failureOf<E extends Error>(promise: Promise<unknown>, kind: abstract new (...args: never[]) => E): Promise<E> {
  const error = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(kind);
  return error as E;
}

describe('a paper', () => {
  it('is its metadata from the API and its sections from the HTML edition of the newest version', async () => {
    const { sections, ...paper } = await client().readPaper(id, null);
    expect(paper).toEqual({
      arxivId: id,
      version: 2,
      title: 'Weighted Pooling of Short Sequences: a Worked Example with $n$ Tokens',
      authors: ['Zoë Ångström', 'Łukasz Wiśniewski', '王小明'],
      abstract:
        'We average a short sequence of vectors with weights that depend on a query.\n\nNothing here is new & all of it holds for n < 10.',
      pdfUrl: `https://arxiv.org/pdf/${id}v2`,
      htmlUrl: `${server.htmlUrl}/${id}v2`,
      publishedAt: new Date('2025-07-31T17:57:34Z'),
      notice: null,
    });
    expect(sections).toHaveLength(10);
    expect(paths()).toEqual([`/api/query?id_list=${id}&max_results=1`, `/html/${id}v2`]);
  });

  it('is read in the version that is asked for', async () => {
    expect(await client().readPaper(id, 1)).toMatchObject({ version: 1, htmlUrl: `${server.htmlUrl}/${id}v1` });
    expect(paths()).toEqual([`/api/query?id_list=${id}v1&max_results=1`, `/html/${id}v1`]);
  });

  it('of the old kind is found by its id with a slash', async () => {
    server.papers.push({ ...old, page: fixturePage('letter') });
    const paper = await client().readPaper(old.id, null);
    expect(paper).toMatchObject({ arxivId: old.id, version: 1, pdfUrl: `https://arxiv.org/pdf/${old.id}v1` });
    expect(paper.sections[0]?.title).toBe('A Letter Without Sections');
  });

  it('without an HTML edition is its abstract', async () => {
    server.papers.push(old);
    const paper = await client().readPaper(old.id, null);
    expect(paper.htmlUrl).toBeNull();
    expect(paper.notice).toMatch(/no HTML edition/);
    expect(paper.sections).toEqual([
      { localId: 'abstract', title: 'Abstract', level: 1, orderIndex: 0, content: paper.abstract, equations: [] },
    ]);
  });

  it('is its abstract when the HTML edition is not LaTeXML’s', async () => {
    server.papers.push({ ...old, page: '<html><body><p>Converted by something else.</p></body></html>' });
    const paper = await client().readPaper(old.id, null);
    expect(paper.sections.map(({ localId }) => localId)).toEqual(['abstract']);
    expect(paper.htmlUrl).toBe(`${server.htmlUrl}/${old.id}v1`);
    expect(paper.notice).toMatch(/holds no text/);
  });

  it('is its abstract when the HTML edition is larger than can be read', async () => {
    const paper = await client({ maximumBytes: 20_000 }).readPaper(id, null);
    expect(paper.sections.map(({ localId }) => localId)).toEqual(['abstract']);
    expect(paper.notice).toMatch(/larger than 20000 bytes/);
  });

  it.each([
    ['a single author', '<author><name>Ada Lovelace</name></author>', { authors: ['Ada Lovelace'] }],
    [
      'a collaboration',
      '<author><name>The Collaboration</name></author><author><name>:</name></author><author><name>A. B.</name></author>',
      {
        authors: ['The Collaboration', 'A. B.'],
      },
    ],
    ['no author', '', { authors: [] }],
    ['entities', '<author><name>Erd&#337;s &amp; R&#xE9;nyi</name></author>', { authors: ['Erdős & Rényi'] }],
    ['no date', '<published>soon</published>', { publishedAt: null }],
    ['CDATA', '<author><name><![CDATA[A <b>]]></name></author>', { authors: ['A <b>'] }],
  ])('is read from a feed with %s', async (_, inner, expected) => {
    const xml = feed(`<entry><id>http://arxiv.org/abs/${id}v2</id><title>1984</title><summary>Numbers: 007.</summary>${inner}</entry>`);
    server.interfere = (request, response) => request.url?.startsWith('/api') === true && respond(response, 200, {}, xml);
    expect(await client().readPaper(id, null)).toMatchObject({ title: '1984', abstract: 'Numbers: 007.', ...expected });
  });

  it('that was withdrawn is read like any other', async () => {
    server.papers.push({ ...old, abstract: 'This paper has been withdrawn by the author.' });
    expect((await client().readPaper(old.id, null)).sections[0]?.content).toBe('This paper has been withdrawn by the author.');
  });
});

describe('a paper that does not exist', () => {
  it('is not found, after one request', async () => {
    const error = await failureOf(client().readPaper('2507.99999', null), PaperNotFound);
    expect(error).toMatchObject({ arxivId: '2507.99999', version: null, message: 'arXiv has no paper 2507.99999. Check the id.' });
    expect(server.requests).toHaveLength(1);
  });

  it('is not found when only the version does not exist', async () => {
    const error = await failureOf(client().readPaper(id, 9), PaperNotFound);
    expect(error.message).toContain(`${id}v9`);
  });

  it('is not found when arXiv answers with another version, and the newest is named', async () => {
    const xml = feed(`<entry><id>http://arxiv.org/abs/${id}v2</id><title>Title</title><summary>Text.</summary></entry>`);
    server.interfere = (_, response) => respond(response, 200, {}, xml);
    expect((await failureOf(client().readPaper(id, 9), PaperNotFound)).message).toContain('newest version is v2');
  });

  it.each([
    [200, 'http://arxiv.org/api/errors#incorrect_id_format_for_2507.90001'],
    [400, 'https://arxiv.org/api/errors'],
    [404, 'http://arxiv.org/api/errors#not_found'],
  ])('is not found when arXiv says so with %i and an entry %s', async (status, entryId) => {
    const xml = feed(`<entry><id>${entryId}</id><title>Error</title><summary>incorrect id format</summary></entry>`);
    server.interfere = (_, response) => respond(response, status, {}, xml);
    await failureOf(client().readPaper(id, null), PaperNotFound);
  });

  it('is not found without a request when the id is none, or not in its kept form', async () => {
    for (const text of ['../../etc/passwd', 'math.GT/0309136', '2507.90001v1', '']) {
      await failureOf(client().readPaper(text, null), PaperNotFound);
    }
    expect(server.requests).toEqual([]);
  });

  it('is asked for again the next time, since it may exist by then', async () => {
    const arxiv = client();
    await failureOf(arxiv.readPaper(old.id, null), PaperNotFound);
    server.papers.push(old);
    expect(await arxiv.readPaper(old.id, null)).toMatchObject({ arxivId: old.id });
  });
});

describe('what arXiv answered is kept', () => {
  it('so that a version is fetched once, by this process and the next', async () => {
    const first = await client().readPaper(id, 2);
    const again = await client().readPaper(id, 2);
    expect(again).toEqual(first);
    expect(server.requests).toHaveLength(2);
  });

  it('so that a version read as the newest is not fetched again by its number', async () => {
    await client().readPaper(id, null);
    await client().readPaper(id, 2);
    expect(server.requests).toHaveLength(2);
  });

  it('so that the newest version is asked for once a day, and only a new one is fetched', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    const arxiv = client({ now: () => now });
    await arxiv.readPaper(id, null);
    now += 23 * 60 * 60_000;
    await arxiv.readPaper(id, null);
    expect(server.requests).toHaveLength(2);
    now += 2 * 60 * 60_000;
    await arxiv.readPaper(id, null);
    expect(paths().slice(2)).toEqual([`/api/query?id_list=${id}&max_results=1`]);
    server.papers = [{ ...poolingPaper, versions: 3 }];
    now += 25 * 60 * 60_000;
    expect(await arxiv.readPaper(id, null)).toMatchObject({ version: 3 });
    expect(paths().slice(3)).toEqual([`/api/query?id_list=${id}&max_results=1`, `/html/${id}v3`]);
  });

  it('but an HTML edition that was missing is looked for again after a day', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    const arxiv = client({ now: () => now });
    server.papers = [{ ...poolingPaper, page: null }];
    await arxiv.readPaper(id, 2);
    await arxiv.readPaper(id, 2);
    expect(server.requests).toHaveLength(2);
    server.papers = [poolingPaper];
    now += 25 * 60 * 60_000;
    expect((await arxiv.readPaper(id, 2)).sections).toHaveLength(10);
    expect(paths().slice(2)).toEqual([`/html/${id}v2`]);
  });

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['emptied', () => Buffer.alloc(0)],
    ['overwritten', () => Buffer.from('{"status":200}')],
    ['changed in one byte', (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === bytes.length >> 1 ? byte ^ 0xff : byte)))],
  ])('but a file that was %s is ignored and fetched anew', async (_, damage) => {
    const first = await client().readPaper(id, 2);
    const files = (await readdir(cacheDirectory)).map((name) => path.join(cacheDirectory, name));
    expect(files).toHaveLength(2);
    for (const file of files) await writeFile(file, damage(await readFile(file)));
    expect(await client().readPaper(id, 2)).toEqual(first);
    expect(server.requests).toHaveLength(4);
    await client().readPaper(id, 2);
    expect(server.requests).toHaveLength(4);
  });

  it('whole or not at all: nothing but finished files is left', async () => {
    server.papers.push(old);
    await Promise.all([client().readPaper(id, null), client().readPaper(id, 1), client().readPaper(old.id, null)]);
    const files = await readdir(cacheDirectory, { recursive: true });
    expect(files.filter((name) => !name.endsWith('.json.gz'))).toEqual(['hep-th']);
  });

  it('unless the disk takes nothing, which is said and costs no paper', async () => {
    const unkept: string[] = [];
    await writeFile(path.join(cacheDirectory, 'a file'), '');
    const arxiv = client({ cacheDirectory: path.join(cacheDirectory, 'a file'), onUnkept: ({ message }) => unkept.push(message) });
    expect((await arxiv.readPaper(id, null)).sections).toHaveLength(10);
    expect(new Set(unkept)).toEqual(new Set([`Nothing can be kept in ${path.join(cacheDirectory, 'a file')}: EEXIST.`]));
    await arxiv.readPaper(id, null);
    expect(server.requests).toHaveLength(4);
  });

  it('but not what another server said', async () => {
    await client().readPaper(id, 2);
    await using other = await startArxivServer([{ ...poolingPaper, title: 'The real one' }]);
    expect(await client({ apiUrl: other.apiUrl, htmlUrl: other.htmlUrl }).readPaper(id, 2)).toMatchObject({ title: 'The real one' });
  });

  it('and used when arXiv cannot be asked for news, saying so', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    const arxiv = client({ now: () => now, attempts: 1 });
    await arxiv.readPaper(id, null);
    now += 25 * 60 * 60_000;
    server.interfere = (_, response) => respond(response, 503);
    const paper = await arxiv.readPaper(id, null);
    expect(paper).toMatchObject({ version: 2 });
    expect(paper.sections).toHaveLength(10);
    expect(paper.notice).toMatch(/could not be reached/);
  });
});

describe('manners', () => {
  it('are one request at a time, on one connection, with the pause between them', async () => {
    const papers = Array.from({ length: 4 }, (_, index) => ({ ...poolingPaper, id: `2507.9010${index}` }));
    server.papers = papers;
    const minimumIntervalMs = 40;
    const arxiv = client({ minimumIntervalMs });
    await Promise.all(papers.map((paper) => arxiv.readPaper(paper.id, null)));
    expect(server.requests).toHaveLength(8);
    for (const [index, request] of server.requests.entries()) {
      expect(request.connections).toBe(1);
      const previous = server.requests[index - 1];
      if (previous) expect(request.at - previous.at).toBeGreaterThanOrEqual(minimumIntervalMs);
    }
  });

  it('are fair: who came first is served first, and who left is not waited for', async () => {
    const gate = createGate(1, 1_000);
    const leaving = new AbortController();
    const never = new AbortController().signal;
    const served: number[] = [];
    const visitors = [0, 1, 2, 3, 4].map((visitor) =>
      gate.pass(async () => served.push(visitor), visitor === 2 ? leaving.signal : never).catch((reason: unknown) => reason),
    );
    leaving.abort('left');
    expect(await Promise.all(visitors)).toEqual([1, 2, 'left', 3, 4]);
    expect(served).toEqual([0, 1, 3, 4]);
  });

  it('hold after a request was called off', async () => {
    const minimumIntervalMs = 60;
    const arxiv = client({ minimumIntervalMs });
    const abort = new AbortController();
    server.interfere = () => server.requests.length === 1;
    const arrived = server.nextRequest();
    const calledOff = arxiv.readPaper(id, 1, { signal: abort.signal });
    await arrived;
    const other = arxiv.readPaper(id, 2);
    abort.abort(new Error('no longer wanted'));
    await expect(calledOff).rejects.toThrow('no longer wanted');
    await other;
    const [first, second] = server.requests;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(minimumIntervalMs);
    expect(second?.connections).toBe(1);
  });

  it('include saying who asks', async () => {
    await client({ userAgent: 'arXiviz/1.0 (mailto:someone@example.org)' }).readPaper(id, null);
    expect(server.requests.map(({ userAgent }) => userAgent)).toEqual(Array(2).fill('arXiviz/1.0 (mailto:someone@example.org)'));
  });

  it('include one request for two who want the same paper at the same time', async () => {
    const arxiv = client();
    const [first, second, third] = await Promise.all([arxiv.readPaper(id, null), arxiv.readPaper(id, null), arxiv.readPaper(id, null)]);
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    expect(server.requests).toHaveLength(2);
  });

  it('hold for redirects too, each of which is a request', async () => {
    const minimumIntervalMs = 40;
    server.interfere = (request, response) => request.url === `/html/${id}v2` && respond(response, 301, { location: `/html/${id}v1` });
    const paper = await client({ minimumIntervalMs }).readPaper(id, 2);
    expect(paper.sections).toHaveLength(10);
    const [, redirect, target] = server.requests;
    expect((target?.at ?? 0) - (redirect?.at ?? 0)).toBeGreaterThanOrEqual(minimumIntervalMs);
  });
});

describe('when arXiv is busy or broken', () => {
  it.each([429, 408, 500, 502, 503, 504])('%i is asked again', async (status) => {
    server.interfere = (_, response) => server.requests.length <= 2 && respond(response, status);
    expect(await client().readPaper(id, null)).toMatchObject({ version: 2 });
    expect(server.requests).toHaveLength(4);
  });

  it('everybody who waits for the paper is told what is wrong and when it is asked again', async () => {
    server.interfere = (_, response) => server.requests.length === 1 && respond(response, 503, { 'retry-after': '1' });
    const arxiv = client();
    const told: Retry[] = [];
    const onRetry = (retry: Retry) => told.push(retry);
    await Promise.all([arxiv.readPaper(id, null, { onRetry }), arxiv.readPaper(id, null, { onRetry })]);
    expect(told).toEqual(Array(2).fill({ problem: 'arXiv is busy or broken (503)', afterMs: expect.any(Number), attempt: 2, attempts: 5 }));
    expect(told[0]?.afterMs).toBeGreaterThan(900);
  });

  it('who waits because others were asked to leave it alone is told, once', async () => {
    server.papers.push(old);
    server.interfere = (_, response) => server.requests.length === 1 && respond(response, 429, { 'retry-after': '1' });
    const arxiv = client();
    const told: Retry[] = [];
    await Promise.all([arxiv.readPaper(id, null), arxiv.readPaper(old.id, null, { onRetry: (retry) => told.push(retry) })]);
    expect(told).toEqual([{ problem: 'arXiv asked to be left alone for a while', afterMs: expect.any(Number), attempt: 1, attempts: 5 }]);
  });

  it('Retry-After in seconds is honoured, also by the requests for other papers', async () => {
    server.papers.push(old);
    server.interfere = (_, response) => server.requests.length === 1 && respond(response, 429, { 'retry-after': '1' });
    const arxiv = client();
    await Promise.all([arxiv.readPaper(id, null), arxiv.readPaper(old.id, null)]);
    const [refused, ...others] = server.requests;
    expect(others).toHaveLength(4);
    for (const { at } of others) expect(at - (refused?.at ?? 0)).toBeGreaterThanOrEqual(1000);
  });

  it('Retry-After as a date is honoured', async () => {
    // HTTP dates have whole seconds.
    const date = new Date(Math.ceil(Date.now() / 1000) * 1000 + 1000);
    server.interfere = (_, response) => server.requests.length === 1 && respond(response, 503, { 'retry-after': date.toUTCString() });
    await client().readPaper(id, null);
    expect(server.requests[1]?.date).toBeGreaterThanOrEqual(date.getTime() - 1);
  });

  it('a Retry-After that is too long is said at once, and nobody asks before it is over', async () => {
    server.papers.push(old);
    server.interfere = (_, response) => respond(response, 429, { 'retry-after': '3600' });
    const arxiv = client();
    const error = await failureOf(arxiv.readPaper(id, null), ArxivUnavailable);
    expect(error).toMatchObject({ status: 429, attempts: 1, retryAfterSeconds: 3600 });
    expect(error.message).toMatch(/asked too often \(429\).*Try again in 3600 s/);
    const other = await failureOf(arxiv.readPaper(old.id, null), ArxivUnavailable);
    expect(other.message).toMatch(/left alone for a while/);
    expect(other.retryAfterSeconds).toBeGreaterThan(3000);
    expect(server.requests).toHaveLength(1);
  });

  it('and stays so, it is given up with what was tried', async () => {
    server.interfere = (_, response) => respond(response, 503);
    const error = await failureOf(client({ attempts: 3 }).readPaper(id, null), ArxivUnavailable);
    expect(error).toMatchObject({ status: 503, attempts: 3, url: `${server.apiUrl}/query?id_list=${id}&max_results=1` });
    expect(error.message).toMatch(/arXiv is busy or broken \(503\) \(http.*; 3 attempts in \d+ s\)\. Try again later\./);
    expect(server.requests).toHaveLength(3);
  });

  it('for the HTML edition only, the paper is not silently its abstract', async () => {
    server.interfere = (request, response) => request.url?.startsWith('/html') === true && respond(response, 503);
    await failureOf(client({ attempts: 2 }).readPaper(id, null), ArxivUnavailable);
    server.interfere = () => false;
    expect((await client().readPaper(id, null)).sections).toHaveLength(10);
  });

  it('and nothing listens at its address, that is said', async () => {
    const vacated = createServer();
    await new Promise<void>((resolve) => vacated.listen(0, '127.0.0.1', resolve));
    const { port } = vacated.address() as AddressInfo;
    await new Promise((resolve) => vacated.close(resolve));
    const arxiv = client({ apiUrl: `http://127.0.0.1:${port}/api`, attempts: 2 });
    const error = await failureOf(arxiv.readPaper(id, null), ArxivUnavailable);
    expect(error).toMatchObject({ status: null, attempts: 2 });
    expect(error.message).toMatch(/could not be reached: .*ECONNREFUSED/);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['never answers', () => {}],
    ['never ends its answer', (response) => response.writeHead(200).write('<?xml version="1.0"?><feed>')],
  ])('and %s, the time limit ends each attempt', async (_, stall) => {
    server.interfere = (_request, response) => {
      stall(response);
      return true;
    };
    const error = await failureOf(client({ attempts: 2, timeoutMs: 50 }).readPaper(id, null), ArxivUnavailable);
    expect(error).toMatchObject({ status: null, attempts: 2 });
    expect(error.message).toMatch(/gave no answer within 0\.05 s/);
  });

  it('and breaks off in the middle of an answer, it is asked again', async () => {
    server.interfere = (_, response) => {
      if (server.requests.length > 2) return false;
      response.writeHead(200, { 'content-length': '100000' }).write('<?xml version="1.0"?><feed>', () => response.destroy());
      return true;
    };
    expect(await client().readPaper(id, null)).toMatchObject({ version: 2 });
    expect(server.requests).toHaveLength(4);
  });

  it.each([
    ['text', 'Rate exceeded.', /not XML/],
    ['another page', '<html><body>Log in to this network</body></html>', /not an Atom feed/],
    ['half a feed', feed('').slice(0, 200), /not XML/],
    ['nothing', '', /not XML/],
    ['a feed without a floor', `<feed>${'<entry>'.repeat(500)}${'</entry>'.repeat(500)}</feed>`, /not an Atom feed/],
  ])('and answers 200 with %s, that is not believed and not kept', async (_, body, message) => {
    server.interfere = (_, response) => respond(response, 200, {}, body);
    const error = await failureOf(client({ attempts: 2 }).readPaper(id, null), ArxivUnavailable);
    expect(error.message).toMatch(message);
    expect(server.requests).toHaveLength(2);
    server.interfere = () => false;
    expect(await client().readPaper(id, null)).toMatchObject({ version: 2 });
  });

  it('and sends without end, it is cut off', async () => {
    server.interfere = (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
      return true;
    };
    const error = await failureOf(client({ attempts: 1, maximumBytes: 1_000_000 }).readPaper(id, null), ArxivUnavailable);
    expect(error.message).toMatch(/more than an abstract can be/);
  });

  it('and forbids it, it is not asked again', async () => {
    server.interfere = (_, response) => respond(response, 403, {}, 'Forbidden');
    const error = await failureOf(client().readPaper(id, null), ArxivUnavailable);
    expect(error.message).toContain('403');
    expect(server.requests).toHaveLength(1);
  });

  it('and redirects to nowhere, it is given up', async () => {
    server.interfere = (_, response) => respond(response, 302, { location: 'http://[' });
    expect((await failureOf(client().readPaper(id, null), ArxivUnavailable)).message).toMatch(/redirects to what is no address/);
  });

  it('and redirects in a circle, it is given up', async () => {
    server.interfere = (request, response) => respond(response, 302, { location: request.url ?? '' });
    expect((await failureOf(client().readPaper(id, null), ArxivUnavailable)).message).toMatch(/redirects in a circle/);
  });
});

describe('calling it off', () => {
  const reason = new Error('the job was cancelled');

  it('before it began sends nothing', async () => {
    await expect(client().readPaper(id, null, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(server.requests).toEqual([]);
  });

  it('in the middle of a request ends the connection', async () => {
    const abort = new AbortController();
    const gone = Promise.withResolvers<void>();
    server.interfere = (_, response) => {
      response.on('close', () => gone.resolve());
      response.writeHead(200).write('<?xml');
      abort.abort(reason);
      return true;
    };
    await expect(client().readPaper(id, null, { signal: abort.signal })).rejects.toBe(reason);
    await gone.promise;
  });

  it('while it waits for its turn, between attempts, or for Retry-After ends it at once', async () => {
    for (const options of [{ minimumIntervalMs: 60_000 }, { backoffMs: 60_000 }]) {
      const abort = new AbortController();
      server.interfere = (_, response) => {
        response.on('close', () => abort.abort(reason));
        return respond(response, 503, options.backoffMs ? {} : { 'retry-after': '60' });
      };
      await expect(client(options).readPaper(id, null, { signal: abort.signal })).rejects.toBe(reason);
    }
    expect(server.requests).toHaveLength(2);
  });

  it('by one of two who want the same paper leaves the other', async () => {
    const abort = new AbortController();
    const arxiv = client();
    const first = arxiv.readPaper(id, null, { signal: abort.signal });
    const second = arxiv.readPaper(id, null);
    await server.nextRequest();
    abort.abort(reason);
    await expect(first).rejects.toBe(reason);
    expect(await second).toMatchObject({ version: 2 });
    expect(server.requests).toHaveLength(2);
  });

  it('by all who want it, and wanting it again, asks again', async () => {
    const abort = new AbortController();
    const arxiv = client();
    server.interfere = () => server.requests.length === 1;
    const both = [1, 2].map(() => arxiv.readPaper(id, null, { signal: abort.signal }));
    await server.nextRequest();
    abort.abort(reason);
    expect(await Promise.allSettled(both)).toEqual(Array(2).fill({ status: 'rejected', reason }));
    expect(await arxiv.readPaper(id, null)).toMatchObject({ version: 2 });
  });
});
