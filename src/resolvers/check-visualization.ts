import { limits } from '../config.ts';
import { InputError } from '../errors.ts';
import { type VisualizationInput, visualizationFields } from '../visualization-input.ts';

const fields = visualizationFields(limits);
const names: Record<keyof VisualizationInput, string> = { manimCode: 'The code', sectionId: 'The section', concept: 'The concept' };

/** A field of a visualization as it is kept. `within` is the path of what it belongs to. @throws InputError naming the field. */
export function checkField(field: keyof VisualizationInput, text: string, within: string[]): string {
  const checked = fields[field].safeParse(text);
  if (checked.success) return checked.data;
  throw new InputError(`${names[field]} ${checked.error.issues[0]?.message ?? 'cannot be used'}.`, [...within, field], text);
}
