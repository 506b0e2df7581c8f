/** Makes a value once for all who ask for it by the same name, and for those who do so soon after. A failure is not kept. */
export type Share = <T>(name: string, make: () => Promise<T>) => Promise<T>;

/** @param keepMs from when it was asked for first: it holds memory for so long, and is at most so old. */
export function createShare(keepMs: number): Share {
  const made = new Map<string, Promise<unknown>>();
  return <T>(name: string, make: () => Promise<T>) => {
    // A name stands for one way of making, so what is kept under it has its type.
    const known = made.get(name) as Promise<T> | undefined;
    if (known) return known;
    const making = make();
    made.set(name, making);
    const forget = () => {
      if (made.get(name) === making) made.delete(name);
    };
    setTimeout(forget, keepMs).unref();
    making.catch(forget);
    return making;
  };
}
