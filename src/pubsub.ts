import { EventEmitter } from 'node:events';
import { RedisPubSub } from 'graphql-redis-subscriptions';
import { PubSub } from 'graphql-subscriptions';
import { Redis } from 'ioredis';

/** What processes tell each other. A message only wakes its receiver up, who then reads the database: one that is lost costs time, nothing else. */
export interface Topics {
  /** The job has new events. */
  job: string;
  /** Nobody waits for the render any more. */
  'render-abandoned': string;
}

export interface Wakeups {
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
      return once(() => pubsub.unsubscribe(subscription));
    },
    onReconnect() {},
    async check() {},
    async close() {},
  };
}

/** For any number of processes. */
export function createRedisWakeups(redisUrl: string, onError: (error: Error) => void): Wakeups {
  const publisher = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const subscriber = new Redis(redisUrl, { maxRetriesPerRequest: null });
  for (const connection of [publisher, subscriber]) connection.on('error', onError);
  const pubsub = new RedisPubSub({ publisher, subscriber });
  return {
    publish: (topic, id) => pubsub.publish(topic, id),
    async subscribe(topic, receive) {
      const subscription = await pubsub.subscribe(topic, receive);
      return once(() => pubsub.unsubscribe(subscription));
    },
    onReconnect(look) {
      subscriber.on('ready', look);
    },
    async check() {
      await publisher.ping();
    },
    async close() {
      await pubsub.close();
    },
  };
}

/** Ending a subscription a second time is no mistake; the libraries throw. */
function once(end: () => void): () => void {
  let ended = false;
  return () => {
    if (ended) return;
    ended = true;
    end();
  };
}
