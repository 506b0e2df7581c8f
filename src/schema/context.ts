import type { Asked } from '../services.ts';

/** What a resolver of the schema knows besides its arguments. */
export interface Context {
  services: Asked;
  /** What relative URLs become absolute with. */
  publicUrl: string;
  /** The number of the last event that a reconnecting client has seen, which wins over its arguments. */
  lastEventId: number | null;
  /** What was loaded for this answer already, so that many fields can ask for the same thing. */
  loaded: Map<string, Promise<unknown>>;
}

/** Loads a value once per answer, however many fields ask for it. */
export function once<T>({ loaded }: Context, key: string, load: () => Promise<T>): Promise<T> {
  const known = loaded.get(key);
  // The key names the loader, so what it holds is of the loader's type.
  if (known) return known as Promise<T>;
  const value = load();
  loaded.set(key, value);
  return value;
}
