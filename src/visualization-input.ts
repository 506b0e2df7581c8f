import { z } from 'zod';

/** One visualization to render: a concept of a section, and the Manim code that shows it. */
export interface VisualizationInput {
  manimCode: string;
  /** As it was given: a section's id, its local id, its title, or the name that the sender calls it. */
  sectionId: string;
  concept: string;
}

/** Upper bounds of a visualization, in UTF-16 code units, and of how many a job may have. */
export interface VisualizationLimits {
  visualizations: number;
  codeCharacters: number;
  conceptCharacters: number;
  sectionIdCharacters: number;
}

/** What each field of a visualization may hold, whoever passes it. A complaint goes on after the name of the field: `is empty`. */
export function visualizationFields(limits: VisualizationLimits) {
  return {
    manimCode: boundedText(limits.codeCharacters),
    sectionId: boundedText(limits.sectionIdCharacters),
    concept: boundedText(limits.conceptCharacters),
  };
}

/** Text with something in it, without NUL, which PostgreSQL refuses. */
function boundedText(maximumCharacters: number) {
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
