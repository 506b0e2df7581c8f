import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryWakeups, createRedisWakeups, type Wakeups } from '../src/pubsub.ts';
import { eventually } from './support/eventually.ts';
import { startRedis } from './support/redis-server.ts';

/** `other`: another process's end of the same wake-ups, which for one process alone is the same. */
const implementations: { name: string; open(): Promise<{ wakeups: Wakeups; other: Wakeups; close(): Promise<void> }> }[] = [
  {
    name: 'memory',
    async open() {
      const wakeups = createMemoryWakeups();
      return { wakeups, other: wakeups, close: () => wakeups.close() };
    },
  },
  {
    name: 'Redis',
    async open() {
      const server = await startRedis();
      const open = () => createRedisWakeups(server.url, () => {});
      const [wakeups, other] = await Promise.all([open(), open()]);
      return {
        wakeups,
        other,
        async close() {
          await Promise.all([wakeups.close(), other.close()]);
          await server.close();
        },
      };
    },
  },
];

describe.each(implementations)('wake-ups over $name', ({ open }) => {
  let opened: Awaited<ReturnType<typeof open>>;
  let wakeups: Wakeups;
  beforeAll(async () => {
    opened = await open();
    wakeups = opened.wakeups;
  });
  afterAll(() => opened.close());

  /** Resolves when all that was published before has been delivered to earlier subscribers: messages keep their order. */
  async function delivered(): Promise<void> {
    const last = Promise.withResolvers<void>();
    const unsubscribe = await wakeups.subscribe('job', (id) => {
      if (id === 'last') last.resolve();
    });
    await opened.other.publish('job', 'last');
    await last.promise;
    unsubscribe();
  }

  it('reach everyone who has subscribed by then, in order, here and elsewhere', async () => {
    const heard: string[][] = [[], []];
    const ends = await Promise.all([
      wakeups.subscribe('job', (id) => heard[0]?.push(id)),
      opened.other.subscribe('job', (id) => heard[1]?.push(id)),
    ]);
    const ids = Array.from({ length: 50 }, (_, index) => `job ${index}`);
    for (const id of ids) await wakeups.publish('job', id);
    await eventually(() => expect(heard).toEqual([ids, ids]));
    for (const end of ends) end();
  });

  it('of one topic are not heard by those who follow another', async () => {
    const heard: string[] = [];
    const end = await wakeups.subscribe('render-abandoned', (id) => heard.push(id));
    await wakeups.publish('job', 'a job');
    await wakeups.publish('render-abandoned', 'a render');
    await delivered();
    expect(heard).toEqual(['a render']);
    end();
  });

  it('stop when the subscription ends, for this subscriber alone', async () => {
    const heard: string[] = [];
    const [end, endOther] = await Promise.all([
      wakeups.subscribe('job', (id) => heard.push(`left: ${id}`)),
      wakeups.subscribe('job', (id) => heard.push(`stayed: ${id}`)),
    ]);
    end();
    end();
    await wakeups.publish('job', 'after');
    await delivered();
    expect(heard.filter((line) => line.endsWith('after'))).toEqual(['stayed: after']);
    endOther();
  });

  it('reach a thousand subscribers, and are no error without any', async () => {
    await wakeups.publish('render-abandoned', 'nobody listens');
    let heard = 0;
    const subscribe = () =>
      wakeups.subscribe('render-abandoned', (id) => {
        if (id === 'a render') heard += 1;
      });
    const ends = await Promise.all(Array.from({ length: 1000 }, subscribe));
    await wakeups.publish('render-abandoned', 'a render');
    await eventually(() => expect(heard).toBe(1000));
    for (const end of ends) end();
  });

  it('answer their check', () => wakeups.check());
});
