/** One block of a stream of server-sent events; comments have none of the fields. */
export interface SentEvent {
  id: string | null;
  event: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: data has whatever shape the test asked for
  data: any;
}

/** Opens a subscription as a browser's `EventSource` does, with a GET. */
export function openStream(
  url: string,
  text: string,
  variables: Record<string, unknown>,
  { headers = {}, signal = null }: { headers?: Record<string, string>; signal?: AbortSignal | null } = {},
): Promise<Response> {
  const parameters = new URLSearchParams({ query: text, variables: JSON.stringify(variables) });
  return fetch(`${url}/graphql?${parameters}`, { headers: { accept: 'text/event-stream', ...headers }, signal });
}

/** The events of a stream as they come, without comments; throws when the stream is cut. */
export async function* eventsOf(response: Response): AsyncGenerator<SentEvent> {
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
      const data = fields.get('data');
      if (fields.has('event'))
        yield { id: fields.get('id') ?? null, event: fields.get('event') ?? null, data: data ? JSON.parse(data) : null };
    }
  }
}

/** Everything a stream holds until it ends. */
export async function allEvents(response: Response): Promise<SentEvent[]> {
  const events: SentEvent[] = [];
  for await (const event of eventsOf(response)) events.push(event);
  return events;
}
