/**
 * Runs `start` for a key unless that is under way; then waits for it. What it tells meanwhile, everybody hears who waits for it. It is
 * aborted once nobody does any more.
 */
export type SingleFlight<T, News> = (key: string, start: Start<T, News>, passenger: Passenger<News>) => Promise<T>;

type Start<T, News> = (signal: AbortSignal, tell: (news: News) => void) => Promise<T>;

interface Passenger<News> {
  signal: AbortSignal;
  onNews: (news: News) => void;
}

interface Flight<T, News> {
  result: Promise<T>;
  abort: AbortController;
  waiting: Set<Passenger<News>>;
}

export function createSingleFlight<T, News>(): SingleFlight<T, News> {
  const flights = new Map<string, Flight<T, News>>();

  function begin(key: string, start: Start<T, News>): Flight<T, News> {
    const abort = new AbortController();
    const waiting = new Set<Passenger<News>>();
    const tell = (news: News) => {
      for (const { onNews } of waiting) onNews(news);
    };
    const flight: Flight<T, News> = { abort, waiting, result: start(abort.signal, tell).finally(() => end(key, flight)) };
    flights.set(key, flight);
    return flight;
  }

  function end(key: string, flight: Flight<T, News>): void {
    if (flights.get(key) === flight) flights.delete(key);
  }

  return async (key, start, passenger) => {
    const { signal } = passenger;
    signal.throwIfAborted();
    const flight = flights.get(key) ?? begin(key, start);
    flight.waiting.add(passenger);
    const left = Promise.withResolvers<never>();
    const leave = () => left.reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([flight.result, left.promise]);
    } finally {
      signal.removeEventListener('abort', leave);
      flight.waiting.delete(passenger);
      if (flight.waiting.size === 0) {
        // At once, so that who comes next does not board a flight that is being called off.
        end(key, flight);
        flight.abort.abort(signal.reason);
      }
    }
  };
}
