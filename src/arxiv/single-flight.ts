/** Runs `start` for a key unless that is under way; then waits for it. The work is aborted once nobody waits for it any more. */
export type SingleFlight<T> = (key: string, start: (signal: AbortSignal) => Promise<T>, signal: AbortSignal) => Promise<T>;

interface Flight<T> {
  result: Promise<T>;
  abort: AbortController;
  waiting: number;
}

export function createSingleFlight<T>(): SingleFlight<T> {
  const flights = new Map<string, Flight<T>>();

  function begin(key: string, start: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const abort = new AbortController();
    const flight: Flight<T> = { abort, waiting: 0, result: start(abort.signal).finally(() => end(key, flight)) };
    flights.set(key, flight);
    return flight;
  }

  function end(key: string, flight: Flight<T>): void {
    if (flights.get(key) === flight) flights.delete(key);
  }

  return async (key, start, signal) => {
    signal.throwIfAborted();
    const flight = flights.get(key) ?? begin(key, start);
    flight.waiting += 1;
    const left = Promise.withResolvers<never>();
    const leave = () => left.reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([flight.result, left.promise]);
    } finally {
      signal.removeEventListener('abort', leave);
      flight.waiting -= 1;
      if (flight.waiting === 0) {
        // At once, so that who comes next does not board a flight that is being called off.
        end(key, flight);
        flight.abort.abort(signal.reason);
      }
    }
  };
}
