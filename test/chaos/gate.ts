import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { portOf } from '../support/ports.ts';

/** A port that stays while what is behind it is killed and started elsewhere, and whose connections can be cut. */
export interface Gate {
  port: number;
  /** Where new connections go from now on. */
  target: number;
  /** Ends every connection, as a network does that was interrupted. */
  cut(): void;
  close(): Promise<void>;
}

export async function openGate(target: number): Promise<Gate> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket, other: Socket) => {
    sockets.add(socket);
    socket.on('error', () => other.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      other.destroy();
    });
  };
  const server = createServer((incoming) => {
    const outgoing = connect(gate.target, '127.0.0.1');
    keep(incoming, outgoing);
    keep(outgoing, incoming);
    incoming.pipe(outgoing).pipe(incoming);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const gate: Gate = {
    port: portOf(server.address()),
    target,
    cut,
    async close() {
      cut();
      await once(server.close(), 'close');
    },
  };
  return gate;
}
