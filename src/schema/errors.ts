import { ConflictError, InputError, NotFoundError, TooBusyError } from '../errors.ts';
import { builder } from './builder.ts';

const ErrorInterface = builder.interfaceRef<Error>('Error').implement({
  description: 'A failure that a client can expect, and may show.',
  fields: (t) => ({ message: t.exposeString('message', { description: 'What is wrong and, where it helps, what to do.' }) }),
});

builder.objectType(InputError, {
  name: 'InputError',
  description: 'Something in the request is wrong.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.exposeStringList('path', { description: 'The argument: `["input", "visualizations", "2", "manimCode"]`.' }),
    value: t.exposeString('value', { nullable: true, description: 'What was given, shortened.' }),
  }),
});

builder.objectType(NotFoundError, {
  name: 'NotFoundError',
  description: 'There is nothing with this id.',
  interfaces: [ErrorInterface],
});

builder.objectType(ConflictError, {
  name: 'ConflictError',
  description: 'The request is well formed, but the present state forbids it.',
  interfaces: [ErrorInterface],
});

builder.objectType(TooBusyError, {
  name: 'TooBusyError',
  description: 'There is more work than can be taken on now.',
  interfaces: [ErrorInterface],
  fields: (t) => ({ retryAfterSeconds: t.exposeInt('retryAfterSeconds', { description: 'When to try again.' }) }),
});
