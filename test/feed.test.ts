import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { EventSource } from 'eventsource';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import type { JobEventType } from '../src/db/generated/prisma/enums.ts';
import { change } from '../src/events.ts';
import { eventually } from './support/eventually.ts';
import { finish, follow, openClient, query, type SeenEvent, send, start, type Transport, transports } from './support/graphql.ts';
import { openProgram, type TestProgram } from './support/program.ts';
import { createQuietJob, emit as emitEvents } from './support/quiet-job.ts';
import { dividesByZero, movingDot, visualization } from './support/scenes.ts';
import { allEvents, eventsOf, openStream } from './support/sse.ts';

const UNKNOWN = '01890000-0000-7000-8000-000000000000';
const subscription = 'subscription ($id: ID!, $after: Int) { jobProgress(jobId: $id, after: $after) { seq type } }';

let test: TestProgram;
beforeAll(async () => {
  test = await openProgram();
});
afterAll(() => test.close());

const quietJob = (manimCode?: string) => createQuietJob(test.program.services, manimCode);
const emit = (id: string, ...types: JobEventType[]) => emitEvents(test.program.services, id, ...types);

/** Gives the one visualization of the job a section of its paper. */
async function placeVisualization(jobId: string): Promise<string> {
  const { db } = test.program.services;
  const paper = {
    id: '1706.03762',
    title: 'A paper',
    authors: [],
    abstract: '',
    pdfUrl: 'https://arxiv.org/pdf/1706.03762',
    searchText: '',
  };
  await db.paper.upsert({ where: { id: paper.id }, create: paper, update: {} });
  const section = { localId: 'S1', title: 'One', content: '', level: 1, orderIndex: 0, equations: [], paperId: paper.id };
  const { id: sectionId } = await db.section.upsert({
    where: { id: `${paper.id}:S1` },
    create: { id: `${paper.id}:S1`, ...section },
    update: {},
  });
  const { id } = await db.visualization.findFirstOrThrow({ where: { jobId } });
  await db.job.update({ where: { id: jobId }, data: { arxivId: paper.id, paperId: paper.id } });
  await db.visualization.update({ where: { id }, data: { sectionId } });
  return id;
}

const steps = (count: number): JobEventType[] => Array(count).fill('STEP');
const seqs = (events: { seq: number }[]) => events.map(({ seq }) => seq);
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** A job of five events that has ended. */
async function endedJob(): Promise<string> {
  const id = await quietJob();
  await emit(id, ...steps(3), 'FAILED');
  return id;
}

interface JobProgress extends Record<string, unknown> {
  jobProgress: { seq: number; visualizationId: string | null };
}

const followers = () => test.program.services.feed.followers;

