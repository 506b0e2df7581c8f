import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { getIntrospectionQuery } from 'graphql';
import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { limits } from '../src/config.ts';
import { originPolicy } from '../src/origins.ts';
import { cursorOf } from '../src/resolvers/pages.ts';
import { searchableForm } from '../src/resolvers/write-paper.ts';
import { writeExample } from './support/examples.ts';
import { finish, openClient, query, send, start, tryStart } from './support/graphql.ts';
import { openProgram, type TestProgram } from './support/program.ts';
import { dividesByZero, movingDot, type TestVisualization, visualization } from './support/scenes.ts';

const ATTENTION = '1706.03762';
const BROKEN = '2402.00001';
const APP = 'https://app.example';
const UNKNOWN = '01890000-0000-7000-8000-000000000000';
const MALFORMED = ['', 'nope', '\0', '1', `${UNKNOWN}0`, '\'; DROP TABLE "Job"; --', 'ü'.repeat(2000)];

let test: TestProgram;
/** A job with one visualization that is complete and one that failed for good. */
let jobId: string;
let complete: string;
let failed: string;
beforeAll(async () => {
  test = await openProgram({ CORS_ORIGINS: APP, PUBLIC_URL: 'https://arxiviz.example/base/' }, async (examples) => {
    await writeExample(examples, ATTENTION, { title: 'Attention Is All You Need', authors: ['Łukasz Kaiser'] });
    await writeExample(examples, BROKEN, { visualizations: [{ section_id: 'S1', concept: 'nothing', manim_code: '' }] });
  });
  jobId = await start(test.url, [visualization('works', movingDot('Works')), visualization('fails', dividesByZero)]);
  await finish(test.url, jobId);
  const { job } = await query(test.url, 'query ($id: ID!) { job(id: $id) { visualizations { id } } }', { id: jobId });
  [complete, failed] = job.visualizations.map(({ id }: { id: string }) => id);
});
afterAll(() => test.close());

/** A job that nobody works on: without an entry in the outbox it stays queued. */
async function waitingJob(): Promise<string> {
  const { id } = await test.program.services.db.job.create({ data: { arxivId: ATTENTION, quality: 'LOW', requestHash: randomUUID() } });
  return id;
}

