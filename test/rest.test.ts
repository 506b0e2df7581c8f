import { createHash } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../src/config.ts';
import { eventually } from './support/eventually.ts';
import { writeExample } from './support/examples.ts';
import { query, tryStart } from './support/graphql.ts';
import { openProgram, type TestProgram } from './support/program.ts';
import { dividesByZero, endless, movingDot } from './support/scenes.ts';
import { allEvents, openStream } from './support/sse.ts';

const ATTENTION = '1706.03762';
const SLASHED = 'hep-th/9901001';
const WITH_VISUALIZATIONS = '2102.00001';
const UUIDV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const UNKNOWN = '01890000-0000-7000-8000-000000000000';
/** Longer than any id. */
const LONG = 'abcdefghij'.repeat(110);

let test: TestProgram;
/** A job whose first visualization has a video and whose second one fails. */
let jobId: string;
let videoId: string;
beforeAll(async () => {
  test = await openProgram({}, async (examples) => {
    // With a character that is taken out.
    await writeExample(examples, ATTENTION, { title: 'Attention\0 Is All You Need', authors: ['Ashish Vaswani', 'Łukasz Kaiser'] });
    await writeExample(examples, SLASHED);
    await writeExample(examples, WITH_VISUALIZATIONS, { visualizations: [works] });
  });
  const accepted = await post({ arxiv_id: ATTENTION, quality: 'low', visualizations: [works, fails] });
  jobId = accepted.body.job_id;
  await ended(jobId);
  videoId = (await get(`/api/paper/${ATTENTION}`)).body.sections[0].video_url.replace('/api/video/', '');
});
afterAll(() => test.close());

const works = { section_id: 'S1', concept: 'works', manim_code: movingDot('Works') };
const fails = { section_id: 'Method', concept: 'fails', manim_code: dividesByZero };

interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers have whatever shape the test asked for
  body: any;
}

