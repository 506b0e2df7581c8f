import { EventEmitter, once } from 'node:events';
import { RedisPubSub } from 'graphql-redis-subscriptions';
import { PubSub } from 'graphql-subscriptions';
import { connectImpatiently, connectPatiently, requireRedis, throwInWords } from './redis.ts';

/** What processes tell each other. A message only wakes its receiver up, who then reads the database: one that is lost costs time, nothing else. */
export interface Topics {
  /** The job has new events. */
  job: string;
  /** Nobody waits for the render any more. */
  'render-abandoned': string;
}
const topics = ['job', 'render-abandoned'] as const satisfies readonly (keyof Topics)[];

export interface Wakeups {
  /** @throws when other processes cannot be reached; it does not wait for them. */
  publish<T extends keyof Topics>(topic: T, id: Topics[T]): Promise<void>;
  /** Resolves once the subscription is in force, with the function that ends it, at once and for good. */
  subscribe<T extends keyof Topics>(topic: T, receive: (id: Topics[T]) => void): Promise<() => void>;
  /** Called after every reconnect, when messages may have been missed. */
  onReconnect(look: () => void): void;
  /** @throws when other processes cannot be reached. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** For one process. */
export function createMemoryWakeups(): Wakeups {
  const eventEmitter = new EventEmitter();
  eventEmitter.setMaxListeners(0);
  const pubsub = new PubSub({ eventEmitter });
  return {
    publish: (topic, id) => pubsub.publish(topic, id),
    async subscribe(topic, receive) {
      const subscription = await pubsub.subscribe(topic, receive);
      return endOnce(() => pubsub.unsubscribe(subscription));
    },
    onReconnect() {},
    async check() {},
    async close() {},
  };
}

/** For any number of processes. @throws StartError when Redis cannot be used. */
export async function createRedisWakeups(redisUrl: string, onError: (error: Error) => void): Promise<Wakeups> {
  await requireRedis(redisUrl);
  const publisher = connectImpatiently(redisUrl, onError);
  const subscriber = connectPatiently(redisUrl, onError);
  // Before, the one takes nothing, and a subscription of the other, sent between its greeting and its answer, may come to nothing.
  await Promise.all([publisher, subscriber].map((connection) => connection.status === 'ready' || once(connection, 'ready')));
  const pubsub = new RedisPubSub({ publisher, subscriber });
  // One Redis may serve others, too, and its channels know no numbers of databases.
  const channelOf = (topic: keyof Topics) => `arxiviz:${topic}`;
  // Each process hears all there is and passes it on within itself: whoever subscribes need not wait for Redis, which may be away.
  const here = createMemoryWakeups();
  await Promise.all(topics.map((topic) => pubsub.subscribe(channelOf(topic), (id: string) => here.publish(topic, id))));
  return {
    publish: (topic, id) => pubsub.publish(channelOf(topic), id).catch(throwInWords),
    subscribe: here.subscribe,
    onReconnect(look) {
      subscriber.on('ready', look);
    },
    async check() {
      await publisher.ping().catch(throwInWords);
      if (subscriber.status !== 'ready') throw new Error('Redis cannot be reached.');
    },
    async close() {
      for (const connection of [publisher, subscriber]) connection.disconnect();
    },
  };
}

/** Ending a subscription a second time is no mistake; the libraries throw. */
function endOnce(end: () => void): () => void {
  let ended = false;
  return () => {
    if (ended) return;
    ended = true;
    end();
  };
}