function post(body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${test.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
}

function get(parameters: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${test.url}/graphql?${new URLSearchParams(parameters)}`, { headers });
}

interface Result {
  data?: Record<string, unknown> | null | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: errors have whatever extensions the test asked for
  errors?: readonly any[] | undefined;
}

/** Runs an operation over one of the transports, and answers its first result. */
async function ask(transport: 'HTTP' | 'WebSocket', text: string, variables: Record<string, unknown> = {}): Promise<Result> {
  if (transport === 'HTTP') return send(test.url, text, variables);
  const client = openClient(test.url, 'WebSocket');
  try {
    for await (const result of client.iterate({ query: text, variables })) return result;
    return {};
  } catch (errors) {
    // An operation that was not begun is answered by its errors alone.
    if (Array.isArray(errors)) return { errors };
    throw errors;
  } finally {
    await client.dispose();
  }
}

describe('what is wrong with a request is a member of its result', () => {
  const fine = visualization('fine', movingDot('Fine'));
  const third = (change: Partial<TestVisualization>) => ({ visualizations: [fine, fine, { ...fine, ...change }] });

  it.each<[string, string[], object]>([
    ['no code', ['visualizations', '2', 'manimCode'], third({ manimCode: ' \n' })],
    ['too much code', ['visualizations', '2', 'manimCode'], third({ manimCode: '#'.repeat(limits.codeCharacters + 1) })],
    ['no section', ['visualizations', '2', 'sectionId'], third({ sectionId: '\0' })],
    ['a long section', ['visualizations', '2', 'sectionId'], third({ sectionId: 's'.repeat(limits.sectionIdCharacters + 1) })],
    ['no concept', ['visualizations', '2', 'concept'], third({ concept: '' })],
    ['a long concept', ['visualizations', '2', 'concept'], third({ concept: 'c'.repeat(limits.conceptCharacters + 1) })],
    ['no visualizations', ['visualizations'], { visualizations: [] }],
    ['too many', ['visualizations'], { visualizations: Array(limits.visualizations + 1).fill(fine) }],
    ['nothing known', ['visualizations'], { arxivId: '2401.00001' }],
    ['a broken example', ['visualizations'], { arxivId: BROKEN }],
    ['no id', ['arxivId'], { arxivId: ' ' }],
    ['a wrong id', ['arxivId'], { arxivId: '17060.3762' }],
    ['a wrong key', ['idempotencyKey'], { idempotencyKey: 'two words' }],
    ['a long key', ['idempotencyKey'], { idempotencyKey: 'k'.repeat(256) }],
  ])('%s, with the path of the argument', async (_name, path, input) => {
    const result = await tryStart(test.url, { arxivId: ATTENTION, ...input });
    expect(result).toMatchObject({ __typename: 'InputError', message: expect.stringMatching(/\S/), path: ['input', ...path] });
    expect(result.value?.length ?? 0).toBeLessThan(200);
  });

  it('and the largest that is allowed is allowed', async () => {
    const key = '!'.repeat(255);
    const code = `${movingDot('Large')}#`.padEnd(limits.codeCharacters, '#');
    const largest = visualization('c'.repeat(limits.conceptCharacters), code, 's'.repeat(limits.sectionIdCharacters));
    const result = await tryStart(test.url, { arxivId: ATTENTION, visualizations: [largest], quality: 'LOW', idempotencyKey: key });
    expect(result).toMatchObject({ __typename: 'StartProcessingSuccess', existing: false });
    await query(test.url, 'mutation ($id: ID!) { cancelJob(id: $id) { __typename } }', { id: result.job.id });
  });

  it('an idempotency key that two requests use at once', async () => {
    const ask = (code: string) =>
      tryStart(test.url, { arxivId: ATTENTION, visualizations: [visualization('key', code)], quality: 'LOW', idempotencyKey: 'at-once' });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => ask(index % 2 ? '# one' : '# other')));
    const accepted = answers.filter(({ __typename }) => __typename === 'StartProcessingSuccess');
    expect(accepted).toHaveLength(10);
    expect(new Set(accepted.map(({ job }) => job.id)).size).toBe(1);
    expect(accepted.filter(({ existing }) => !existing)).toHaveLength(1);
    expect(answers.filter(({ __typename }) => __typename === 'ConflictError')).toHaveLength(10);
    await finish(test.url, accepted[0].job.id);
  });

  const retry = (variables: { id: string; manimCode?: string }) =>
    query(
      test.url,
      `mutation ($id: ID!, $manimCode: String) {
        retryVisualization(id: $id, manimCode: $manimCode) { __typename ... on Error { message } ... on InputError { path } }
      }`,
      variables,
    ).then(({ retryVisualization }) => retryVisualization);
  const cancel = (id: string) =>
    query(test.url, 'mutation ($id: ID!) { cancelJob(id: $id) { __typename ... on Error { message } } }', { id }).then(
      ({ cancelJob }) => cancelJob,
    );

  it('a retry of code that cannot work, of what is complete, of what is not there', async () => {
    expect(await retry({ id: failed })).toMatchObject({ __typename: 'ConflictError', message: expect.stringContaining('manimCode') });
    expect(await retry({ id: complete, manimCode: movingDot('Other') })).toMatchObject({ __typename: 'ConflictError' });
    for (const id of [UNKNOWN, jobId, ...MALFORMED]) expect((await retry({ id })).__typename).toBe('NotFoundError');
    for (const manimCode of ['', '\0', '#'.repeat(limits.codeCharacters + 1)]) {
      expect(await retry({ id: failed, manimCode })).toMatchObject({ __typename: 'InputError', path: ['manimCode'] });
    }
  });

  it('a cancellation of what has ended, or is not there', async () => {
    expect(await cancel(jobId)).toMatchObject({ __typename: 'ConflictError', message: expect.stringContaining('completed') });
    for (const id of [UNKNOWN, complete, ...MALFORMED]) expect((await cancel(id)).__typename).toBe('NotFoundError');
  });
});

