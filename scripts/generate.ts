// Writes what is made from the code and committed: the printed schema, then the types of the operations that clients send.
import path from 'node:path';
import { generate } from '@graphql-codegen/cli';
import codegen from '../codegen.ts';

process.chdir(path.resolve(import.meta.dirname, '..'));
await import('./print-schema.ts');
await generate({ ...codegen, silent: true });
