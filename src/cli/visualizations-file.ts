import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { z } from 'zod';
import type { VisualizationInput } from '../gql/generated/graphql.ts';
import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';

const STANDARD_INPUT = '-';

const text = z.string({ error: ({ input }) => (input === undefined ? 'is missing' : 'must be a text') }).regex(/\S/, { error: 'is empty' });
const entries = z
  .array(
    z
      .object(
        { section_id: text, concept: text, manim_code: text.optional(), manim_file: text.optional() },
        { error: 'must be an object with section_id, concept and manim_code or manim_file' },
      )
      .refine(({ manim_code, manim_file }) => (manim_code === undefined) !== (manim_file === undefined), {
        error: 'needs either manim_code or manim_file',
      }),
    { error: 'must be a list of {"section_id", "concept", "manim_code" or "manim_file"}' },
  )
  .min(1, { error: 'is an empty list' });

export interface VisualizationsFile {
  visualizations: VisualizationInput[];
  /** Where in the file a field is that the server complained of, as it is spelled there: `scenes.json[2].manim_code`. */
  placeOf(path: string[]): string;
}

/**
 * Reads what to render from a JSON file, or from standard input when `file` is `-`. A `manim_file` is looked for beside the file, or from
 * where the command was started.
 * @throws CommandError naming the file, the entry (from 0) and the field.
 */
export async function readVisualizations(file: string): Promise<VisualizationsFile> {
  const name = nameOf(file);
  const json = parseJson(name, await readText(file));
  const { success, data, error } = entries.safeParse(json);
  if (!success) throw wrong(error.issues.map((issue) => `${name}${placeOf(issue.path)}: ${issue.message}`));
  const directory = file === STANDARD_INPUT ? process.cwd() : path.dirname(file);
  const visualizations = await Promise.all(
    data.map(async ({ section_id, concept, manim_code, manim_file }, index) => ({
      sectionId: section_id,
      concept,
      manimCode: manim_code ?? (await readCode(path.resolve(directory, manim_file ?? ''), `${name}${placeOf([index, 'manim_file'])}`)),
    })),
  );
  return {
    visualizations,
    placeOf([index, field]) {
      const code = data[Number(index)]?.manim_file === undefined ? 'manim_code' : 'manim_file';
      const fields: Record<string, string> = { manimCode: code, sectionId: 'section_id' };
      const path = [...(index === undefined ? [] : [Number(index)]), ...(field === undefined ? [] : [fields[field] ?? field])];
      return `${name}${placeOf(path)}`;
    },
  };
}

const nameOf = (file: string) => (file === STANDARD_INPUT ? 'standard input' : file);

function placeOf(path: PropertyKey[]): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
}

async function readText(file: string): Promise<string> {
  if (file === STANDARD_INPUT) return readAll(process.stdin);
  return readFile(file, 'utf8').catch((error) => {
    throw wrong([`${file}: cannot be read: ${reasonOf(error)}`]);
  });
}

async function readCode(file: string, place: string): Promise<string> {
  return readFile(file, 'utf8').catch((error) => {
    throw wrong([`${place}: ${file} cannot be read: ${reasonOf(error)}`]);
  });
}

function reasonOf(error: NodeJS.ErrnoException): string {
  const reasons: Record<string, string> = { ENOENT: 'there is no such file', EACCES: 'permission denied', EISDIR: 'it is a directory' };
  return reasons[error.code ?? ''] ?? error.message;
}

function parseJson(name: string, text: string): unknown {
  try {
    // Some editors put a byte order mark in front, which JSON does not allow.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw wrong([`${name}: is not JSON: ${error instanceof Error ? error.message : error}`]);
  }
}

function wrong(complaints: string[]): CommandError {
  return new CommandError(complaints.join('\n'), exitCodes.usage);
}