describe('ids', () => {
  it('that are malformed or unknown name nothing', async () => {
    const text =
      'query ($id: ID!, $arxivId: String!) { job(id: $id) { id } video(id: $id) { id } visualization(id: $id) { id } paper(arxivId: $arxivId) { id } }';
    for (const id of [UNKNOWN, ...MALFORMED]) {
      expect(await query(test.url, text, { id, arxivId: id })).toEqual({ job: null, video: null, visualization: null, paper: null });
    }
  });

  it('are the same in every place, and URLs are absolute', async () => {
    const text = `query ($id: ID!, $arxivId: String!) {
      visualization(id: $id) { id section { id } paper { id arxivId } job { id } video { id url posterUrl } }
      paper(arxivId: $arxivId) { id pdfUrl latestJob { id } sections { id video { id } } }
    }`;
    const { visualization: shown, paper } = await query(test.url, text, { id: complete, arxivId: `arXiv:${ATTENTION}v1` });
    expect(shown).toMatchObject({
      id: complete,
      section: { id: `${ATTENTION}:S1` },
      paper: { id: ATTENTION, arxivId: ATTENTION },
      job: { id: jobId },
    });
    expect(paper.sections[0]).toEqual({ id: `${ATTENTION}:S1`, video: { id: shown.video.id } });
    const prefix = 'https://arxiviz.example/base/files/renders/';
    expect([shown.video.url, shown.video.posterUrl].map((url: string) => url.slice(0, prefix.length))).toEqual([prefix, prefix]);
    const served = await fetch(shown.video.url.replace('https://arxiviz.example/base', test.url));
    expect(served.headers.get('content-type')).toBe('video/mp4');
  });
});

