import { z } from 'zod';
import { type VisualizationInput, type VisualizationLimits, visualizationFields } from '../visualization-input.ts';

/** Upper bounds of what a generator may answer with: those that hold for clients too. */
export interface AnswerLimits extends VisualizationLimits {
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
  const { manimCode, sectionId, concept } = visualizationFields(limits);
  return z
    .array(z.object({ manim_code: manimCode, section_id: sectionId, concept }))
    .min(1, { error: 'must hold at least one visualization' })
    .max(limits.visualizations, { error: `must hold at most ${limits.visualizations} visualizations` });
}

function describe({ path, message }: { path: PropertyKey[]; message: string }): string {
  const field = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return `${field === '' ? 'a list that is none' : field}: ${message}`;
}
