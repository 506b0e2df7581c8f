import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Retry } from '../src/async/retry.ts';
import { createGenerator, GeneratorFailed, type GeneratorOptions } from '../src/generator/client.ts';

const limits = { visualizations: 3, codeCharacters: 100, conceptCharacters: 20, sectionIdCharacters: 10, bodyBytes: 5_000 };
const paper = {
  arxivId: '2507.90001',
  title: 'A title',
  authors: ['Zoë', '王小明'],
  abstract: 'An abstract.',
  // More than the generator is told of, as rows of a database are.
  sections: [{ id: '2507.90001:S1', localId: 'S1', title: 'One', content: 'Text', level: 1, equations: ['a=b'], orderIndex: 0 }],
};
const good = { manim_code: 'class A(Scene): pass', section_id: 'S1', concept: 'A concept' };

interface Seen {
  method: string | undefined;
  contentType: string | undefined;
  body: string;
}

/** A real generator on a port of this machine; `reply` says what it does. */
let reply: (response: ServerResponse, request: IncomingMessage) => void;
let seen: Seen[];
let url: string;
let close: () => Promise<void>;

beforeEach(async () => {
  reply = (response) => json(response, [good]);
  seen = [];
  const server = createServer(async (request, response) => {
    seen.push({ method: request.method, contentType: request.headers['content-type'], body: await text(request) });
    reply(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/generate`;
  close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
});

afterEach(() => close());

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function generate(options: Partial<GeneratorOptions> & { signal?: AbortSignal; onRetry?: (retry: Retry) => void } = {}) {
  const { signal, onRetry, ...rest } = options;
  return createGenerator({ url, timeoutMs: 5_000, backoffMs: 1, ...rest }).generate(paper, {
    limits,
    ...(signal && { signal }),
    ...(onRetry && { onRetry }),
  });
}

async function failure(options?: Partial<GeneratorOptions>): Promise<GeneratorFailed> {
  const error = await generate(options).then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(GeneratorFailed);
  return error as GeneratorFailed;
}

describe('the generator', () => {
  it('is sent the paper and its sections, and answers with visualizations in order', async () => {
    reply = (response) => json(response, [good, { ...good, concept: 'Another', confidence: 0.9 }]);
    expect(await generate()).toEqual([
      { manimCode: good.manim_code, sectionId: 'S1', concept: 'A concept' },
      { manimCode: good.manim_code, sectionId: 'S1', concept: 'Another' },
    ]);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: 'POST', contentType: 'application/json' });
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      arxiv_id: '2507.90001',
      title: 'A title',
      authors: ['Zoë', '王小明'],
      abstract: 'An abstract.',
      sections: [{ id: '2507.90001:S1', title: 'One', content: 'Text', level: 1, equations: ['a=b'] }],
    });
  });

  it('may take its time within the limit, and send its answer in pieces', async () => {
    reply = (response) => {
      const pieces = JSON.stringify([good]).split(/(?<=,)/);
      response.writeHead(200, { 'content-type': 'application/json' });
      const next = () => {
        const piece = pieces.shift();
        if (piece === undefined) response.end();
        else response.write(piece, () => setTimeout(next, 20));
      };
      next();
    };
    expect(await generate()).toHaveLength(1);
  });

  it('has NUL characters taken out of its text', async () => {
    reply = (response) => json(response, [{ ...good, concept: 'A\0B' }]);
    expect((await generate())[0]?.concept).toBe('AB');
  });
});

describe('a generator in trouble', () => {
  it.each([500, 502, 503, 429, 408])('is asked again after %i', async (status) => {
    reply = (response) => (seen.length < 3 ? json(response, { error: 'later' }, status) : json(response, [good]));
    expect(await generate()).toHaveLength(1);
    expect(seen).toHaveLength(3);
  });

  it('is said to be asked again, with what was wrong and when', async () => {
    reply = (response) => (seen.length < 3 ? json(response, { error: 'later' }, 503) : json(response, [good]));
    const told: Retry[] = [];
    await generate({ onRetry: (retry) => told.push(retry) });
    expect(told).toEqual(
      [2, 3].map((attempt) => ({
        ...{ attempt, attempts: 3, afterMs: expect.any(Number) },
        problem: expect.stringMatching(/^The generator at \S+ answered 503.*: \{"error":"later"\}$/),
      })),
    );
  });

  it('is asked again after it broke off', async () => {
    reply = (response) => {
      if (seen.length === 1) response.destroy();
      else if (seen.length === 2) response.writeHead(200, { 'content-length': '1000' }).write('[', () => response.destroy());
      else json(response, [good]);
    };
    expect(await generate()).toHaveLength(1);
  });

  it('that is slower than the limit is asked again, and then given up', async () => {
    reply = () => {};
    const error = await failure({ timeoutMs: 40, attempts: 2 });
    expect(error.message).toBe(
      `The generator at ${url} gave no answer within 0.04 s (2 attempts). Check that it runs, or pass visualizations with the request.`,
    );
    expect(error.retryable).toBe(true);
  });

  it('that begins an answer and never ends it is given up at the limit too', async () => {
    reply = (response) => response.writeHead(200).write('[');
    expect((await failure({ timeoutMs: 40, attempts: 1 })).message).toMatch(/gave no answer within 0\.04 s/);
  });

  it('that keeps failing is given up with what it said', async () => {
    reply = (response) => response.writeHead(500).end('out of tokens');
    expect((await failure()).message).toMatch(/answered 500 \(3 attempts\): out of tokens\. Check that it runs/);
    expect(seen).toHaveLength(3);
  });

  it.each([400, 401, 404, 413, 422])('that refuses with %i is not asked again', async (status) => {
    reply = (response) => json(response, { detail: 'no' }, status);
    const error = await failure();
    expect(error.message).toContain(`answered ${status}: {"detail":"no"}. Correct the generator`);
    expect(error.retryable).toBe(false);
    expect(seen).toHaveLength(1);
  });

  it('that redirects is not followed, and the address to set is said', async () => {
    reply = (response) => response.writeHead(302, { location: '/v2/generate?token=secret' }).end();
    const { message } = await failure();
    expect(message).toContain(`redirects to ${url.replace('/generate', '/v2/generate')}: set GENERATOR_URL to that`);
    expect(message).not.toContain('secret');
  });

  it('that is not there is said to be so, without the secrets in its address', async () => {
    await close();
    const { message } = await failure({ url: `${url}?key=secret`, attempts: 2 });
    expect(message).toMatch(/could not be reached \(2 attempts\): .*ECONNREFUSED/);
    expect(message).not.toContain('secret');
  });
});

describe('a wrong answer', () => {
  it.each<[string, unknown, RegExp]>([
    ['no list', { visualizations: [good] }, /a list that is none: .*expected array/],
    ['null', null, /a list that is none/],
    ['an empty list', [], /must hold at least one visualization/],
    ['too many', Array(4).fill(good), /must hold at most 3 visualizations/],
    ['a missing field', [good, { ...good, manim_code: undefined }], /\[1\]\.manim_code: .*expected string/],
    ['a field of another type', [{ ...good, section_id: 3 }], /\[0\]\.section_id: .*expected string/],
    ['fields in another case', [{ manimCode: 'x', sectionId: 'S1', concept: 'c' }], /\[0\]\.manim_code: .*; \[0\]\.section_id: /],
    ['empty code', [{ ...good, manim_code: ' \n' }], /\[0\]\.manim_code: is empty/],
    ['code of nothing but NUL', [{ ...good, manim_code: '\0' }], /\[0\]\.manim_code: is empty/],
    ['code that is too long', [{ ...good, manim_code: 'x'.repeat(101) }], /\[0\]\.manim_code: is longer than 100 characters/],
    ['a concept that is too long', [{ ...good, concept: 'x'.repeat(21) }], /\[0\]\.concept: is longer than 20 characters/],
    ['a section id that is too long', [{ ...good, section_id: 'x'.repeat(11) }], /\[0\]\.section_id: is longer than 10 characters/],
    ['nothing in the list', [null], /\[0\]: .*expected object/],
    ['a list in the list', [[good]], /\[0\]: .*expected object/],
  ])('(%s) is refused with the field named, and not asked for again', async (_, answer, message) => {
    reply = (response) => json(response, answer);
    const error = await failure();
    expect(error.message).toMatch(message);
    expect(error.retryable).toBe(false);
    expect(seen).toHaveLength(1);
  });

  it.each(['', 'null null', '[{"manim_code": "x"', '<html>Log in</html>'])('(%j, which is not JSON) is refused', async (body) => {
    reply = (response) => response.writeHead(200).end(body);
    expect((await failure()).message).toMatch(/answered with something that is not JSON/);
  });

  it('(larger than a body may be) is cut off', async () => {
    reply = (response) => json(response, [{ ...good, manim_code: 'x'.repeat(6_000) }]);
    expect((await failure()).message).toMatch(/answered with more than 5000 bytes/);
  });

  it('(too many wrong things) names the first three', async () => {
    reply = (response) => json(response, [{}, {}]);
    expect((await failure()).message.match(/\[\d\]/g)).toHaveLength(3);
  });
});

describe('calling it off', () => {
  const reason = new Error('the job was cancelled');

  it('ends the request at once', async () => {
    const abort = new AbortController();
    const gone = Promise.withResolvers<void>();
    reply = (response) => {
      response.on('close', () => gone.resolve());
      abort.abort(reason);
    };
    await expect(generate({ signal: abort.signal })).rejects.toBe(reason);
    await gone.promise;
  });

  it('between attempts ends the waiting', async () => {
    const abort = new AbortController();
    reply = (response) => {
      response.on('close', () => abort.abort(reason));
      response.writeHead(503).end();
    };
    await expect(generate({ signal: abort.signal, backoffMs: 60_000 })).rejects.toBe(reason);
    expect(seen).toHaveLength(1);
  });

  it('before it began sends nothing', async () => {
    await expect(generate({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(seen).toEqual([]);
  });
});
