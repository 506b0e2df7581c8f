// Prints what GraphQL clients see into schema.graphql, which is committed so that a change of the contract shows in review.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { printSchema } from 'graphql';
import { schema } from '../src/schema/index.ts';

writeFileSync(path.resolve(import.meta.dirname, '../schema.graphql'), `${printSchema(schema)}\n`);
