import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkRedis } from '../src/cli/doctor/services.ts';
import { readConfig } from '../src/config.ts';
import { createLog, startProgram } from '../src/main.ts';
import { createRedisWakeups, type Wakeups } from '../src/pubsub.ts';
import { createRedisQueues, type Queues } from '../src/queues.ts';
import { requireRedis } from '../src/redis.ts';
import { eventually } from './support/eventually.ts';
import { type Gate, openGate } from './support/gate.ts';
import { portOf } from './support/ports.ts';
import { type RedisServer, startRedis } from './support/redis-server.ts';

const PASSWORD = 'a word: with/odd@characters %41';

let server: RedisServer;
let guarded: RedisServer;
let cluster: RedisServer;
/** As a Redis answers that was started on much data. */
let loading: Server;
let tls: Gate;
beforeAll(async () => {
  const apart = { 'cluster-enabled': 'yes', databases: '1' };
  [server, guarded, cluster] = await Promise.all([startRedis(), startRedis({ requirepass: PASSWORD }), startRedis(apart)]);
  await guarded.client.acl('SETUSER', 'somebody', 'on', '>another word', '~*', '&*', '+@all');
  await guarded.client.acl('SETUSER', 'reader', 'on', '>word', '~*', '&*', '+@all', '-@write');
  loading = createServer((socket) => {
    const answer = (sent: Buffer) =>
      socket.write('-LOADING It is reading its data.\r\n'.repeat(sent.toString().match(/^\*/gm)?.length ?? 0));
    socket.on('data', answer).on('error', () => {});
  });
  await once(loading.listen(0, '127.0.0.1'), 'listening');
  const [cert, key] = await Promise.all(
    ['cert', 'key'].map((name) => readFile(path.join(import.meta.dirname, `support/tls/${name}.pem`), 'utf8')),
  );
  tls = await openGate(guarded.port, { tls: { cert, key } });
  setDefaultCACertificates([...getCACertificates(), cert ?? '']);
});
afterAll(async () => {
  loading.close();
  await tls.close();
  await Promise.all([server, guarded, cluster].map((one) => one.close()));
});

/** The queues and wake-ups of one process. */
interface Opened {
  queues: Queues;
  wakeups: Wakeups;
}

async function withRedis(url: string, test: (opened: Opened) => Promise<void>): Promise<void> {
  const [queues, wakeups] = await Promise.all([createRedisQueues(url, () => {}), createRedisWakeups(url, () => {})]);
  try {
    await test({ queues, wakeups });
  } finally {
    await Promise.all([queues.close(), wakeups.close()]);
  }
}

let entries = 0;
const add = (queues: Queues, jobId: string) => {
  entries += 1;
  return queues.add('process-paper', [{ data: { jobId }, id: `entry ${entries}`, priority: 0 }]);
};

/** Takes work and listens, and answers what came. */
async function listen({ queues, wakeups }: Opened): Promise<{ taken: string[]; heard: string[] }> {
  const taken: string[] = [];
  const heard: string[] = [];
  await queues.work('process-paper', 1, async ({ jobId }) => {
    taken.push(jobId);
  });
  await wakeups.subscribe('job', (id) => heard.push(id));
  return { taken, heard };
}

describe('queues and wake-ups', () => {
  it.each([
    ['a password, in database 3', () => `${guarded.url}/3`],
    ['a user and a password', () => `redis://somebody:another%20word@127.0.0.1:${guarded.port}`],
    ['TLS and a password', () => `rediss://:${encodeURIComponent(PASSWORD)}@localhost:${tls.port}`],
  ])('work with %s', (_name, url) =>
    withRedis(url(), async (opened) => {
      const { taken, heard } = await listen(opened);
      await add(opened.queues, 'a job');
      await opened.wakeups.publish('job', 'a job');
      await eventually(() => expect({ taken, heard }).toEqual({ taken: ['a job'], heard: ['a job'] }));
      await Promise.all([opened.queues.check(), opened.wakeups.check()]);
    }),
  );

  it('of a Redis that is restarted in the middle go on by themselves, with what was queued', () =>
    withRedis(server.fresh(), async (opened) => {
      const { queues, wakeups } = opened;
      const { taken, heard } = await listen(opened);
      let reconnects = 0;
      wakeups.onReconnect(() => {
        reconnects += 1;
      });
      await add(queues, 'before');
      await eventually(() => expect(taken).toEqual(['before']));
      await server.kill();
      // Nobody waits for what is away.
      for (const call of [() => add(queues, 'away'), () => queues.check(), () => wakeups.check(), () => wakeups.publish('job', 'away')]) {
        await expect(call()).rejects.toThrow('Redis cannot be reached.');
      }
      await wakeups.subscribe('job', () => {});
      await server.start();
      await eventually(() => add(queues, 'after'));
      await eventually(() => wakeups.check());
      await eventually(() => wakeups.publish('job', 'after'));
      await eventually(() => expect(taken).toEqual(['before', 'after']));
      await eventually(() => expect(heard).toContain('after'));
      expect(reconnects).toBeGreaterThan(0);
    }));

  it('of a Redis that has gone silent say so, and go on when it speaks again', async () => {
    const gate = await openGate(server.port);
    await withRedis(`redis://127.0.0.1:${gate.port}/9`, async (opened) => {
      const { queues, wakeups } = opened;
      const { taken, heard } = await listen(opened);
      gate.silence();
      await Promise.all([
        expect(add(queues, 'lost')).rejects.toThrow('Redis cannot be reached.'),
        expect(queues.check()).rejects.toThrow('Redis cannot be reached.'),
        expect(wakeups.check()).rejects.toThrow('Redis cannot be reached.'),
        expect(wakeups.publish('job', 'lost')).rejects.toThrow('Redis cannot be reached.'),
      ]);
      gate.open();
      await eventually(() => add(queues, 'again'));
      await eventually(() => expect(taken).toContain('again'));
      await eventually(async () => {
        await wakeups.publish('job', 'again');
        expect(heard).toContain('again');
      });
    });
    await gate.close();
  });

  it('stop while Redis is away, as soon as what they work on is done', async () => {
    const gate = await openGate(server.port);
    const started = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    let done = false;
    await withRedis(`redis://127.0.0.1:${gate.port}/10`, async ({ queues }) => {
      await queues.work('process-paper', 1, async () => {
        started.resolve();
        await finish.promise;
        done = true;
      });
      await add(queues, 'under way');
      await started.promise;
      gate.shut();
      const stopping = queues.stopWorking();
      finish.resolve();
      await stopping;
      expect(done).toBe(true);
    });
    await gate.close();
  });
});

