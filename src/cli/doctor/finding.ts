/** What was found out about one thing that the program needs or could use. */
export interface Finding {
  what: string;
  ok: boolean;
  /** Version, place, or what is wrong. */
  detail: string;
  /** What to do, when it is not as it has to be. */
  remedy?: string;
}

export const SETUP = 'npm run setup';

export function ok(what: string, detail: string): Finding {
  return { what, ok: true, detail };
}

export function missing(what: string, detail: string, remedy: string): Finding {
  return { what, ok: false, detail, remedy };
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
