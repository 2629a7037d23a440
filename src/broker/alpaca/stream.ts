// Alpaca's market data stream: one connection, which is made again for ever.
//
// S1. What passed while nobody listened is a gap, and every subscription that Alpaca confirms ends one: only then is nothing
//     missed any more, and only then the latest trades tell what was.
// S2. A connection on which not even an answer to a ping comes is dead, whatever the operating system says.

import { type RawData, WebSocket } from 'ws';
import { parseExactly } from '../../domain/exact-json';
import type { TickerSymbol } from '../../domain/portfolio';
import type { Tick } from '../market';
import { refuseLiveHost } from './hosts';
import { createKeyRing } from './key-ring';
import { priceOf } from './parse';
import { createReconnect } from './reconnect';
import { StreamMessage } from './stream-models';
import { type AlpacaSettings, DEFAULT_FEED } from './transport';

export interface TradeStream {
  /** Makes these the symbols whose trades are told. */
  subscribe(symbols: ReadonlySet<TickerSymbol>): void;
  /** True while every trade of a subscribed symbol arrives. */
  isLive(): boolean;
  close(): void;
}

export interface StreamListener {
  onTick(tick: Tick): void;
  /** A trade of this symbol that was told does not count, or not as it was told: the market knows what does. */
  onRevised(symbol: TickerSymbol): void;
  /** S1: trades passed unheard; from now on they arrive. */
  onGap(): void;
  /** Why the connection ended. */
  onLoss(reason: string): void;
}

const PING_MS = 10_000;
/** What the stream answers to a key that it does not accept. */
const AUTH_FAILED = '402';

/** The stream of a feed, beside Alpaca's market data; a simulator serves it itself. */
export function streamUrlOf({ dataUrl, feed = DEFAULT_FEED }: Pick<AlpacaSettings, 'dataUrl' | 'feed'>): string {
  const url = new URL(`/v2/${feed}`, dataUrl);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  if (url.hostname.endsWith('.alpaca.markets')) url.hostname = `stream.${url.hostname}`;
  return url.href;
}

/** @throws LiveBrokerError for a host that trades real money. */
// eslint-disable-next-line max-lines-per-function -- what happens to one connection, which all of it shares
export function openTradeStream(
  settings: Pick<AlpacaSettings, 'dataUrl' | 'feed' | 'keyId' | 'secretKey' | 'keys'>,
  listener: StreamListener,
): TradeStream {
  refuseLiveHost(settings.dataUrl);
  let wanted: ReadonlySet<TickerSymbol> = new Set();
  let confirmed: ReadonlySet<TickerSymbol> = new Set();
  let socket: WebSocket | undefined;
  /** Asked at every tick. */
  let live = false;
  let authenticated = false;
  const reconnect = createReconnect(() => connect());
  const ring = createKeyRing(settings);
  let shown = ring.use();

  const send = (message: object) => socket?.send(JSON.stringify(message));
  const noteLive = () => {
    live = wanted.size > 0 && [...wanted].every((symbol) => confirmed.has(symbol));
  };
  const askForTrades = () => {
    if (!authenticated) return;
    const gone = [...confirmed].filter((symbol) => !wanted.has(symbol));
    const missing = [...wanted].filter((symbol) => !confirmed.has(symbol));
    if (gone.length > 0) send({ action: 'unsubscribe', trades: gone });
    if (missing.length > 0) send({ action: 'subscribe', trades: missing });
  };
  const take = (message: StreamMessage) => {
    if (message.T === 't') {
      listener.onTick({ symbol: message.S, price: priceOf(message.p), at: message.t });
    } else if (message.T === 'x' || message.T === 'c') {
      listener.onRevised(message.S);
    } else if (message.T === 'success' && message.msg === 'connected') {
      shown = ring.use();
      send({ action: 'auth', key: shown.key.keyId, secret: shown.key.secretKey });
    } else if (message.T === 'success' && message.msg === 'authenticated') {
      authenticated = true;
      askForTrades();
    } else if (message.T === 'subscription') {
      const before = confirmed;
      confirmed = new Set(message.trades);
      noteLive();
      reconnect.works();
      if (message.trades.some((symbol) => !before.has(symbol))) listener.onGap();
    } else if (message.T === 'error') {
      if (message.code === AUTH_FAILED) shown.refused();
      socket?.close(1000, `${message.code} ${message.msg}`);
    }
  };
  const connect = () => {
    const made = new WebSocket(streamUrlOf(settings), { handshakeTimeout: 5_000 });
    let reason = 'the connection ended';
    let answered = true;
    const ping = setInterval(() => {
      if (!answered) made.terminate();
      answered = false;
      if (made.readyState === WebSocket.OPEN) made.ping();
    }, PING_MS);
    socket = made;
    made.on('pong', () => {
      answered = true;
    });
    made.on('message', (data) => {
      for (const message of messagesOf(data)) {
        if (message.T === 'error') reason = `${message.code} ${message.msg}`;
        take(message);
      }
    });
    made.on('error', (error) => {
      reason = error.message;
    });
    made.once('close', () => {
      clearInterval(ping);
      authenticated = false;
      confirmed = new Set();
      noteLive();
      if (reconnect.lost()) listener.onLoss(reason);
    });
  };

  connect();
  return {
    subscribe: (symbols) => {
      wanted = symbols;
      noteLive();
      askForTrades();
    },
    isLive: () => live,
    close: () => {
      reconnect.close();
      socket?.terminate();
    },
  };
}

/** The readable messages of one frame. */
function messagesOf(data: RawData): StreamMessage[] {
  try {
    const frame = parseExactly((data as Buffer).toString('utf8'));
    if (!Array.isArray(frame)) return [];
    return frame.flatMap((message) => {
      const parsed = StreamMessage.safeParse(message);
      return parsed.success ? [parsed.data] : [];
    });
  } catch {
    return [];
  }
}
