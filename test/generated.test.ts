import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { generate } from '@graphql-codegen/cli';
import {
  buildSchema,
  DangerousChangeType,
  findBreakingChanges,
  findDangerousChanges,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  printSchema,
} from 'graphql';
import { expect, it } from 'vitest';
import codegen from '../codegen.ts';
import { schema } from '../src/schema/index.ts';

const read = (file: string) => readFile(path.resolve(import.meta.dirname, '..', file), 'utf8');

const advice = 'Run npm run generate, and commit what it changes.';

it('has committed the schema as the code prints it', async () => {
  expect(await read('schema.graphql'), advice).toBe(`${printSchema(schema)}\n`);
});

it('has committed the types of its operations as codegen makes them', async () => {
  const files: { filename: string; content: string }[] = await generate({ ...codegen, silent: true }, false);
  expect(files.map(({ filename }) => path.basename(filename))).toContain('graphql.ts');
  for (const { filename, content } of files) expect(await read(filename), advice).toBe(content);
});

it('keeps everything that the contract promises to clients', async () => {
  const contract = buildSchema(await read('test/fixtures/contract.graphql'));
  expect(findBreakingChanges(contract, schema)).toEqual([]);
  // Additions are called dangerous, too, and are allowed.
  const changes = findDangerousChanges(contract, schema);
  expect(changes.filter(({ type }) => type === DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE)).toEqual([]);
});

it('describes every type, field, argument and value of an enum', () => {
  const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type));
  const parts = types.flatMap(partsOf);
  expect(parts.length).toBeGreaterThan(types.length);
  expect(parts.filter(({ description }) => !description).map(({ name }) => name)).toEqual([]);
});

interface Part {
  name: string;
  description?: string | null | undefined;
}

function partsOf(type: GraphQLNamedType): Part[] {
  const within = (outer: string, parts: readonly Part[]) =>
    parts.map(({ name, description }) => ({ name: `${outer}.${name}`, description }));
  if (isEnumType(type)) return [type, ...within(type.name, type.getValues())];
  if (isInputObjectType(type)) return [type, ...within(type.name, Object.values(type.getFields()))];
  if (!isObjectType(type) && !isInterfaceType(type)) return [type];
  const fields = Object.values(type.getFields());
  return [type, ...within(type.name, fields), ...fields.flatMap(({ name, args }) => within(`${type.name}.${name}`, args))];
}
