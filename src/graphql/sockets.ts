import type { Socket } from 'node:net';
import { CloseCode, type Server } from 'graphql-ws';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';

/** Keeps proxies from closing a socket on which nothing happens, and finds out who is gone without a word. */
const HEARTBEAT_MS = 12_000;
/** What graphql-ws throws for a message that only a server may send; all others that it cannot read it answers itself. */
const NOT_FOR_SERVERS = /^Error: Unexpected message of type \w+ received$/;

/** Speaks `graphql-transport-ws` over a socket. `stream` is what it is carried by. */
export function openSocket<E extends Record<PropertyKey, unknown>>(
  server: Server<E>,
  { socket, stream, extra, log }: { socket: WebSocket; stream: Socket; extra: E; log: Logger },
): void {
  const closed = server.opened(
    {
      protocol: socket.protocol,
      // Resolves once the client's side of the network has it, so that a slow client slows down only what is sent to it.
      send: (data) => new Promise((resolve) => socket.send(data, () => resolve())),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (receive) => {
        socket.on('message', (data) => {
          receive(String(data)).catch((error) => {
            if (NOT_FOR_SERVERS.test(String(error))) return socket.close(CloseCode.BadRequest, 'Invalid message received');
            log.error({ err: error }, 'A message over WebSocket failed unexpectedly.');
            socket.close(CloseCode.InternalServerError, 'Internal server error');
          });
        });
      },
    },
    extra,
  );
  listenOnlyWhileRead(socket, stream);
  const stopHeartbeat = beat(socket);
  // What a client sends against the protocol closes its socket with the code for it.
  socket.on('error', (error) => log.debug({ err: error }, 'A WebSocket failed.'));
  socket.once('close', (code, reason) => {
    stopHeartbeat();
    closed(code, String(reason)).catch((error) => log.error({ err: error }, 'A WebSocket did not close well.'));
  });
}

/** A client that does not take its answers is not asked for more: each message may bring one, and so does each ping. */
function listenOnlyWhileRead(socket: WebSocket, stream: Socket): void {
  const listen = () => {
    if (!stream.writableNeedDrain || socket.isPaused) return;
    socket.pause();
    stream.once('drain', () => socket.resume());
  };
  socket.on('message', listen).on('ping', listen);
}

function beat(socket: WebSocket): () => void {
  let answered = true;
  socket.on('pong', () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, HEARTBEAT_MS);
  return () => clearInterval(timer);
}