async function get(address: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${test.url}${address}`, { headers, redirect: 'manual' });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** Posts a request to process a paper; a text is sent as it is. */
async function post(body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${test.url}/api/process`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** Sends exactly this path, which `fetch` would tidy up first, with nothing of the body that `headers` may announce. */
async function send(address: string, { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {}) {
  const { hostname, port } = new URL(test.url);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const sending = request({ hostname, port, path: address, method, headers }, resolve).on('error', reject);
  if (headers['content-length'] === undefined) sending.end();
  else sending.flushHeaders();
  const response = await promise;
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode, headers: response.headers, text };
}

/** Polls, as these clients do, until the job has ended. */
async function ended(id: string): Promise<Answer['body']> {
  return eventually(async () => {
    const { body } = await get(`/api/status/${id}`);
    expect(body.status).toMatch(/^(completed|failed)$/);
    return body;
  });
}

const cancel = (id: string) => query(test.url, 'mutation ($id: ID!) { cancelJob(id: $id) { __typename } }', { id });

describe('POST /api/process', () => {
  it('accepts a paper by its id alone', async () => {
    const { status, body, headers } = await post({ arxiv_id: `https://arxiv.org/abs/${WITH_VISUALIZATIONS}v2`, quality: 'low' });
    expect(status).toBe(202);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body).toEqual({
      job_id: expect.stringMatching(UUIDV7),
      status: 'queued',
      paper_id: WITH_VISUALIZATIONS,
      arxiv_id: WITH_VISUALIZATIONS,
      message: expect.any(String),
    });
    expect(await ended(body.job_id)).toMatchObject({ status: 'completed', sections_total: 1 });
  });

  it('answers the job that a request has already, with its real status', async () => {
    const request = { arxiv_id: ATTENTION, quality: 'low', visualizations: [works] };
    const first = await post(request);
    expect(first.body.status).toBe('queued');
    await ended(first.body.job_id);
    const again = await post({ ...request, arxiv_id: `arXiv:${ATTENTION}` });
    expect(again).toMatchObject({ status: 202, body: { job_id: first.body.job_id, status: 'completed' } });
    const forced = await post({ ...request, force: true });
    expect(forced).toMatchObject({ status: 202, body: { status: 'queued' } });
    expect(forced.body.job_id).not.toBe(first.body.job_id);
    // The same code in the same quality is not rendered a second time.
    await ended(forced.body.job_id);
    const { job } = await query(test.url, 'query ($id: ID!) { job(id: $id) { visualizations { attempts video { id } } } }', {
      id: forced.body.job_id,
    });
    expect(job.visualizations).toEqual([{ attempts: 0, video: { id: videoId } }]);
  });

  it('answers the job of an idempotency key, and refuses the key for another request', async () => {
    const request = { arxiv_id: ATTENTION, quality: 'low', visualizations: [works] };
    const key = { 'idempotency-key': 'key-of-rest' };
    const first = await post({ ...request, force: true }, key);
    expect(await post({ ...request, force: true }, key)).toMatchObject({ status: 202, body: { job_id: first.body.job_id } });
    const other = await post({ ...request, quality: 'high' }, key);
    expect(other).toMatchObject({ status: 409, body: { detail: expect.stringContaining('idempotency key') } });
  });

  it('refuses an idempotency key that is no key', async () => {
    for (const key of ['two words', 'k'.repeat(256), '']) {
      const { status, body } = await post({ arxiv_id: ATTENTION, visualizations: [works] }, { 'idempotency-key': key });
      expect({ status, body }).toEqual({ status: 422, body: { detail: expect.stringMatching(/^Idempotency-Key: /) } });
    }
  });

  const bad = (change: object) => ({ arxiv_id: ATTENTION, visualizations: [works, { ...works, ...change }] });
  it.each<[string, unknown]>([
    ['', null],
    ['', []],
    ['', 'a text'],
    ['arxiv_id', {}],
    ['arxiv_id', { arxiv_id: 170603762 }],
    ['arxiv_id', { arxiv_id: 'attention' }],
    ['arxiv_id', { arxiv_id: '' }],
    ['arxiv_id', { arxiv_id: 'constructor' }],
    ['arxiv_id', { arxiv_id: `${ATTENTION}\n${ATTENTION}` }],
    ['visualizations', { arxiv_id: ATTENTION, visualizations: [] }],
    ['visualizations', { arxiv_id: ATTENTION, visualizations: 'all' }],
    ['visualizations', { arxiv_id: ATTENTION, visualizations: Array(limits.visualizations + 1).fill(works) }],
    ['visualizations.0', { arxiv_id: ATTENTION, visualizations: [null] }],
    ['visualizations.1.manim_code', bad({ manim_code: undefined })],
    ['visualizations.1.manim_code', bad({ manim_code: ' \n\t' })],
    ['visualizations.1.manim_code', bad({ manim_code: '\0' })],
    ['visualizations.1.manim_code', bad({ manim_code: 'x'.repeat(limits.codeCharacters + 1) })],
    ['visualizations.1.section_id', bad({ section_id: 7 })],
    ['visualizations.1.section_id', bad({ section_id: 's'.repeat(limits.sectionIdCharacters + 1) })],
    ['visualizations.1.concept', bad({ concept: '' })],
    ['visualizations.1.concept', bad({ concept: 'c'.repeat(limits.conceptCharacters + 1) })],
    ['quality', { arxiv_id: ATTENTION, quality: '4k' }],
    ['quality', { arxiv_id: ATTENTION, quality: 'LOW' }],
    ['force', { arxiv_id: ATTENTION, force: 'yes' }],
    // Nothing is known of this paper that could be rendered.
    ['visualizations', { arxiv_id: '2401.00001' }],
  ])('names %j when it is wrong', async (field, body) => {
    const answer = await post(JSON.stringify(body));
    expect(answer.status).toBe(422);
    expect(Object.keys(answer.body)).toEqual(['detail']);
    // In the words of this door.
    expect(answer.body.detail).not.toMatch(/arxivId|manimCode|sectionId/);
    expect(answer.body.detail.startsWith(field ? `${field}: ` : 'The body ')).toBe(true);
  });

  it.each([
    '',
    '{',
    "{'arxiv_id': '1706.03762'}",
    '{"arxiv_id": "1706.03762"} and more',
    // Keys that would change what an object is.
    '{"arxiv_id": "1706.03762", "__proto__": {"force": true}}',
    '{"constructor": {"prototype": {"force": true}}, "arxiv_id": "1706.03762"}',
  ])('refuses %j as a body', async (body) => {
    const answer = await post(body);
    expect(answer).toMatchObject({ status: 400, body: { detail: expect.any(String) } });
  });

  it('takes the last of two equal keys, and is not impressed by a deep body', async () => {
    expect((await post(`{"arxiv_id": "${ATTENTION}", "arxiv_id": "nonsense"}`)).status).toBe(422);
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    expect((await post(deep)).status).toBe(422);
    expect((await post(`{"arxiv_id": "${ATTENTION}", "quality": ${deep}}`)).status).toBe(422);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain; application/json'])(
    'reads no %s',
    async (type) => {
      const answer = await post({ arxiv_id: ATTENTION }, { 'content-type': type });
      expect(answer).toMatchObject({ status: 415, body: { detail: expect.stringContaining('application/json') } });
    },
  );

  it('reads no body that is compressed, or not UTF-8', async () => {
    const read = async (body: Buffer, headers: Record<string, string> = {}) => {
      const response = await fetch(`${test.url}/api/process`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: new Uint8Array(body),
      });
      return { status: response.status, body: await response.json() };
    };
    const body = Buffer.from(JSON.stringify({ arxiv_id: 'é' }));
    expect(await read(gzipSync(body), { 'content-encoding': 'gzip' })).toEqual({
      status: 415,
      body: { detail: expect.stringContaining('“gzip”') },
    });
    expect(await read(Buffer.from(body.toString(), 'latin1'))).toEqual({ status: 400, body: { detail: 'The body is not UTF-8.' } });
  });

  it('reads no body that is too large', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': String(limits.bodyBytes + 1) };
    const { status, text } = await send('/api/process', { method: 'POST', headers });
    expect({ status, body: JSON.parse(text) }).toEqual({ status: 413, body: { detail: expect.any(String) } });
  });

  it.each([
    ['a method that HTTP does not have', { method: 'FETCH' }, 400],
    ['a length that is no number', { method: 'POST', headers: { 'content-length': 'long' } }, 400],
    ['headers that are too long', { headers: { cookie: LONG.repeat(20) } }, 431],
  ])('says of %s that it cannot be read, in the form of all errors', async (_, options, status) => {
    const answer = await send('/api/process', options);
    expect({ status: answer.status, body: JSON.parse(answer.text) }).toEqual({ status, body: { detail: expect.any(String) } });
  });

  it('strips NUL characters from texts', async () => {
    const visualization = { section_id: 'S\x001', concept: 'a con\0cept', manim_code: `\0${movingDot('Works')}\0` };
    const { status, body } = await post({ arxiv_id: ATTENTION, quality: 'low', visualizations: [visualization] });
    expect(status).toBe(202);
    expect(await ended(body.job_id)).toMatchObject({ status: 'completed' });
    const paper = await get(`/api/paper/${ATTENTION}`);
    expect(paper.body.visualizations).toContainEqual(
      expect.objectContaining({ section_id: `${ATTENTION}:S1`, concept: 'a concept', status: 'complete' }),
    );
  });
});

