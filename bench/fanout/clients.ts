// Many clients in one process, as light as can be: they only note when which event came. Says `true` when all are connected, and after
// each event that all have it, with how long each of them waited for it.
import { request } from 'node:http';
import WebSocket from 'ws';
import { now, operation, type ToClients } from './messages.ts';

/** Clients that connect at once: more would be refused. */
const CONNECTING = 100;

const received = new Map<string, number[]>();
const told = new Map<string, number>();
let each = 0;

function receive(jobId: string, text: string): void {
  for (const [, seq] of text.matchAll(/"seq":(\d+)/g)) {
    const key = `${jobId} ${seq}`;
    const times = received.get(key) ?? [];
    received.set(key, times);
    times.push(now());
    report(key);
  }
}

function report(key: string): void {
  const at = told.get(key);
  const times = received.get(key);
  if (at === undefined || times?.length !== each) return;
  process.send?.(times.map((time) => time - at));
  received.delete(key);
  told.delete(key);
}

function connectStream(url: string, id: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const parameters = new URLSearchParams({ query: operation, variables: JSON.stringify({ id }) });
  const sent = request(`${url}/graphql?${parameters}`, { agent: false, headers: { accept: 'text/event-stream' } });
  sent.on('response', (response) => {
    response.setEncoding('utf8').on('data', (text) => {
      receive(id, text);
      if (text.includes('"seq":1,')) resolve();
    });
  });
  sent.on('error', reject).end();
  return promise;
}

function connectSocket(url: string, id: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { perMessageDeflate: false });
  socket.on('open', () => socket.send('{"type":"connection_init"}'));
  socket.on('message', (data) => {
    const text = String(data);
    if (text.startsWith('{"type":"connection_ack"')) {
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: operation, variables: { id } } }));
    } else {
      receive(id, text);
      if (text.includes('"seq":1,')) resolve();
    }
  });
  socket.on('error', reject);
  return promise;
}

process.on('message', async (message: ToClients) => {
  if (message.kind === 'event') {
    const key = `${message.jobId} ${message.seq}`;
    told.set(key, message.at);
    report(key);
    return;
  }
  each = message.each;
  const connect = message.transport === 'SSE' ? connectStream : connectSocket;
  const waiting = Array.from({ length: each }, () => message.jobIds).flat();
  const connectNext = async () => {
    for (let id = waiting.pop(); id; id = waiting.pop()) await connect(message.url, id);
  };
  await Promise.all(Array.from({ length: CONNECTING }, connectNext));
  received.clear();
  process.send?.(true);
});
process.once('disconnect', () => process.exit(0));