describe('lists', () => {
  const createdAt = new Date('2020-02-02T02:02:02.222Z');
  beforeAll(async () => {
    const { db } = test.program.services;
    const paper = (id: string, title: string, authors: string[]) => {
      const rest = { title, authors, abstract: '', pdfUrl: `https://arxiv.org/pdf/${id}`, createdAt };
      return { id, ...rest, searchText: searchableForm([title, ...authors, id].join('\n')) };
    };
    await db.paper.createMany({
      data: [
        ...Array.from({ length: 25 }, (_, index) => paper(`2001.${10_001 + index}`, `Number ${index}`, ['Grace Hopper'])),
        paper('2002.00001', '100 % of it', ['Émilie du Châtelet']),
        paper('2002.00002', 'snake_case', ['A. Nonymous']),
        paper('2002.00003', 'back\\slash', ['A. Nonymous']),
        paper('2002.00004', 'snakeXcase and 100 of it', ['A. Nonymous']),
      ],
    });
    // Half of them at the very same moment: then the id decides.
    await db.job.createMany({
      data: Array.from({ length: 23 }, (_, index) => ({
        arxivId: '2001.10001',
        quality: 'LOW' as const,
        requestHash: randomUUID(),
        createdAt: index % 2 ? createdAt : new Date(createdAt.getTime() + index),
      })),
    });
  });

  const page = async (field: string, args: string) => {
    const text = `{ ${field}(${args}) { totalCount edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
    return (await query(test.url, text))[field];
  };
  const idsOf = (connection: { edges: { node: { id: string } }[] }) => connection.edges.map(({ node }) => node.id);
  const newestFirst = [{ createdAt: 'desc' as const }, { id: 'desc' as const }];
  const allIds = {
    papers: async () => (await test.program.services.db.paper.findMany({ orderBy: newestFirst })).map(({ id }) => id),
    jobs: async () => (await test.program.services.db.job.findMany({ orderBy: newestFirst })).map(({ id }) => id),
  };

  it.each(['papers', 'jobs'] as const)('%s are walked from the newest to the oldest and back, each once', async (field) => {
    const all = await allIds[field]();
    const forward: string[] = [];
    for (let after = ''; ; ) {
      const connection = await page(field, `first: 4${after}`);
      expect(connection.totalCount).toBe(all.length);
      expect(connection.pageInfo.hasPreviousPage).toBe(forward.length > 0);
      expect(connection.pageInfo.startCursor).toBe(connection.edges[0].cursor);
      forward.push(...idsOf(connection));
      if (!connection.pageInfo.hasNextPage) break;
      after = `, after: "${connection.pageInfo.endCursor}"`;
    }
    expect(forward).toEqual(all);

    const backward: string[] = [];
    for (let before = ''; ; ) {
      const connection = await page(field, `last: 4${before}`);
      backward.unshift(...idsOf(connection));
      if (!connection.pageInfo.hasPreviousPage) break;
      before = `, before: "${connection.pageInfo.startCursor}"`;
    }
    expect(backward).toEqual(all);
  });

  it('are 20 long unless asked otherwise, and may be empty', async () => {
    const all = await allIds.papers();
    expect(idsOf(await page('papers', 'first: null'))).toEqual(all.slice(0, 20));
    expect(idsOf(await page('papers', 'first: 100'))).toEqual(all);
    const none = { edges: [], pageInfo: { hasPreviousPage: false, startCursor: null, endCursor: null } };
    expect(await page('papers', 'first: 0')).toMatchObject({
      ...none,
      totalCount: all.length,
      pageInfo: { ...none.pageInfo, hasNextPage: true },
    });
    expect(await page('papers', 'search: "no such paper"')).toMatchObject({ ...none, totalCount: 0, pageInfo: { hasNextPage: false } });
    expect(await page('jobs', 'status: []')).toMatchObject({ ...none, totalCount: 0 });
  });

  it('between two cursors hold what is between', async () => {
    const all = await allIds.papers();
    const { edges } = await page('papers', 'first: 10');
    const between = `after: "${edges[2].cursor}", before: "${edges[7].cursor}"`;
    expect(idsOf(await page('papers', between))).toEqual(all.slice(3, 7));
    expect(idsOf(await page('papers', `${between}, first: 2`))).toEqual(all.slice(3, 5));
    expect(idsOf(await page('papers', `${between}, last: 2`))).toEqual(all.slice(5, 7));
  });

  it('of jobs have only those with the status that is asked for', async () => {
    expect(idsOf(await page('jobs', 'status: [COMPLETED]'))).toEqual([jobId]);
    expect(await page('jobs', 'status: [QUEUED, COMPLETED], first: 0')).toMatchObject({ totalCount: 24 });
  });

  const forged = (time: string, id: string) => Buffer.from(`${time} ${id}`).toString('base64url');
  const refused: [string, string[]][] = [
    ['first: 101', ['first']],
    ['first: -1', ['first']],
    ['last: 101', ['last']],
    ['last: -1', ['last']],
    ['after: ""', ['after']],
    ['before: "nonsense"', ['before']],
    [`after: "${forged('2020-02-02T02:02:02.222Z', 'no id')}"`, ['after']],
    [`after: "${forged('2020-02-02T02:02:02.222Z', '\\0')}"`, ['after']],
    [`before: "${forged('+275760-09-13T00:00:00.000Z', UNKNOWN)}"`, ['before']],
    [`before: "${forged('0000-01-01T00:00:00.000Z', UNKNOWN)}"`, ['before']],
    [`before: "${cursorOf({ createdAt, id: UNKNOWN })}="`, ['before']],
  ];
  it.each(refused)('refuse %s by its name', async (args, path) => {
    for (const field of ['papers', 'jobs']) {
      const { data, errors } = await send(test.url, `{ ${field}(${args}) { totalCount } }`);
      expect(data).toBeNull();
      expect(errors).toMatchObject([{ message: expect.any(String), extensions: { code: 'BAD_USER_INPUT', path } }]);
    }
  });

  it('of papers are searched by what people know: words of the title, an author, the id', async () => {
    const search = async (text: string) => {
      const found = await query(
        test.url,
        'query ($text: String) { papers(search: $text, first: 100) { totalCount edges { node { id } } } }',
        { text },
      );
      expect(found.papers.totalCount).toBe(found.papers.edges.length);
      return idsOf(found.papers).sort();
    };
    expect(await search('ATTENTION is')).toEqual([ATTENTION]);
    expect(await search(' łukasz ')).toEqual([ATTENTION]);
    expect(await search('émilie du châ')).toEqual(['2002.00001']);
    expect(await search('e\u0301milie')).toEqual(['2002.00001']);
    expect(await search('grace')).toHaveLength(25);
    expect(await search('2001.1000')).toHaveLength(9);
    // Characters that mean something to the database mean themselves.
    expect(await search('100 %')).toEqual(['2002.00001']);
    expect(await search('%')).toEqual(['2002.00001']);
    expect(await search('snake_case')).toEqual(['2002.00002']);
    expect(await search('_')).toEqual(['2002.00002']);
    expect(await search('back\\slash')).toEqual(['2002.00003']);
    expect(await search('\\')).toEqual(['2002.00003']);
    expect(await search("'; --")).toEqual([]);
    expect(await search('snake\0_case')).toEqual(['2002.00002']);
    const all = await allIds.papers();
    expect(await search('')).toHaveLength(all.length);
    expect(await search(' ')).toHaveLength(all.length);
    const { errors } = await send(test.url, `{ papers(search: "${'x'.repeat(limits.searchCharacters + 1)}") { totalCount } }`);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', path: ['search'] } }]);
  });
});

describe.each(['HTTP', 'WebSocket'] as const)('an operation over %s', (transport) => {
  const nested = (levels: number): string => (levels === 0 ? 'id' : `job { visualizations { ${nested(levels - 1)} } }`);
  const turns = (levels: number): string => (levels === 0 ? 'id' : `paper { latestJob { ${turns(levels - 1)} } }`);
  const fields = (count: number) => Array.from({ length: count }, (_, index) => `__typename @include(if: ${index % 2 === 0})`).join(' ');

  it.each([
    ['nested too deep', `{ visualization(id: "x") { job { ${turns(5)} } } }`, 'nested'],
    ['too large in its answer', `{ visualization(id: "x") { ${nested(4)} } }`, 'answer'],
    ['of pages of pages', '{ jobs(first: 100) { edges { node { visualizations { job { visualizations { id } } } } } } }', 'answer'],
    ['of too many fields', `{ ${'health { status } '.repeat(limits.queryFields / 2 + 1)} }`, 'fields'],
    [
      'of too many aliases',
      `{ ${Array.from({ length: limits.queryAliases + 1 }, (_, index) => `a${index}: health { status }`).join(' ')} }`,
      'Aliases',
    ],
    ['of too many tokens', `{ ${fields(limits.queryTokens)} }`, 'Token'],
  ])('%s is refused as a whole', async (_name, text, word) => {
    const { data, errors } = await ask(transport, text);
    expect(data ?? null).toBeNull();
    expect(errors).toHaveLength(1);
    expect(errors?.[0].message).toContain(word);
    expect(errors?.[0].extensions?.code).not.toBe('INTERNAL_SERVER_ERROR');
  });

  it('is measured with its variables, and nothing of it is done when it is too large', async () => {
    const text =
      'query ($first: Int) { jobs(first: $first) { edges { node { visualizations { attemptHistory { number startedAt } } } } } }';
    expect((await ask(transport, text, { first: 1 })).errors).toBeUndefined();
    expect((await ask(transport, text, { first: 100 })).errors?.[0].message).toContain('answer');
    expect((await ask(transport, text, { first: 2 })).errors).toBeUndefined();

    const { db } = test.program.services;
    const before = await db.job.count();
    const mutation = `mutation { startProcessing(input: { arxivId: "${ATTENTION}", force: true }) { ... on StartProcessingSuccess { job { visualizations { ${nested(3)} } } } } }`;
    expect((await ask(transport, mutation)).errors).toHaveLength(1);
    expect(await db.job.count()).toBe(before);
  });

  it.each([
    ['itself', 'subscription { jobProgress(jobId: "x") @skip(if: true) { seq } }'],
    ['with what holds it', 'subscription { ... @include(if: false) { jobProgress(jobId: "x") { seq } } }'],
    ['in a fragment', 'subscription { ...all } fragment all on Subscription { ...all jobProgress(jobId: "x") @skip(if: true) { seq } }'],
  ])('may not be a subscription whose field is left out, %s', async (_name, text) => {
    const { errors } = await ask(transport, text);
    expect(errors?.map(({ message }: { message: string }) => message)).toContainEqual(expect.stringContaining('nothing to follow'));
  });

  it.each([
    ['query ($value: String) { papers(search: $value) { totalCount } }', 5, 'Variable "$value" got invalid value 5'],
    ['query ($value: Int) { papers(first: $value) { totalCount } }', 1e12, 'non 32-bit'],
    ['mutation ($value: StartProcessingInput!) { startProcessing(input: $value) { __typename } }', { arxivId: {} }, '"value.arxivId"'],
    ['mutation ($value: Quality!) { startProcessing(input: { arxivId: "x", quality: $value }) { __typename } }', 'BEST', '"Quality"'],
  ])('is told which of its variables is wrong: %s', async (text, value, told) => {
    const { errors } = await ask(transport, text, { value });
    expect(errors).toMatchObject([{ message: expect.stringContaining(told) }]);
  });

  it('may be a subscription that is refused once', async () => {
    const text = `subscription ($id: ID!) { jobProgress(jobId: $id) { job { visualizations { ${nested(3)} } } } }`;
    const client = openClient(test.url, transport === 'HTTP' ? 'SSE' : 'WebSocket');
    const results: Result[] = [];
    for await (const result of client.iterate({ query: text, variables: { id: jobId } })) results.push(result);
    await client.dispose();
    expect(results).toMatchObject([{ errors: [{ message: expect.stringContaining('answer') }] }]);
  });

  it('may ask for the schema, as GraphiQL does', async () => {
    const { data, errors } = await ask(
      transport,
      getIntrospectionQuery({ inputValueDeprecation: true, schemaDescription: true, specifiedByUrl: true }),
    );
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ __schema: { subscriptionType: { name: 'Subscription' } } });
  });

  it('that breaks unexpectedly tells no more than where the log has it', async () => {
    const { db } = test.program.services;
    await db.$executeRaw`ALTER TABLE "RenderFailure" RENAME TO "away"`;
    const { data, errors } = await ask(transport, `{ health { version } job(id: "${jobId}") { visualizations { failure { message } } } }`);
    await db.$executeRaw`ALTER TABLE "away" RENAME TO "RenderFailure"`;
    expect(data).toMatchObject({ health: { version: expect.any(String) } });
    expect(errors?.[0].extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', errorId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(errors?.[0].message).toContain(errors?.[0].extensions.errorId);
    expect(JSON.stringify(errors)).not.toMatch(/prisma|RenderFailure|relation/i);
  });
});

describe('GraphQL over HTTP', () => {
  it('answers a query that is asked with GET', async () => {
    const response = await get({ query: 'query ($id: ID!) { job(id: $id) { id } }', variables: JSON.stringify({ id: jobId }) });
    expect(await response.json()).toEqual({ data: { job: { id: jobId } } });
  });

  it.each(['application/json', 'text/event-stream', 'application/graphql-response+json'])(
    'does no mutation with GET, for a client that accepts %s',
    async (accept) => {
      const id = await waitingJob();
      for (const text of [
        `mutation { cancelJob(id: "${id}") { __typename } }`,
        `query A { __typename } mutation B { cancelJob(id: "${id}") { __typename } }`,
      ]) {
        const response = await get({ query: text, operationName: text.startsWith('query') ? 'B' : '' }, { accept });
        expect(response.status).toBe(405);
        expect(await response.text()).toContain('POST');
      }
      expect(await query(test.url, 'query ($id: ID!) { job(id: $id) { status } }', { id })).toEqual({ job: { status: 'QUEUED' } });
    },
  );

  const typename = JSON.stringify({ query: '{ __typename }' });
  it.each([
    'text/plain',
    'text/plain; application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/graphql',
    'application/jsonp',
  ])('reads no %s', async (type) => {
    const response = await post(typename, { 'content-type': type });
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 415,
      body: { errors: [{ message: expect.stringContaining('application/json'), extensions: { code: 'BAD_REQUEST' } }] },
    });
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{}',
    '"{ __typename }"',
    '{"query": 1}',
    '{"query": "{ __typename }", "variables": "x"}',
    '{"query": "{ __typename }", "variables": []}',
    '{"query": "{ __typename }", "__proto__": {"x": 1}}',
    '{"query": "query A { __typename } query B { __typename }"}',
    `[${typename}, ${typename}]`,
  ])('refuses %j as a body', async (body) => {
    const response = await post(body);
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 400,
      body: { errors: [{ message: expect.any(String), extensions: expect.any(Object) }] },
    });
  });

  it.each(['{}', '[]', 'null', '3'])('says of %s that it holds no operation, not that it is no JSON', async (body) => {
    expect(await (await post(body)).json()).toMatchObject({ errors: [{ message: 'The body must be a JSON object with "query" in it.' }] });
  });

  it('refuses parameters that are no JSON', async () => {
    for (const name of ['variables', 'extensions']) {
      const response = await get({ query: '{ __typename }', [name]: '{' });
      expect({ status: response.status, body: await response.json() }).toMatchObject({
        status: 400,
        body: { errors: [{ message: expect.stringContaining(name) }] },
      });
    }
  });

  it('reads no body that is too large', async () => {
    const response = await post(typename.padEnd(limits.bodyBytes + 1));
    expect({ status: response.status, body: await response.json() }).toMatchObject({
      status: 413,
      body: { errors: [{ message: expect.any(String) }] },
    });
  });

  it('has no failure for a HEAD', async () => {
    expect((await fetch(`${test.url}/graphql`, { method: 'HEAD' })).status).toBe(405);
  });

  it('lets the pages of allowed sites in, and no others', async () => {
    const allowed = await post(typename, { origin: APP });
    expect(allowed.headers.get('access-control-allow-origin')).toBe(APP);
    expect(allowed.headers.get('vary')).toContain('Origin');
    for (const origin of ['https://evil.example', `${APP}.evil.example`, 'null', 'http://localhost:3000', 'http://app.example']) {
      const response = await post(typename, { origin });
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    }
    const preflight = (origin: string) =>
      fetch(`${test.url}/graphql`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type, last-event-id' },
      });
    const asked = await preflight(APP);
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe(APP);
    expect(asked.headers.get('access-control-allow-methods')).toContain('POST');
    expect(asked.headers.get('access-control-allow-headers')).toContain('content-type');
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('lets, unless told otherwise, the pages of this machine and its own in', () => {
    const isAllowed = originPolicy(null);
    expect(isAllowed('http://localhost:3000', '127.0.0.1:8000')).toBe(true);
    expect(isAllowed('http://[::1]:3000', '127.0.0.1:8000')).toBe(true);
    expect(isAllowed('https://arxiviz.example', 'arxiviz.example')).toBe(true);
    for (const origin of ['https://evil.example', 'http://localhost.evil.example', 'http://127.0.0.1.evil.example', 'null', 'nonsense']) {
      expect(isAllowed(origin, 'arxiviz.example')).toBe(false);
    }
    expect(originPolicy(['*'])('https://any.example', '')).toBe(true);
  });
});

describe('GraphQL over WebSocket', () => {
  const connect = (origin?: string) =>
    new WebSocket(`${test.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', origin ? { origin } : {});

  it('is open to the pages of allowed sites and to programs, and to no others', async () => {
    for (const origin of [undefined, APP]) {
      const socket = connect(origin);
      await once(socket, 'open');
      socket.close();
    }
    for (const origin of ['https://evil.example', 'null', 'http://localhost:3000']) {
      const [refusal] = await once(connect(origin), 'unexpected-response').then(([_request, response]) => [response.statusCode]);
      expect(refusal).toBe(401);
    }
  });

  it('has room for a hundred operations on a socket, and again when one of them ends', async () => {
    const id = await waitingJob();
    const socket = connect();
    await once(socket, 'open');
    const answers: { id: string; type: string; payload: unknown }[] = [];
    const waiting = new Set<() => void>();
    socket.on('message', (data) => {
      answers.push(JSON.parse(String(data)));
      for (const look of waiting) look();
    });
    const answer = (wanted: string) =>
      new Promise<(typeof answers)[number]>((resolve) => {
        const look = () => {
          const found = answers.find((one) => one.id === wanted);
          if (found) resolve(found);
        };
        waiting.add(look);
        look();
      });
    const say = (message: object) => socket.send(JSON.stringify(message));
    const subscribe = (name: string) =>
      say({
        id: name,
        type: 'subscribe',
        payload: { query: 'subscription ($id: ID!) { jobProgress(jobId: $id) { seq } }', variables: { id } },
      });

    say({ type: 'connection_init' });
    await once(socket, 'message');
    for (let index = 1; index <= limits.subscriptionsPerSocket; index += 1) subscribe(`in ${index}`);
    subscribe('one too many');
    expect(await answer('one too many')).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(answers.filter(({ id: name }) => name !== undefined)).toHaveLength(1);

    say({ id: 'in 1', type: 'complete' });
    say({ id: 'a query', type: 'subscribe', payload: { query: '{ __typename }' } });
    expect(await answer('a query')).toMatchObject({ type: 'next', payload: { data: { __typename: 'Query' } } });
    socket.terminate();
  });

  it('reads no message that is too large, and none that is nonsense', async () => {
    for (const [message, code] of [
      [JSON.stringify({ type: 'ping', payload: { x: 'x'.repeat(limits.bodyBytes) } }), 1009],
      ['nonsense', 4400],
      ['{"type": "nonsense"}', 4400],
      ['{"type": "connection_ack"}', 4400],
    ] as const) {
      const socket = connect();
      await once(socket, 'open');
      socket.send(message);
      const [closed] = await once(socket, 'close');
      expect(closed).toBe(code);
    }
  });
});

describe('the audits of GraphQL over HTTP', () => {
  // They are listed before there is a server, and ask it for its address when they run.
  for (const audit of serverAudits({ url: () => `${test.url}/graphql` })) {
    it(audit.name, async () => {
      const result = await audit.fn();
      expect(result.status, 'reason' in result ? result.reason : '').toBe('ok');
    });
  }
});