describe('GET /api/status/{job_id}', () => {
  it('says how far the job is, and counts what failed', async () => {
    const { status, body } = await get(`/api/status/${jobId}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      job_id: jobId,
      arxiv_id: ATTENTION,
      status: 'completed',
      progress: 1,
      sections_completed: 2,
      sections_total: 2,
      current_step: expect.any(String),
      error: null,
      message: expect.stringMatching(/1 of 2 .*1 failed/),
      created_at: expect.stringMatching(ISO),
      estimated_completion: null,
      steps_completed: ['fetch_paper', 'read_sections', 'generate', 'render_videos', 'finish'].map((name) => ({
        name,
        status: expect.any(String),
        duration_ms: expect.any(Number),
      })),
    });
    expect(body.steps_completed.every((step: { duration_ms: number }) => step.duration_ms >= 0)).toBe(true);
  });

  it('says why a job failed', async () => {
    const { body } = await post({ arxiv_id: ATTENTION, quality: 'low', visualizations: [fails] });
    expect(await ended(body.job_id)).toMatchObject({
      status: 'failed',
      progress: 1,
      error: expect.stringContaining('division by zero'),
      message: expect.stringContaining('0 of 1'),
    });
  });

  // The last two are what a database says that is away.
  it.each(['nope', UNKNOWN, '%00', '%ff', '%F0%9F%8E%AC', 'a%2Fb', '..%2f..', '1', `${UNKNOWN}0`, LONG, 'P2024', '57P01'])(
    'has no job %s',
    async (id) => {
      const { status, text, headers } = await send(`/api/status/${id}`);
      expect(status).toBe(404);
      expect(JSON.parse(text)).toEqual({ detail: expect.any(String) });
      expect(headers['x-content-type-options']).toBe('nosniff');
    },
  );
});

describe('GET /api/paper/{arxiv_id}', () => {
  it('has the paper, its sections and its videos', async () => {
    const { status, body } = await get(`/api/paper/${ATTENTION}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      paper_id: ATTENTION,
      id: ATTENTION,
      title: 'Attention Is All You Need',
      authors: ['Ashish Vaswani', 'Łukasz Kaiser'],
      abstract: 'What it is about.',
      pdf_url: `https://arxiv.org/pdf/${ATTENTION}v2`,
      html_url: `https://arxiv.org/html/${ATTENTION}v2`,
      processed_at: expect.stringMatching(ISO),
      sections: [
        {
          id: `${ATTENTION}:S1`,
          title: 'Introduction',
          content: expect.stringMatching(/^A sentence of some length\. .*The end\.$/),
          summary: expect.stringMatching(/^A sentence of some length\./),
          level: 1,
          order_index: 0,
          equations: ['a^2'],
          video_url: expect.stringMatching(/^\/api\/video\/[0-9a-f-]{36}$/),
        },
        {
          id: `${ATTENTION}:S2`,
          title: 'Method',
          content: 'Short.',
          summary: 'Short.',
          level: 2,
          order_index: 1,
          equations: [],
          video_url: null,
        },
      ],
      visualizations: expect.any(Array),
    });
    expect(body.sections[0].summary.length).toBeLessThan(body.sections[0].content.length);
    const shown = (concept: string) => body.visualizations.find((one: { concept: string }) => one.concept === concept);
    expect(shown('works')).toEqual({
      id: expect.stringMatching(UUIDV7),
      section_id: `${ATTENTION}:S1`,
      concept: 'works',
      video_url: `/api/video/${videoId}`,
      status: 'complete',
    });
    expect(shown('fails')).toMatchObject({ section_id: `${ATTENTION}:S2`, video_url: null, status: 'failed' });
  });

  it.each([ATTENTION, `${ATTENTION}v9`, `arXiv:${ATTENTION}`, `arXiv%3A${ATTENTION}`, '1706%2E03762', `${ATTENTION}/`])(
    'is found as %s',
    async (id) => {
      expect(await get(`/api/paper/${id}`)).toMatchObject({ status: 200, body: { paper_id: ATTENTION } });
    },
  );

  it.each([UNKNOWN, 'nonsense', '2401.00001', '2405.53300', 'hep-th/9912999', '%00', '%ff', '%E0%A4%A', '..%2f..%2fetc', LONG])(
    'has no paper %s',
    async (id) => {
      const { status, text } = await send(`/api/paper/${id}`);
      expect({ status, body: JSON.parse(text) }).toEqual({ status: 404, body: { detail: expect.any(String) } });
    },
  );

  it('knows a paper with a slash before it has a video, and calls what was cancelled failed', async () => {
    const visualizations = [{ section_id: 'S1', concept: 'endless', manim_code: endless }];
    const { body } = await post({ arxiv_id: SLASHED, quality: 'low', visualizations });
    expect(body.paper_id).toBe(SLASHED);
    const paper = () => get(`/api/paper/${SLASHED}`);
    await eventually(async () => expect((await paper()).body.visualizations?.[0]?.status).toBe('rendering'));
    for (const spelled of [SLASHED, SLASHED.replace('/', '%2F'), 'hep-th%2f9901001v1']) {
      const { status, body: known } = await get(`/api/paper/${spelled}`);
      expect(status).toBe(200);
      expect(known).toMatchObject({ paper_id: SLASHED, processed_at: null });
      expect(known.sections.map((section: { id: string; video_url: unknown }) => [section.id, section.video_url])).toEqual([
        [`${SLASHED}:S1`, null],
        [`${SLASHED}:S2`, null],
      ]);
    }
    const under = (await get(`/api/status/${body.job_id}`)).body;
    expect(under).toMatchObject({ status: 'processing', current_step: 'Rendering videos', sections_total: 1, sections_completed: 0 });
    expect(under.progress).toBeGreaterThan(0);
    expect(under.progress).toBeLessThan(1);

    await cancel(body.job_id);
    expect(await ended(body.job_id)).toMatchObject({ status: 'failed', error: 'Cancelled' });
    expect((await paper()).body.visualizations).toMatchObject([{ concept: 'endless', video_url: null, status: 'failed' }]);
  });

  it('names the job of a paper that is not read yet', async () => {
    // Nothing answers for arXiv here, so its paper is tried for a while.
    const { body } = await post({ arxiv_id: '2401.00002', visualizations: [works] });
    const answer = await get('/api/paper/2401.00002');
    expect(answer).toMatchObject({ status: 404, body: { detail: expect.stringContaining(body.job_id) } });
    await cancel(body.job_id);
  });
});