describe('server-sent events', () => {
  const open = (id: string, options: { text?: string; after?: number; headers?: Record<string, string>; signal?: AbortSignal } = {}) =>
    openStream(test.url, options.text ?? subscription, { id, after: options.after }, options);

  it('carry their seq as id, whatever was selected', async () => {
    const id = await endedJob();
    for (const selection of ['type', 'number: seq seq: progress', '__typename', 'job { id }']) {
      const text = `subscription ($id: ID!) { progress: jobProgress(jobId: $id) { ${selection} } }`;
      const events = await allEvents(await open(id, { text }));
      expect(events.map(({ id, event }) => [id, event])).toEqual([...upTo(5).map((seq) => [String(seq), 'next']), [null, 'complete']]);
    }
  });

  it('are sent to whoever accepts them, by whatever name', async () => {
    const id = await endedJob();
    for (const accept of ['text/event-stream', '*/*', 'text/*', 'application/json;q=0.1, text/event-stream']) {
      const response = await open(id, { headers: { accept } });
      expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
      expect(response.headers.get('cache-control')).toContain('no-cache');
      expect((await allEvents(response)).map((event) => event.id)).toEqual(['1', '2', '3', '4', '5', null]);
    }
    expect((await open(id, { headers: { accept: 'application/json' } })).status).toBe(406);
  });

  it('go on after the id that a client saw last, rather than after its argument', async () => {
    const id = await endedJob();
    const ids = async (lastEventId: string, after: number) =>
      (await allEvents(await open(id, { after, headers: { 'last-event-id': lastEventId } }))).map((event) => event.id);
    expect(await ids('3', 0)).toEqual(['4', '5', null]);
    expect(await ids('1', 4)).toEqual(['2', '3', '4', '5', null]);
    expect(await ids('0', 4)).toEqual(['1', '2', '3', '4', '5', null]);
    // What is no number of ours says nothing.
    for (const nonsense of ['abc', '-1', '1e0', ' ', '99999999999999999999']) expect(await ids(nonsense, 3)).toEqual(['4', '5', null]);
  });

  it('tell a client that has seen the last one not to come back', async () => {
    const id = await endedJob();
    for (const lastEventId of ['5', '6', '999999999']) {
      const response = await open(id, { headers: { 'last-event-id': lastEventId } });
      expect({ status: response.status, text: await response.text() }).toEqual({ status: 204, text: '' });
    }
    // One that never was here is answered with an end, and one whose job goes on with what comes.
    expect(await allEvents(await open(id, { after: 5 }))).toEqual([{ id: null, event: 'complete', data: null }]);
    const live = await quietJob();
    const waiting = await open(live, { headers: { 'last-event-id': '1' } });
    await emit(live, 'FAILED');
    expect((await allEvents(waiting)).map((event) => event.id)).toEqual(['2', null]);
  });

  it('are read by an EventSource, which stops by itself after the last one', async () => {
    const id = await quietJob();
    const parameters = new URLSearchParams({ query: subscription, variables: JSON.stringify({ id }) });
    const source = new EventSource(`${test.url}/graphql?${parameters}`);
    const seen: string[] = [];
    const opened = once(source, 'open');
    source.addEventListener('next', ({ lastEventId }) => seen.push(lastEventId));
    await opened;
    await emit(id, ...steps(2), 'FAILED');
    await eventually(() => expect(source.readyState).toBe(source.CLOSED));
    expect(seen).toEqual(['1', '2', '3', '4']);
  });
});

