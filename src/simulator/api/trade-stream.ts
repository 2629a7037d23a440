// Alpaca's market data stream, as the simulator serves it: every price that changes is a trade.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Decimal } from '../../domain/money';
import type { TickerSymbol } from '../../domain/portfolio';
import { iso, type SimulatorState } from '../engine/state';
import { ExactNumber, exactJson } from './reply';

export interface TradeStreamServer {
  /** Tells the trades of every price that changed since the last call. */
  publish(at: number): void;
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void;
  /** Breaks every connection, as a network does. */
  cut(): void;
}

export const TRADES_PATH = /^\/v2\/(iex|sip)$/;
const Request = z.discriminatedUnion('action', [
  z.object({ action: z.literal('auth'), key: z.string().min(1), secret: z.string() }),
  z.object({ action: z.literal('subscribe'), trades: z.array(z.string()) }),
  z.object({ action: z.literal('unsubscribe'), trades: z.array(z.string()) }),
]);

interface Listener {
  key: string | undefined;
  trades: Set<TickerSymbol>;
}

export function serveTradeStream(state: SimulatorState): TradeStreamServer {
  const sockets = new WebSocketServer({ noServer: true });
  const listeners = new Map<WebSocket, Listener>();
  /** The price of each symbol that was last told. Each change makes a new object. */
  const told = new Map<TickerSymbol, Decimal>();
  let trades = 0;

  const say = (socket: WebSocket, ...messages: object[]) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(exactJson(messages));
  };
  const refuse = (socket: WebSocket, code: number, msg: string) => say(socket, { T: 'error', code, msg });
  const authenticate = (socket: WebSocket, listener: Listener, key: string) => {
    if (listener.key !== undefined) return refuse(socket, 403, 'already authenticated');
    const { acceptedKeys } = state.settings;
    if (acceptedKeys !== null && !acceptedKeys.includes(key)) {
      refuse(socket, 402, 'auth failed');
      return socket.close();
    }
    // Alpaca's usual plans have one connection a key.
    if ([...listeners.values()].some((other) => other.key === key)) {
      refuse(socket, 406, 'connection limit exceeded');
      return socket.close();
    }
    listener.key = key;
    say(socket, { T: 'success', msg: 'authenticated' });
  };
  const answer = (socket: WebSocket, listener: Listener, data: RawData) => {
    const request = requestOf(data);
    if (request === undefined) return refuse(socket, 400, 'invalid syntax');
    if (request.action === 'auth') return authenticate(socket, listener, request.key);
    if (listener.key === undefined) return refuse(socket, 401, 'not authenticated');
    for (const symbol of request.trades)
      if (request.action === 'subscribe') listener.trades.add(symbol);
      else listener.trades.delete(symbol);
    say(socket, { T: 'subscription', trades: [...listener.trades], quotes: [], bars: [] });
  };
  const upgrade: TradeStreamServer['upgrade'] = (request, connection, head) => {
    sockets.handleUpgrade(request, connection, head, (socket) => {
      // What changed while nobody listened was told to nobody.
      if (listeners.size === 0) for (const { symbol, price } of state.assets.values()) told.set(symbol, price);
      const listener: Listener = { key: undefined, trades: new Set() };
      listeners.set(socket, listener);
      socket.on('message', (data) => answer(socket, listener, data));
      socket.on('close', () => listeners.delete(socket));
      socket.on('error', () => undefined);
      say(socket, { T: 'success', msg: 'connected' });
    });
  };
  const cut = () => {
    for (const socket of listeners.keys()) socket.terminate();
  };

  return {
    publish: (at) => {
      const revised = tellRevisions(state, told, at);
      if (listeners.size === 0) return;
      const changed = [...state.assets.values()].filter(({ symbol, price }) => told.get(symbol) !== price);
      const traded = changed.map(({ symbol, price }) => {
        told.set(symbol, price);
        trades += 1;
        const number = new ExactNumber(price.toFixed());
        return { T: 't', S: symbol, i: trades, x: 'V', p: number, s: 100, t: iso(at), c: ['@'], z: 'C' };
      });
      const messages = [...revised, ...traded];
      for (const [socket, listener] of listeners) {
        const heard = messages.filter(({ S }) => listener.trades.has(S));
        if (heard.length > 0) say(socket, ...heard);
      }
    },
    upgrade,
    cut,
  };
}

/** What was taken back or corrected; the price that follows from it is not told as a trade. */
function tellRevisions(state: SimulatorState, told: Map<TickerSymbol, Decimal>, at: number) {
  return state.revisions.splice(0).map((revision) => {
    told.set(revision.symbol, state.assets.get(revision.symbol)?.price ?? revision.price);
    return revisionOf(revision, at);
  });
}

/** As Alpaca tells that a trade was cancelled (x) or corrected (c): the fields of the old one, and of the new one. */
function revisionOf({ symbol, price, corrected }: SimulatorState['revisions'][number], at: number) {
  const old = new ExactNumber(price.toFixed());
  if (corrected === null) return { T: 'x', S: symbol, i: 1, x: 'V', p: old, s: 100, a: 'C', z: 'C', t: iso(at) };
  const now = new ExactNumber(corrected.toFixed());
  const of = { oi: 1, op: old, os: 100, oc: ['@'], ci: 2, cp: now, cs: 100, cc: ['@'] };
  return { T: 'c', S: symbol, x: 'V', ...of, t: iso(at), z: 'C' };
}

function requestOf(data: RawData): z.infer<typeof Request> | undefined {
  try {
    const parsed = Request.safeParse(JSON.parse((data as Buffer).toString('utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