describe('GET /api/video/{video_id}', () => {
  const bytes = async (headers: Record<string, string> = {}) => {
    const response = await fetch(`${test.url}/api/video/${videoId}`, { headers });
    return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
  };

  it('is the video itself, to be kept for ever and shown in place', async () => {
    const video = await bytes();
    expect(video.status).toBe(200);
    expect(video.bytes.toString('latin1', 4, 8)).toBe('ftyp');
    expect(Object.fromEntries(video.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': String(video.bytes.byteLength),
      'content-disposition': 'inline',
      'cache-control': 'public, max-age=31536000, immutable',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      etag: `"${createHash('sha256').update(video.bytes).digest('hex')}"`,
      // A cache holds two answers of this address apart.
      vary: expect.stringContaining('Accept'),
    });
  });

  it('is described to whoever asks for JSON', async () => {
    const { status, headers, body } = await get(`/api/video/${videoId}`, { accept: 'application/json' });
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        video_id: videoId,
        url: expect.stringMatching(/^\/files\/renders\/[0-9a-f]{64}\/[0-9a-f]{64}\.mp4$/),
        content_type: 'video/mp4',
      },
    });
    expect(headers.get('vary')).toContain('Accept');
    const file = await fetch(`${test.url}${body.url}`);
    expect(Buffer.from(await file.arrayBuffer()).equals((await bytes()).bytes)).toBe(true);
  });

  it('gives the part that is asked for', async () => {
    const whole = (await bytes()).bytes;
    const size = whole.byteLength;
    for (const [range, from, to] of [
      ['bytes=0-99', 0, 99],
      ['bytes=100-', 100, size - 1],
      ['bytes=-50', size - 50, size - 1],
      [`bytes=-${size + 1000}`, 0, size - 1],
      ['bytes=0-0', 0, 0],
      [`bytes=10-${size + 1000}`, 10, size - 1],
    ] as const) {
      const part = await bytes({ range });
      expect(part.status).toBe(206);
      expect(part.headers.get('content-range')).toBe(`bytes ${from}-${to}/${size}`);
      expect(part.bytes.equals(whole.subarray(from, to + 1))).toBe(true);
    }
    for (const range of ['bytes=5-2', 'lines=0-1', 'nonsense', 'bytes=1e1-2e1', 'bytes=0-1,4-5'])
      expect([200, 416]).toContain((await bytes({ range })).status);
  });

  it('says how long it is when a range is out of reach, and lets nobody keep that', async () => {
    const size = (await bytes()).bytes.byteLength;
    const out = await bytes({ range: `bytes=${size}-` });
    expect(out.status).toBe(416);
    expect(out.headers.get('content-range')).toBe(`bytes */${size}`);
    expect(out.headers.get('cache-control')).toBeNull();
    expect(JSON.parse(out.bytes.toString())).toEqual({ detail: expect.any(String) });
  });

  it('is not sent again to whoever has it', async () => {
    const statusWith = async (headers: Record<string, string>) => (await send(`/api/video/${videoId}`, { headers })).status;
    const { headers } = await bytes();
    const etag = headers.get('etag') ?? '';
    const modified = headers.get('last-modified') ?? '';
    expect(await statusWith({ 'if-none-match': etag })).toBe(304);
    expect(await statusWith({ 'if-modified-since': modified })).toBe(304);
    expect(await statusWith({ 'if-none-match': `"other", W/${etag}` })).toBe(304);
    expect(await statusWith({ 'if-none-match': '*' })).toBe(304);
    expect(await statusWith({ 'if-none-match': '"other"' })).toBe(200);
    expect(await statusWith({ 'if-none-match': '"other"', 'if-modified-since': modified })).toBe(200);
    expect(await statusWith({ range: 'bytes=0-9', 'if-range': `W/${etag}` })).toBe(200);
    // A part only goes with the rest of the same file.
    expect(await statusWith({ range: 'bytes=0-9', 'if-range': etag })).toBe(206);
    expect(await statusWith({ range: 'bytes=0-9', 'if-range': modified })).toBe(206);
    expect(await statusWith({ range: 'bytes=0-9', 'if-range': '"other"' })).toBe(200);
  });

  it('tells its length without being sent', async () => {
    const head = await send(`/api/video/${videoId}`, { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, text: '', headers: { 'content-type': 'video/mp4' } });
    expect(head.headers['content-length']).toBe(String((await bytes()).bytes.byteLength));
  });

  it.each([UNKNOWN, 'nope', '%00', '%ff', '..%2f..'])('has no video %s', async (id) => {
    const { status, text, headers } = await send(`/api/video/${id}`);
    expect({ status, body: JSON.parse(text) }).toEqual({ status: 404, body: { detail: expect.any(String) } });
    expect(headers['cache-control']).toBeUndefined();
  });

  it('does not let anyone keep the absence of a file', async () => {
    const { body } = await get(`/api/video/${videoId}`, { accept: 'application/json' });
    const file = path.join(test.directory, 'videos', body.url.replace('/files/', ''));
    await rename(file, `${file}.away`);
    const { status, headers } = await bytes();
    await rename(`${file}.away`, file);
    expect({ status, caching: headers.get('cache-control') }).toEqual({ status: 404, caching: null });
  });
});

