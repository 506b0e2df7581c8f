import type { Section } from '../db/generated/prisma/client.ts';

/** Finds the section that a visualization names by its id, its local id, or its exact title; `null` when it names none. */
export function sectionMatcher(sections: Pick<Section, 'id' | 'localId' | 'title'>[]): (reference: string) => string | null {
  const byReference = new Map<string, string>();
  // What is set last wins: ids before local ids before titles, and of equal titles the first section.
  for (const { id, title } of [...sections].reverse()) byReference.set(title, id);
  for (const { id, localId } of sections) byReference.set(localId, id);
  for (const { id } of sections) byReference.set(id, id);
  return (reference) => byReference.get(reference) ?? null;
}
