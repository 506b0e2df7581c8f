import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { portOf } from './ports.ts';

/** Stands between a client and a server on this machine, so that a test can take the server away and give it back. */
export interface Gate {
  port: number;
  /** Ends every connection; from now on none is taken. */
  shut(): void;
  /** Keeps every connection, and lets nothing through any more: a network that has gone silent. */
  silence(): void;
  open(): void;
  /** How many bytes clients have sent. */
  readonly sent: number;
  close(): Promise<void>;
}

export interface GateOptions {
  /** Speaks TLS with its clients. */
  tls?: TlsOptions;
  /** Looks at, and may change, what clients send. */
  onSent?: (chunk: Buffer) => Buffer;
}

export async function openGate(target: number, { tls, onSent = (chunk) => chunk }: GateOptions = {}): Promise<Gate> {
  const sockets = new Set<Socket>();
  let state: 'open' | 'shut' | 'silent' = 'open';
  let sent = 0;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    // Two pipelines listen to each.
    socket.setMaxListeners(0);
    socket.once('close', () => sockets.delete(socket));
    return socket;
  };
  const through = (look: (chunk: Buffer) => Buffer) =>
    new Transform({
      transform(chunk, _encoding, done) {
        // What came to a silent gate is gone.
        if (state === 'silent') done();
        else done(null, look(chunk));
      },
    });
  const accept = (client: Socket) => {
    if (state === 'shut') return client.destroy();
    keep(client);
    const server = keep(connect(target, '127.0.0.1'));
    const count = (chunk: Buffer) => {
      sent += chunk.length;
      return onSent(chunk);
    };
    const copy = through((chunk) => chunk);
    // An end that is cut is what tests do with it.
    pipeline(client, through(count), server).catch(() => client.destroy());
    pipeline(server, copy, client).catch(() => server.destroy());
  };
  const listener: Server = tls ? createTlsServer(tls, accept) : createServer(accept);
  listener.on('tlsClientError', () => {});
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: portOf(listener.address()),
    get sent() {
      return sent;
    },
    shut() {
      state = 'shut';
      cut();
    },
    silence() {
      state = 'silent';
    },
    open() {
      if (state === 'silent') cut();
      state = 'open';
    },
    async close() {
      cut();
      await once(listener.close(), 'close');
    },
  };
}