describe('/files', () => {
  let address: string;
  beforeAll(async () => {
    address = (await get(`/api/video/${videoId}`, { accept: 'application/json' })).body.url;
  });

  it('are served as what they are, with ranges, for ever', async () => {
    const whole = await fetch(`${test.url}${address}`);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-disposition': 'inline',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
    const { byteLength } = await whole.arrayBuffer();
    const part = await send(address, { headers: { range: 'bytes=0-3' } });
    expect(part).toMatchObject({ status: 206, headers: { 'content-range': `bytes 0-3/${byteLength}` } });
    expect(await send(address, { headers: { 'if-none-match': whole.headers.get('etag') ?? '' } })).toMatchObject({ status: 304 });
    expect(await send(address, { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
    expect(await send(address, { headers: { range: `bytes=${byteLength}-` } })).toMatchObject({ status: 416 });
  });

  it.each([
    '/files/../postgres/password',
    '/files/%2e%2e/postgres/password',
    '/files/..%2fpostgres%2fpassword',
    '/files/renders/../../postgres/password',
    '/files/renders/..%5c..%5cpostgres%5cpassword',
    '/files//etc/passwd',
    '/files/%2fetc/passwd',
    '/files/.incoming/',
    '/files/.incoming',
    '/files/%00',
    '/files/renders',
    '/files/renders/',
    '/files/',
    '/files',
    '/files/renders/nothing.mp4',
    `/files/${LONG}`,
  ])('has nothing at %s', async (outside) => {
    const { status, text } = await send(outside);
    expect([403, 404]).toContain(status);
    expect(JSON.parse(text)).toEqual({ detail: expect.any(String) });
  });

  it('cannot be written', async () => {
    for (const method of ['POST', 'PUT', 'DELETE']) expect((await send(address, { method })).status).toBe(405);
  });
});

describe('GET /api/health', () => {
  const parts = ['database', 'queue', 'events', 'storage', 'renderer'];

  it('is healthy when every part is', async () => {
    expect(await get('/api/health')).toMatchObject({
      status: 200,
      body: {
        status: 'healthy',
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        services: Object.fromEntries(parts.map((part) => [part, 'connected'])),
      },
    });
  });

  it('names the part that is away', async () => {
    const videos = path.join(test.directory, 'videos');
    await rename(videos, `${videos}.away`);
    const { status, body } = await get('/api/health');
    await rename(`${videos}.away`, videos);
    expect(status).toBe(503);
    expect(body).toMatchObject({ status: 'unhealthy', services: { storage: 'unavailable', database: 'connected' } });
    expect((await get('/api/health')).status).toBe(200);
  });
});

describe('any other address', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/api'],
    ['GET', '/api/nothing'],
    ['GET', '/api/paper/'],
    ['GET', '/api/status/'],
    ['GET', '/%ff'],
    ['PURGE', '/api/nothing'],
  ])('is not found: %s %s', async (method, address) => {
    const { status, text } = await send(address, { method });
    expect({ status, body: JSON.parse(text) }).toEqual({ status: 404, body: { detail: expect.any(String) } });
  });
});

