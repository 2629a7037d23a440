// Alpaca's `trade_updates`, beside the Trading API at /stream: what becomes of the orders of the account that the key belongs to. Its
// frames are binary, as those of paper are.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { SimulatorState } from '../engine/state';
import type { OrderFeed } from './order-feed';

export interface OrderSockets {
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void;
  close(): void;
}

/** Both ways to say who one is: the one of the documentation and that of Alpaca's own clients. */
const Request = z.discriminatedUnion('action', [
  z.object({ action: z.literal('auth'), key: z.string().min(1), secret: z.string() }),
  z.object({
    action: z.literal('authenticate'),
    data: z.object({ key_id: z.string().min(1), secret_key: z.string() }),
  }),
  z.object({ action: z.literal('listen'), data: z.object({ streams: z.array(z.string()) }) }),
]);
type Request = z.infer<typeof Request>;

const STREAM = 'trade_updates';
const ENDLESS_EVERY_MS = 5;
const ENDLESS_PART = Buffer.alloc(64 * 1_024, ' ');

export function serveOrderSockets(state: SimulatorState, feed: OrderFeed): OrderSockets {
  const server = new WebSocketServer({ noServer: true });
  return {
    upgrade: (request, connection, head) =>
      server.handleUpgrade(request, connection, head, (socket) => serve(socket, state, feed)),
    close: () => {
      for (const socket of server.clients) socket.terminate();
    },
  };
}

function serve(socket: WebSocket, state: SimulatorState, feed: OrderFeed): void {
  let key: string | undefined;
  let leave = () => undefined as void;
  const say = (stream: string, data: object) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(Buffer.from(JSON.stringify({ stream, data })));
  };
  const authenticate = (shown: string, action: string) => {
    const { acceptedKeys } = state.settings;
    const isGood = acceptedKeys === null || acceptedKeys.includes(shown);
    if (isGood) key = shown;
    say('authorization', { status: isGood ? 'authorized' : 'unauthorized', action });
  };
  const listen = (streams: readonly string[]) => {
    if (key === undefined) return say('authorization', { status: 'unauthorized', action: 'listen' });
    const fault = feed.faultOfListening(key, Date.now() + state.clock.offsetMs);
    if (fault?.kind === 'mute-stream') return;
    const heard = fault?.kind === 'refuse-stream' ? [] : streams.filter((stream) => stream === STREAM);
    leave();
    if (heard.length > 0) leave = hear(socket, feed, key, (event) => say(STREAM, event));
    say('listening', { streams: heard });
  };
  socket.on('message', (data) => {
    const request = requestOf(data);
    if (request === undefined) return say('error', { error: 'invalid syntax' });
    if (request.action === 'listen') return listen(request.data.streams);
    authenticate(request.action === 'auth' ? request.key : request.data.key_id, request.action);
  });
  socket.on('close', () => leave());
  socket.on('error', () => undefined);
}

/** Tells the events of one account until what it returns is called. */
function hear(socket: WebSocket, feed: OrderFeed, accountId: string, say: (event: object) => void): () => void {
  let endless: NodeJS.Timeout | undefined;
  const leave = feed.join({
    tell: (event) => {
      if (event.accountId === accountId && endless === undefined) say(event.body);
    },
    cut: () => socket.terminate(),
    tellHalf: (event) => {
      const text = JSON.stringify(event.body);
      if (event.accountId === accountId && endless === undefined)
        socket.send(Buffer.from(text.slice(0, text.length / 2)));
    },
    tellEndlessly: (event) => {
      if (event.accountId !== accountId || endless !== undefined) return;
      endless = setInterval(() => socket.send(ENDLESS_PART, { fin: false }), ENDLESS_EVERY_MS);
    },
  });
  return () => {
    clearInterval(endless);
    leave();
  };
}

function requestOf(data: RawData): Request | undefined {
  try {
    const parsed = Request.safeParse(JSON.parse((data as Buffer).toString('utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
