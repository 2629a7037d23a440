import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Whose words are held back: the client's, or what the server answers them with. */
export type Side = 'request' | 'answer';

export interface HoldingProxy {
  port: number;
  /**
   * From now on a connection stops where its client says `text`: with "request" the server does not hear it, with "answer" it does, and
   * its answer is held back. An empty text is anything. What is held stays so, and ends with its client.
   */
  holdAt(text: string, side: Side): void;
  /** How many connections are held. */
  held(): number;
  /** New words pass again. */
  letPass(): void;
  close(): Promise<void>;
}

/** A TCP proxy that stops a connection at one place of what is said on it, so that its client can be killed just there. */
export async function startHoldingProxy(target: { host: string; port: number }): Promise<HoldingProxy> {
  const sockets = new Set<Socket>();
  const held = new Set<Socket>();
  let hold: { text: string; side: Side } | undefined;
  const server = createServer((client) => {
    const upstream = connect(target.port, target.host);
    const other = new Map([
      [client, upstream],
      [upstream, client],
    ]);
    for (const [socket, peer] of other) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        for (const set of [sockets, held]) set.delete(socket);
        peer.destroy();
      });
    }
    client.on('data', (data) => {
      const isHere = hold !== undefined && data.includes(hold.text);
      if (isHere && hold !== undefined) held.add(hold.side === 'request' ? client : upstream);
      if (!held.has(client)) upstream.write(data);
    });
    upstream.on('data', (data) => held.has(upstream) || client.write(data));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    holdAt: (text, side) => {
      hold = { text, side };
    },
    held: () => held.size,
    letPass: () => {
      hold = undefined;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