describe('an address that takes other methods', () => {
  it.each([
    ['GET', '/api/process', 'OPTIONS, POST'],
    ['DELETE', '/api/process', 'OPTIONS, POST'],
    ['POST', '/api/status/nope', 'GET, HEAD, OPTIONS'],
    ['PUT', '/api/paper/hep-th/9901001', 'GET, HEAD, OPTIONS'],
    ['PATCH', '/api/health/', 'GET, HEAD, OPTIONS'],
    ['PURGE', '/api/health', 'GET, HEAD, OPTIONS'],
    ['LINK', '/api/process', 'OPTIONS, POST'],
    ['TRACE', '/api/process', 'OPTIONS, POST'],
  ])('says which: %s %s', async (method, address, allow) => {
    const { status, headers, text } = await send(address, { method });
    expect({ status, allow: headers.allow }).toEqual({ status: 405, allow });
    expect(JSON.parse(text)).toEqual({ detail: `This address does not take ${method}, but ${allow}.` });
    const asked = await send(address, { method: 'OPTIONS' });
    expect({ status: asked.status, allow: asked.headers.allow }).toEqual({ status: 204, allow });
  });
});

describe('while the database is away', () => {
  let away: TestProgram;
  beforeAll(async () => {
    away = await openProgram();
    const pidFile = await readFile(path.join(away.directory, 'postgres/cluster/postmaster.pid'), 'utf8');
    process.kill(Number.parseInt(pidFile, 10), 'SIGINT');
    await eventually(() => expect(away.program.services.db.job.count()).rejects.toThrow());
  });
  afterAll(() => away.close());

  it.each([`/api/status/${UNKNOWN}`, `/api/paper/${ATTENTION}`, `/api/video/${UNKNOWN}`])('%s says when to come back', async (address) => {
    const response = await fetch(`${away.url}${address}`);
    expect({ status: response.status, body: await response.json() }).toEqual({ status: 503, body: { detail: expect.any(String) } });
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('nothing is accepted, and it is said so in the form of each door', async () => {
    const body = JSON.stringify({ arxiv_id: ATTENTION });
    const response = await fetch(`${away.url}/api/process`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await tryStart(away.url, { arxivId: ATTENTION })).toMatchObject({ __typename: 'TooBusyError', message: expect.any(String) });
  });

  it('whoever follows a job is sent away to come back, and not told that it is over', async () => {
    const text = 'subscription { jobProgress(jobId: "01890000-0000-7000-8000-000000000000") { seq } }';
    const response = await openStream(away.url, text, {});
    expect({ status: response.status, events: await allEvents(response) }).toEqual({ status: 200, events: [] });
  });

  it('health is 503 and names the database', async () => {
    const response = await fetch(`${away.url}/api/health`);
    expect({ status: response.status, body: await response.json() }).toMatchObject({
      status: 503,
      body: { status: 'unhealthy', services: { database: 'unavailable', storage: 'connected' } },
    });
  });
});
