import { checkHealth, type Health as HealthValue, type ServiceHealth as ServiceHealthValue } from '../resolvers/health.ts';
import { builder } from './builder.ts';

const ServiceHealth = builder.objectRef<ServiceHealthValue>('ServiceHealth').implement({
  description: 'How a part of the program is.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'database, queue, events, storage or renderer.' }),
    status: t.exposeString('status', {
      description: 'connected, degraded (it does its work, but something is to be seen to) or unavailable.',
    }),
    detail: t.exposeString('detail', { nullable: true, description: 'What is wrong, if something is.' }),
  }),
});

const Health = builder.objectRef<HealthValue>('Health').implement({
  description: 'How the program is.',
  fields: (t) => ({
    status: t.exposeString('status', { description: 'healthy, or unhealthy when a part is unavailable.' }),
    version: t.exposeString('version', { description: 'Of the program.' }),
    services: t.field({ type: [ServiceHealth], description: 'Its parts.', resolve: ({ services }) => services }),
  }),
});

builder.queryField('health', (t) =>
  t.field({
    type: Health,
    description: 'Tries every part of the program.',
    resolve: (_root, _args, { services }) => checkHealth(services),
  }),
);