describe('a Redis that takes no writes', () => {
  const config = (name: string, value: string) => () => guarded.client.config('SET', name, value);
  const replicate =
    (...of: string[]) =>
    () =>
      guarded.client.call('REPLICAOF', ...of);
  it.each([
    ['is full', config('maxmemory', '1'), config('maxmemory', '0'), 'its memory is full (maxmemory)'],
    ['is a replica', replicate('127.0.0.1', '1'), replicate('NO', 'ONE'), 'it is a replica'],
  ])('because it %s says so of itself, is refused at the start, and goes on when it takes them again', async (_name, take, give, said) =>
    withRedis(`${guarded.url}/11`, async ({ queues }) => {
      await take();
      await expect(queues.check()).rejects.toThrow(`Redis cannot be used: ${said}`);
      await expect(add(queues, 'refused')).rejects.toThrow(`Redis cannot be used: ${said}`);
      await expect(requireRedis(guarded.url)).rejects.toThrow(`(REDIS_URL) cannot be used: ${said}`);
      await give();
      await queues.check();
      await add(queues, 'taken');
    }),
  );
});

describe('processes with Redis that share an embedded database', () => {
  it('have it as long as one of them is there, and leave none running', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-test-'));
    const config = readConfig({ DATA_DIR: directory, REDIS_URL: server.fresh(), PORT: '0' });
    const startServer = () => startProgram(config, { role: 'api', log: createLog('silent') });
    const first = await startServer();
    const second = await startServer();
    // Who works alone has no place among them.
    const alone = startProgram({ ...config, redisUrl: null }, { role: 'api', log: createLog('silent') });
    await expect(alone).rejects.toThrow('Another arXiviz process works on this database.');
    await first.stop();
    const health = await fetch(`${second.server?.url}/api/health`);
    // It takes jobs, although nobody is there yet to render them.
    expect({ code: health.status, ...(await health.json()) }).toMatchObject({
      ...{ code: 200, status: 'healthy' },
      services: { database: 'connected', renderer: 'degraded' },
    });
    await second.stop();
    expect(existsSync(path.join(directory, 'postgres/cluster/postmaster.pid'))).toBe(false);
    await rm(directory, { recursive: true, force: true });
  });
});

describe('the doctor', () => {
  const look = (url: string) => checkRedis(readConfig({ REDIS_URL: url }));

  it('finds a Redis that can be used', async () => {
    expect(await look(server.url)).toEqual({ what: 'Redis', ok: true, detail: `127.0.0.1:${server.port}` });
  });

  it('warns of one that throws away entries when its memory is full', async () => {
    await guarded.client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    expect(await look(guarded.url)).toMatchObject({ ok: false, detail: expect.stringContaining('allkeys-lru') });
  });

  it('says what is wrong with one that cannot be used', async () => {
    const { ok, detail } = await look(`redis://127.0.0.1:${guarded.port}`);
    expect({ ok, detail }).toEqual({ ok: false, detail: expect.stringContaining('asks for a password') });
  });
});

describe('a Redis that cannot be used is refused', () => {
  it.each([
    ['without its password', () => `redis://127.0.0.1:${guarded.port}`, 'asks for a password'],
    ['with a wrong password', () => `redis://:wrong@127.0.0.1:${guarded.port}`, 'the password in REDIS_URL is wrong'],
    ['with a wrong user', () => `redis://nobody:word@127.0.0.1:${guarded.port}`, 'the password in REDIS_URL is wrong'],
    ['for a database that it has not', () => `${server.url}/1000`, 'no database with the number'],
    ['where there is none', () => 'redis://127.0.0.1:1', 'ECONNREFUSED 127.0.0.1:1.'],
    ['for a user who may not write', () => `redis://reader:word@127.0.0.1:${guarded.port}`, 'the user in REDIS_URL may not do all'],
    ['while it still reads its data', () => `redis://127.0.0.1:${portOf(loading.address())}`, 'it still reads its data from the disk'],
    ['that is one of a cluster', () => cluster.url, 'a queue needs a Redis by itself'],
    [
      'with TLS where there is none',
      () => `rediss://127.0.0.1:${server.port}`,
      'does it speak TLS? If not, REDIS_URL begins with redis://',
    ],
    ['without TLS where there is', () => `redis://localhost:${tls.port}`, 'does it speak TLS? REDIS_URL then begins with rediss://'],
    ['with a certificate for another name', () => `rediss://127.0.0.2:${tls.port}`, /certificate|ECONNREFUSED/],
  ])('%s, saying why', async (_name, url, said) => {
    const refused = requireRedis(url());
    await expect(refused).rejects.toThrow(/^Redis at \S+ \(REDIS_URL\) cannot be used: /);
    await expect(refused).rejects.toThrow(said);
    await expect(refused).rejects.not.toThrow(PASSWORD);
  });
});
