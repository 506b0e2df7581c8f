import { vi } from 'vitest';

/** Looks again and again until what it expects is so; long enough for a machine that is busy with other tests. */
export function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 90_000, interval: 30 });
}