describe.each(transports)('a follower over %s', (transport) => {
  const followed = (id: string, options: { after?: number; enough?: (event: SeenEvent) => boolean } = {}) =>
    follow(test.url, id, { transport, ...options });

  /** What a subscription that cannot be is answered with, to its end. */
  async function refusal(variables: Record<string, unknown>): Promise<unknown[]> {
    const client = openClient(test.url, transport);
    const results: unknown[] = [];
    for await (const result of client.iterate({ query: subscription, variables })) results.push(result);
    await client.dispose();
    return results;
  }

  it('of a job that is not there gets one error and the end', async () => {
    for (const id of [UNKNOWN, '', 'nope', '\0', `${UNKNOWN}0`]) {
      expect(await refusal({ id })).toMatchObject([{ errors: [{ extensions: { code: 'NOT_FOUND' } }] }]);
    }
    expect(followers()).toBe(0);
  });

  it('that asks for events before the first gets one error and the end', async () => {
    for (const id of [UNKNOWN, await endedJob()]) {
      for (const after of [-1, -2_147_483_648]) {
        expect(await refusal({ id, after })).toMatchObject([{ errors: [{ extensions: { code: 'BAD_USER_INPUT', path: ['after'] } }] }]);
      }
    }
  });

  it('gets what happens while it is there, and the end with the job', async () => {
    const id = await quietJob();
    // However the id is spelled.
    const following = followed(id.toUpperCase());
    await eventually(() => expect(followers()).toBe(1));
    await emit(id, 'STARTED');
    await emit(id, ...steps(2));
    await emit(id, 'FAILED');
    const events = await following;
    expect(events.map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'QUEUED'],
      [2, 'STARTED'],
      [3, 'STEP'],
      [4, 'STEP'],
      [5, 'FAILED'],
    ]);
  });

  it('that is ahead of a live job waits, and of an ended one does not', async () => {
    const id = await quietJob();
    const following = followed(id, { after: 3 });
    await eventually(() => expect(followers()).toBe(1));
    await emit(id, ...steps(2));
    await emit(id, 'FAILED');
    expect(seqs(await following)).toEqual([4]);
    expect(await followed(id, { after: 4 })).toEqual([]);
    expect(await followed(id, { after: 2_147_483_647 })).toEqual([]);
  });

  it('that comes late gets everything, however much it is', async () => {
    const id = await quietJob();
    for (let batch = 0; batch < 7; batch += 1) await emit(id, ...steps(100));
    const early = followed(id);
    await eventually(() => expect(followers()).toBe(1));
    await emit(id, ...steps(298));
    const late = followed(id);
    const later = followed(id, { after: 990 });
    await eventually(() => expect(followers()).toBe(3));
    await emit(id, 'FAILED');
    expect(seqs(await early)).toEqual(upTo(1000));
    expect(seqs(await late)).toEqual(upTo(1000));
    expect(seqs(await later)).toEqual(upTo(1000, 991));
    expect(seqs(await followed(id, { after: 500 }))).toEqual(upTo(1000, 501));
  });

  it('among many gets what all get', async () => {
    const id = await quietJob();
    const following = Array.from({ length: 30 }, () => followed(id));
    await eventually(() => expect(followers()).toBe(30));
    for (let batch = 0; batch < 10; batch += 1) await emit(id, ...steps(3));
    await emit(id, 'FAILED');
    for (const events of await Promise.all(following)) expect(seqs(events)).toEqual(upTo(32));
  });

  it('hears of what another process wrote, though nobody woke it', async () => {
    const id = await quietJob();
    const following = followed(id);
    await eventually(() => expect(followers()).toBe(1));
    const { db, wakeups, outbox } = test.program.services;
    const silent = { ...wakeups, publish: async () => {} };
    await change({ db, wakeups: silent, outbox }, async ({ job: open }) => {
      const job = await open(id);
      Object.assign(job.row, { status: 'FAILED', error: 'Elsewhere.', finishedAt: new Date() });
      job.emit('FAILED');
    });
    expect(seqs(await following)).toEqual([1, 2]);
  });

  it('among many costs no query unless its selection needs one, and that once for all', async () => {
    const id = await quietJob();
    const visualizationId = await placeVisualization(id);
    const query = vi.spyOn(pg.Client.prototype, 'query');
    const queriesFor = async (count: number, selection: string) => {
      const text = `subscription ($id: ID!, $after: Int) { jobProgress(jobId: $id, after: $after) { seq visualizationId ${selection} } }`;
      const { lastSeq } = await test.program.services.db.job.findUniqueOrThrow({ where: { id } });
      const clients = Array.from({ length: count }, () => openClient(test.url, transport));
      const seen = clients.map(async (client, index) => {
        // Where each of them begins is its own affair.
        for await (const { data } of client.iterate<JobProgress>({ query: text, variables: { id, after: lastSeq + (index % 2) } })) {
          if (data?.jobProgress.visualizationId) return data.jobProgress;
        }
      });
      await eventually(() => expect(followers()).toBe(count));
      await emit(id, 'STEP');
      query.mockClear();
      await change(test.program.services, async ({ job }) => (await job(id)).emit('VISUALIZATION_STARTED', { visualizationId }));
      const [first, ...others] = await Promise.all(seen);
      for (const other of others) expect(other).toEqual(first);
      for (const client of clients) await client.dispose();
      await eventually(() => expect(followers()).toBe(0));
      const texts = query.mock.calls.map(([call]) => String(Reflect.get(Object(call), 'text') ?? call));
      return texts.filter((sql) => /^SELECT .*"(Visualization|Section|Video|Paper|Render)"/.test(sql)).length;
    };
    expect(await queriesFor(20, 'type at status progress currentStep sectionsTotal videoId')).toBe(0);
    const rows =
      'visualization { concept section { title video { url } visualizations { id } } job { paper { title sections { title } } } }';
    const once = await queriesFor(1, rows);
    expect(once).toBeGreaterThan(2);
    expect(await queriesFor(20, rows)).toBe(once);
    query.mockRestore();
  });

  it('is forgotten as soon as it leaves', async () => {
    const id = await quietJob();
    await emit(id, ...steps(500));
    for (const seq of [1, 250, 501]) {
      await Promise.all(Array.from({ length: 5 }, () => followed(id, { enough: (event) => event.seq === seq })));
      await eventually(() => expect(followers()).toBe(0));
    }
  });
});

