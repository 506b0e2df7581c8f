/** Between two looks that find the same silence, who lives has said something: twice the time in which everyone does. */
const LASTING_MS = 2000;

/** Something under way that nothing was heard of for a while. */
export interface Silent {
  id: string;
  /** Changes with whatever is heard of it. */
  heardOf: Date;
  /** Nothing was heard for so long that its process is taken to be dead. */
  dead: boolean;
}

/**
 * Tells from look to look whose silence lasts. One look is not enough: when the database was away, nobody could be heard for as long. Who
 * is about to be taken for dead should be among what is looked at, too, so that the second look costs no time.
 */
export function watchSilence(): <T extends Silent>(silent: T[]) => T[] {
  let known = new Map<string, { heardOf: number; since: number }>();
  return (silent) => {
    const now = performance.now();
    const silences = silent.map(({ id, heardOf }) => {
      const before = known.get(id);
      return [id, before?.heardOf === heardOf.getTime() ? before : { heardOf: heardOf.getTime(), since: now }] as const;
    });
    known = new Map(silences);
    return silent.filter(({ id, dead }) => dead && now - (known.get(id)?.since ?? now) >= LASTING_MS);
  };
}
