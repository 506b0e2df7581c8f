const QUIET_MS = 60_000;
/** More kinds of complaints than this at a time are not told apart. */
const KINDS = 100;

/** Passes on the same complaint, whatever numbers are in it, once a minute at most, so that an outage does not fill the log. */
export function quietly(report: (error: Error) => void): (error: Error) => void {
  const quietUntil = new Map<string, number>();
  return (error) => {
    const now = Date.now();
    const kind = error.message.replace(/\d+/g, '#');
    if ((quietUntil.get(kind) ?? 0) > now) return;
    if (quietUntil.size >= KINDS) quietUntil.clear();
    quietUntil.set(kind, now + QUIET_MS);
    report(error);
  };
}
