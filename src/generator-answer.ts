import { z } from 'zod';

/** One visualization to render: a concept of a section, and the Manim code that shows it. */
export interface VisualizationInput {
  manimCode: string;
  /** As it was given: a section's id, its local id, its title, or the name that the sender calls it. */
  sectionId: string;
  concept: string;
}

/** Upper bounds of what a generator may answer with: those that hold for clients too. */
export interface AnswerLimits {
  visualizations: number;
  codeCharacters: number;
  conceptCharacters: number;
  sectionIdCharacters: number;
  bodyBytes: number;
}

/** Reads `[{manim_code, section_id, concept}]`; other fields are ignored. A problem names the field: `[2].manim_code: …`. */
export function readAnswer(text: string, limits: AnswerLimits): { visualizations: VisualizationInput[] } | { problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { problem: `answered with something that is not JSON (${error instanceof Error ? error.message : error})` };
  }
  const parsed = answerSchema(limits).safeParse(json);
  if (!parsed.success) return { problem: `answered with ${parsed.error.issues.slice(0, SHOWN_ISSUES).map(describe).join('; ')}` };
  return {
    visualizations: parsed.data.map(({ manim_code, section_id, concept }) => ({ manimCode: manim_code, sectionId: section_id, concept })),
  };
}

const SHOWN_ISSUES = 3;

function answerSchema(limits: AnswerLimits) {
  return z
    .array(
      z.object({
        manim_code: words(limits.codeCharacters),
        section_id: words(limits.sectionIdCharacters),
        concept: words(limits.conceptCharacters),
      }),
    )
    .min(1, { error: 'must hold at least one visualization' })
    .max(limits.visualizations, { error: `must hold at most ${limits.visualizations} visualizations` });
}

/** Text with something in it, without NUL, which PostgreSQL refuses. */
function words(maximumCharacters: number) {
  return z
    .string()
    .transform((text) => text.replaceAll('\0', ''))
    .pipe(
      z
        .string()
        .regex(/\S/, { error: 'is empty' })
        .max(maximumCharacters, { error: `is longer than ${maximumCharacters} characters` }),
    );
}

function describe({ path, message }: { path: PropertyKey[]; message: string }): string {
  const field = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return `${field === '' ? 'a list that is none' : field}: ${message}`;
}
