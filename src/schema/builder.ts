import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import ErrorsPlugin from '@pothos/plugin-errors';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import type PrismaTypes from '../db/generated/pothos.ts';
import { getDatamodel } from '../db/generated/pothos.ts';
import type { Context } from './context.ts';
import { relay } from './relay.ts';

export interface SchemaTypes {
  Context: Context;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  Scalars: { DateTime: { Input: Date; Output: Date }; URL: { Input: string; Output: string } };
}

export const builder = new SchemaBuilder<SchemaTypes>({
  // Errors come first, so that what the others throw can become a member of a union.
  plugins: [ErrorsPlugin, RelayPlugin, PrismaPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  errors: {
    defaultTypes: [],
    directResult: true,
    defaultUnionOptions: {
      name: ({ fieldName }) => `${capitalize(fieldName)}Result`,
      description: 'What came of it, or a failure that a client can expect.',
    },
  },
  relay,
  prisma: { client: ({ services }) => services.db, dmmf: getDatamodel(), exposeDescriptions: false, onUnusedQuery: null },
  // How many of what a list may hold is said where the list is; operation-size.ts multiplies.
  complexity: { defaultListMultiplier: 10 },
});

builder.queryType({ description: 'What can be read.' });
builder.mutationType({ description: 'What can be started, cancelled and retried.' });
builder.subscriptionType({ description: 'What can be followed live, over server-sent events or WebSocket.' });

function capitalize(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
