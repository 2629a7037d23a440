import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** With `max` connections, a new one takes the place of the one that has waited longest without a request. */
export interface ConnectionLimits {
  max: number;
  /** As many more may come before all of them have a request; then new ones are refused. */
  spare: number;
}

/**
 * Keeps a server open to new connections while others do nothing: ten thousand that send nothing, or half a request, must not keep out
 * the one that asks. A connection whose request is being answered, such as a stream of events, keeps its place.
 */
export function limitConnections(server: Server, { max, spare }: ConnectionLimits): void {
  const open = new Set<Socket>();
  /** The one that has waited longest comes first. */
  const waiting = new Set<Socket>();
  server.maxConnections = max + spare;
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    waiting.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      waiting.delete(socket);
    });
    const [longest] = waiting;
    if (open.size > max && longest !== socket) longest?.destroy();
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    waiting.delete(socket);
    response.once('close', () => {
      if (open.has(socket)) waiting.add(socket);
    });
  });
}
