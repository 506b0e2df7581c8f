import { builder } from './builder.ts';

builder.scalarType('DateTime', {
  description: 'A moment in UTC, as ISO 8601 with `Z`: `2017-06-12T17:57:34.000Z`.',
  serialize: (date) => date.toISOString(),
});

builder.scalarType('URL', {
  description: 'An absolute URL.',
  serialize: (url) => url,
});