describe('a job that is retried', () => {
  it('has one end in each run, and a follower from the start sees both', async () => {
    const id = await start(test.url, [visualization('again', `${dividesByZero}\n# to be retried`)]);
    const first = await finish(test.url, id);
    expect(first.at(-1)).toMatchObject({ type: 'FAILED', status: 'FAILED', progress: 1 });
    const { job } = await query(test.url, 'query ($id: ID!) { job(id: $id) { visualizations { id } } }', { id });
    const retried = await send(
      test.url,
      'mutation ($id: ID!, $code: String) { retryVisualization(id: $id, manimCode: $code) { __typename } }',
      {
        id: job.visualizations[0].id,
        code: movingDot('Retried'),
      },
    );
    expect(retried.data).toEqual({ retryVisualization: { __typename: 'RetryVisualizationSuccess' } });

    const all = await follow(test.url, id);
    expect(all.slice(0, first.length)).toEqual(first);
    expect(all[first.length]).toMatchObject({ type: 'REOPENED', status: 'PROCESSING' });
    expect(all.at(-1)).toMatchObject({ type: 'COMPLETED', status: 'COMPLETED', progress: 1 });
    expect(seqs(all)).toEqual(upTo(all.length));
    // Whoever had seen the end of the first run goes on from there.
    expect(await follow(test.url, id, { transport: 'WebSocket', after: first.length })).toEqual(all.slice(first.length));
  });

  it('is gone on with in a process that did not hear of it, and whose other followers are still reading of the first run', async () => {
    const id = await endedJob();
    const { services } = test.program;
    // Nobody asks it for more, so that the process goes on to follow a job that it takes for ended.
    const unread = await services.feed.follow(id, 0);
    const silent = { ...services, wakeups: { ...services.wakeups, publish: async () => {} } };
    await emitEvents(silent, id, 'REOPENED', 'STEP');
    const following = follow(test.url, id, { after: 5 });
    await eventually(() => expect(followers()).toBe(2));
    await emit(id, 'FAILED');
    expect(seqs(await following)).toEqual([6, 7, 8]);
    expect((await unread.next()).value.seq).toBe(1);
    await unread.return();
  });

  it('goes on over an end that was read together with what came after it', async () => {
    const id = await quietJob();
    // Ahead of the job, so that the end of the first run is the first event it is sent; and that is the last of a page.
    const following = follow(test.url, id, { after: 200 });
    await eventually(() => expect(followers()).toBe(1));
    await emit(id, ...steps(199), 'FAILED', 'REOPENED', 'STEP', 'FAILED');
    expect(seqs(await following)).toEqual([201, 202, 203, 204]);
  });

  it('shows in an event what was, and in its job what is', async () => {
    const id = await endedJob();
    const text = 'subscription ($id: ID!) { jobProgress(jobId: $id) { seq status job { status lastSeq } visualization { id } } }';
    const [queued] = await allEvents(await openStream(test.url, text, { id }));
    expect(queued?.data.data.jobProgress).toEqual({ seq: 1, status: 'QUEUED', job: { status: 'FAILED', lastSeq: 5 }, visualization: null });
  });
});

/** A socket on which operations can be sent. */
async function openSocket(url: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init' }));
  await once(socket, 'message');
  return socket;
}

const subscribeMessage = (id: string, text: string, variables = {}) =>
  JSON.stringify({ id, type: 'subscribe', payload: { query: text, variables } });

