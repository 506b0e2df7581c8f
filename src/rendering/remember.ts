/** Asked again within `milliseconds`, the answer is the one that was given, or is being looked for: a look costs more than a question. */
export function rememberFor<T>(milliseconds: number, look: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  let goodUntil = 0;
  return () => {
    if (answer === null || Date.now() > goodUntil) {
      answer = look();
      goodUntil = Date.now() + milliseconds;
    }
    return answer;
  };
}

/** The same for what is opened rather than looked at: what could not be opened is tried again by whoever asks next. */
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
