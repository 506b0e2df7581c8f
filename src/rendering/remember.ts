/**
 * Asked again within `milliseconds`, the answer is the one that was given: a look costs more than a question. For as long again it is given
 * while the next look is under way, which may take its time on a busy machine. A failure is not kept.
 */
export function rememberFor<T>(milliseconds: number, look: () => Promise<T>): () => Promise<T> {
  let known: { answer: Promise<T>; at: number } | null = null;
  let looking: Promise<T> | null = null;
  const begin = () => {
    const answer = look();
    answer.then(
      () => {
        known = { answer, at: Date.now() };
        looking = null;
      },
      () => {
        known = null;
        looking = null;
      },
    );
    return answer;
  };
  return () => {
    const age = known ? Date.now() - known.at : Number.POSITIVE_INFINITY;
    if (known && age < milliseconds) return known.answer;
    looking ??= begin();
    return known && age < 2 * milliseconds ? known.answer : looking;
  };
}

/** The like for what is opened rather than looked at: what could not be opened is tried again by whoever asks next. */
export function keepFor<T>(milliseconds: number, open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | null = null;
  let goodUntil = 0;
  return () => {
    if (opened === null || Date.now() > goodUntil) {
      const opening = open();
      opened = opening;
      goodUntil = Date.now() + milliseconds;
      opening.catch(() => {
        if (opened === opening) opened = null;
      });
    }
    return opened;
  };
}
