import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { VisualizationInput } from '../visualization-input.ts';
import { ExampleBroken } from './errors.ts';
import { formatArxivId, parseArxivId } from './id.ts';
import type { ArxivPaper } from './paper.ts';

/** A paper that lies ready in the repository, with the visualizations written for it: it needs no network. */
export interface ExamplePaper {
  paper: Omit<ArxivPaper, 'notice'>;
  visualizations: VisualizationInput[];
}

const text = z.string().trim().min(1);
const section = z.object({
  id: text.regex(/^[^\s:]+$/, { error: 'must not hold spaces or colons' }),
  title: text,
  level: z.int().min(1).max(4),
  content: z.string(),
  equations: z.array(text).default([]),
});
const paperSchema = z.object({
  arxiv_id: text,
  version: z.int().min(1),
  title: text,
  authors: z.array(text).min(1),
  abstract: text,
  published_at: z.coerce.date().nullish(),
  html_url: z.url().nullish(),
  sections: z.array(section).min(1).superRefine(refuseTwins),
});

function refuseTwins(sections: { id: string }[], context: z.RefinementCtx): void {
  const twin = sections.find(({ id }, index) => sections.findIndex((other) => other.id === id) < index);
  if (twin) context.addIssue({ code: 'custom', message: `the id ${twin.id} is there twice` });
}

const manimFile = text.regex(/^[\w-][\w.-]*\.py$/, { error: 'must be the name of a .py file beside visualizations.json' });
// Not trimmed: an empty first line would shift the numbers of the others.
const code = z.string().regex(/\S/, { error: 'is empty' });
const visualizationSchema = z
  .object({ section_id: text, concept: text, manim_file: manimFile.optional(), manim_code: code.optional() })
  .refine((one) => (one.manim_file === undefined) !== (one.manim_code === undefined), {
    error: 'needs manim_file or manim_code, and not both',
  });

/**
 * Reads `<directory>/<arXiv id>/paper.json`, `visualizations.json` and the `.py` files that it names; `null` when there is no such folder.
 * @throws ExampleBroken naming the file and the field.
 */
export async function readExample(directory: string, arxivId: string): Promise<ExamplePaper | null> {
  const parsed = parseArxivId(arxivId);
  if (!parsed.ok || parsed.id !== arxivId) return null;
  const folder = path.join(directory, arxivId);
  const paper = await readJson(path.join(folder, 'paper.json'), paperSchema);
  if (paper === null) return null;
  if (paper.arxiv_id !== arxivId) throw new ExampleBroken(path.join(folder, 'paper.json'), `arxiv_id: must be ${arxivId}, like the folder`);
  const listed = await readJson(path.join(folder, 'visualizations.json'), z.array(visualizationSchema));
  const visualizations = await Promise.all((listed ?? []).map((one, index) => readVisualization(folder, one, index)));
  return { paper: asPaper(paper), visualizations };
}

function asPaper({ arxiv_id, published_at, html_url, sections, ...paper }: z.infer<typeof paperSchema>): ExamplePaper['paper'] {
  return {
    ...paper,
    arxivId: arxiv_id,
    pdfUrl: `https://arxiv.org/pdf/${formatArxivId({ id: arxiv_id, version: paper.version })}`,
    htmlUrl: html_url ?? null,
    publishedAt: published_at ?? null,
    sections: sections.map(({ id, ...rest }, orderIndex) => ({ localId: id, orderIndex, ...rest })),
  };
}

async function readVisualization(folder: string, one: z.infer<typeof visualizationSchema>, index: number): Promise<VisualizationInput> {
  const manimCode = one.manim_code ?? (await readCode(folder, one.manim_file ?? '', index));
  return { sectionId: one.section_id, concept: one.concept, manimCode };
}

async function readCode(folder: string, name: string, index: number): Promise<string> {
  const list = path.join(folder, 'visualizations.json');
  const file = path.join(folder, name);
  try {
    // A link may lead anywhere, and what is read here is shown to clients.
    if (path.dirname(await realpath(file)) !== (await realpath(folder))) {
      throw new ExampleBroken(list, `${index}.manim_file: ${name} lies outside of the folder`);
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) throw new ExampleBroken(list, `${index}.manim_file: there is no ${name}`);
    throw error;
  }
}

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | null> {
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (error) {
    throw new ExampleBroken(file, error instanceof Error ? error.message : String(error));
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new ExampleBroken(file, parsed.error.issues.map((issue) => `${issue.path.join('.') || 'it'}: ${issue.message}`).join('; '));
}

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