/** Answers the function with which the client leaves. */
async function followWithoutReading(id: string, transport: Transport, text: string): Promise<() => void> {
  if (transport === 'WebSocket') {
    const socket = await openSocket(test.url);
    socket.pause();
    socket.send(subscribeMessage('1', text, { id }));
    return () => socket.terminate();
  }
  const parameters = new URLSearchParams({ query: text, variables: JSON.stringify({ id }) });
  const unread = request(`${test.url}/graphql?${parameters}`, { headers: { accept: 'text/event-stream' } }).end();
  await once(unread, 'response');
  return () => unread.destroy();
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Bytes that this process still has a use for. */
function usedMemory(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('clients that behave badly', () => {
  const address = (id: string, text: string) =>
    `${test.url}/graphql?${new URLSearchParams({ query: text, variables: JSON.stringify({ id }) })}`;

  it('and read nothing for a while, keep nobody waiting and miss nothing', async () => {
    // Each event brings all of the code with it, so that a few of them fill whatever is between the server and a client.
    const id = await quietJob('#'.repeat(100_000));
    const heavy = 'subscription ($id: ID!) { jobProgress(jobId: $id) { seq job { visualizations { manimCode } } } }';
    const slowRequest = request(address(id, heavy), { headers: { accept: 'text/event-stream' } }).end();
    const [slow]: IncomingMessage[] = await once(slowRequest, 'response');
    const slowClient = openClient(test.url, 'WebSocket');
    const slowIterator = slowClient.iterate<{ jobProgress: { seq: number } }>({ query: heavy, variables: { id } });
    expect((await slowIterator.next()).value?.data?.jobProgress.seq).toBe(1);
    await eventually(() => expect(followers()).toBe(2));

    const fast = follow(test.url, id);
    await eventually(() => expect(followers()).toBe(3));
    for (let batch = 0; batch < 30; batch += 1) await emit(id, ...steps(10));
    await emit(id, 'FAILED');
    expect(seqs(await fast)).toEqual(upTo(302));

    // Only now do the slow ones read.
    let text = '';
    for await (const chunk of slow?.setEncoding('utf8') ?? []) text += chunk;
    expect([...text.matchAll(/^id: (\d+)$/gm)].map(([, seq]) => Number(seq))).toEqual(upTo(302));
    expect(text.trimEnd().endsWith('event: complete\ndata:')).toBe(true);
    const rest: number[] = [];
    for await (const { data } of slowIterator) if (data) rest.push(data.jobProgress.seq);
    expect(rest).toEqual(upTo(302, 2));
    await slowClient.dispose();
  });

  it.each(transports)('and never read over %s, hold no more memory than a few events', async (transport) => {
    const id = await quietJob('#'.repeat(100_000));
    const heavy = 'subscription ($id: ID!) { jobProgress(jobId: $id) { seq job { visualizations { manimCode } } } }';
    const leave = await Promise.all(Array.from({ length: 4 }, () => followWithoutReading(id, transport, heavy)));
    await eventually(() => expect(followers()).toBe(4));
    const before = usedMemory();
    // 160 MB for the four together, of which the kernel may take some.
    for (let batch = 0; batch < 40; batch += 1) {
      await emit(id, ...steps(10));
      // Nobody else is kept waiting.
      if (batch % 10 === 0) await follow(test.url, id, { after: batch * 10, enough: ({ seq }) => seq === batch * 10 + 11 });
    }
    await eventually(() => expect(usedMemory() - before).toBeLessThan(20_000_000));
    expect(followers()).toBe(4);
    for (const each of leave) each();
    await eventually(() => expect(followers()).toBe(0));
  });

  it('and ask without reading the answers, are asked to wait', async () => {
    const socket = await openSocket(test.url);
    socket.pause();
    const before = usedMemory();
    // Each ping is answered with what it says: 200 MB.
    const ping = JSON.stringify({ type: 'ping', payload: { text: '#'.repeat(100_000) } });
    for (let index = 0; index < 2000; index += 1) socket.send(ping);
    // What this side could not send yet is its own.
    await query(test.url, '{ health { status } }');
    const own = () => socket.bufferedAmount;
    await eventually(() => expect(usedMemory() - before - own()).toBeLessThan(20_000_000));
    expect(own()).toBeGreaterThan(100_000_000);
    socket.terminate();
  });

  it('and use an id again before it was answered, are forgotten when they leave', async () => {
    const id = await quietJob();
    const socket = await openSocket(test.url);
    for (let round = 0; round < 300; round += 1) {
      socket.send(subscribeMessage('same', subscription, { id }));
      socket.send(JSON.stringify({ id: 'same', type: 'complete' }));
    }
    // One that comes while a hundred are beginning is refused.
    let tries = 0;
    await eventually(() => {
      tries += 1;
      if (followers() === 0) socket.send(subscribeMessage(`last ${tries}`, subscription, { id }));
      expect(followers()).toBeGreaterThan(0);
    });
    expect(followers()).toBeLessThanOrEqual(100);
    socket.terminate();
    await eventually(() => expect(followers()).toBe(0));
  });

  it('and leave without a word at any moment, are forgotten', async () => {
    const id = await quietJob('#'.repeat(100_000));
    await emit(id, ...steps(100));
    const heavy = 'subscription ($id: ID!) { jobProgress(jobId: $id) { seq job { visualizations { manimCode } } } }';
    const gone: Promise<unknown>[] = [];
    for (let index = 0; index < 20; index += 1) {
      // Before the answer, in the middle of it, and while it waits for the next event.
      const leaving = new AbortController();
      const stream = openStream(test.url, index % 2 ? heavy : subscription, { id }, { signal: leaving.signal });
      if (index < 5) leaving.abort();
      const left = stream.then(async (response) => {
        for await (const { id: seq } of eventsOf(response)) if (index < 15 ? seq === '1' : seq === '101') leaving.abort();
      });
      gone.push(expect(left).rejects.toThrow());
    }
    for (let index = 0; index < 10; index += 1) {
      const socket = new WebSocket(`${test.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
      gone.push(
        once(socket, 'open').then(async () => {
          socket.send(JSON.stringify({ type: 'connection_init' }));
          await once(socket, 'message');
          for (let name = 0; name < 10; name += 1) {
            socket.send(
              JSON.stringify({
                id: String(name),
                type: 'subscribe',
                payload: { query: index % 2 ? heavy : subscription, variables: { id } },
              }),
            );
          }
          if (index > 2) await once(socket, 'message');
          socket.terminate();
        }),
      );
    }
    await Promise.all(gone);
    await eventually(() => expect(followers()).toBe(0));
    // Nothing that happens later reaches for them.
    await emit(id, 'FAILED');
    expect(seqs(await follow(test.url, id, { after: 100 }))).toEqual([101, 102]);
  });
});

describe('a restart of the server', () => {
  it('cuts streams without an end, sends sockets away, and lets clients go on where they were', async () => {
    const id = await start(test.url, [visualization('restarted', movingDot('Restarted', 4))]);
    const parameters = new URLSearchParams({ query: subscription, variables: JSON.stringify({ id }) });
    const source = new EventSource(`${test.url}/graphql?${parameters}`);
    const seen: number[] = [];
    let ends = 0;
    source.addEventListener('next', ({ lastEventId }) => seen.push(Number(lastEventId)));
    source.addEventListener('complete', () => {
      ends += 1;
    });
    await eventually(() => expect(seen.length).toBeGreaterThan(2));

    const waiting = await quietJob();
    const cut = expect(allEvents(await openStream(test.url, subscription, { id: waiting }))).rejects.toThrow();
    const socket = new WebSocket(`${test.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    const closed = once(socket, 'close');
    // One that reads nothing is not waited for.
    const unread = await openSocket(test.url);
    unread.pause();
    for (let name = 0; name < 90; name += 1) {
      unread.send(subscribeMessage(String(name), '{ jobs(first: 100) { nodes { visualizations { manimCode } } } }'));
    }
    const old = test.program.services.feed;
    await test.restart();
    await cut;
    expect((await closed)[0]).toBe(1001);
    expect(old.followers).toBe(0);

    await eventually(() => expect(source.readyState).toBe(source.CLOSED));
    expect(ends).toBe(1);
    expect(seen).toEqual(seqs(await follow(test.url, id)));
    expect((await follow(test.url, id)).at(-1)).toMatchObject({ type: 'COMPLETED' });
  });
});
