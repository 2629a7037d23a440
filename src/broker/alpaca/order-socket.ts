// The Trading API's stream of orders: one WebSocket connection, until it ends.

import { type RawData, WebSocket } from 'ws';
import type { KeyRing } from './key-ring';
import { type Connection, OrderFrame } from './order-events';

const STREAM = 'trade_updates';
const HANDSHAKE_MS = 5_000;
const PING_MS = 10_000;
/** An event has about 2 kB. */
const FRAME_MAX = 256 * 1_024;

/** Where `trade_updates` is served: beside the Trading API. */
export function orderSocketUrl(baseUrl: string): string {
  const url = new URL('/stream', baseUrl);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

/** Returns what ends it. `quietMs` is how long it may take until it listens. */
export function openOrderSocket(baseUrl: string, ring: KeyRing, quietMs: number, to: Connection): () => void {
  const { key, refused } = ring.use();
  const socket = new WebSocket(orderSocketUrl(baseUrl), { handshakeTimeout: HANDSHAKE_MS, maxPayload: FRAME_MAX });
  const send = (message: object) => socket.send(JSON.stringify(message));
  let reason = 'the connection ended';
  let answered = true;
  const end = (why: string) => {
    reason = why;
    socket.terminate();
  };
  const late = setTimeout(() => end('it says nothing'), quietMs);
  const ping = setInterval(() => {
    if (!answered) return end('it answers no ping');
    answered = false;
    if (socket.readyState === WebSocket.OPEN) socket.ping();
  }, PING_MS);

  const take = (frame: OrderFrame) => {
    if (frame.stream === STREAM) return to.onEvent(frame.data);
    if (frame.stream === 'listening') {
      if (!frame.data.streams.includes(STREAM)) return end('the key may not listen to orders');
      clearTimeout(late);
      return to.onLive();
    }
    if (frame.data.status === 'authorized') return send({ action: 'listen', data: { streams: [STREAM] } });
    refused();
    end('the key is not accepted');
  };
  socket.on('open', () => send({ action: 'auth', key: key.keyId, secret: key.secretKey }));
  socket.on('pong', () => {
    answered = true;
  });
  socket.on('message', (data) => {
    const frame = frameOf(data);
    if (frame !== undefined) take(frame);
  });
  socket.on('error', (error) => {
    reason = error.message;
  });
  socket.once('close', () => {
    clearTimeout(late);
    clearInterval(ping);
    to.onLoss(reason);
  });
  return () => socket.terminate();
}

function frameOf(data: RawData): OrderFrame | undefined {
  try {
    const parsed = OrderFrame.safeParse(JSON.parse((data as Buffer).toString('utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
