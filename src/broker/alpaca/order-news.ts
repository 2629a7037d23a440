// The stream of orders of one key, which is connected again for ever. Which stream it is follows the API: a WebSocket on the Trading API,
// server-sent events on the Broker API. What it told while nobody listened is not asked for again: without it the orders are polled.

import type { OrderNews } from '../order-news';
import { refuseLiveHost } from './hosts';
import { createKeyRing } from './key-ring';
import { openOrderEventStream } from './order-event-stream';
import { type Connection, mayHaveEnded } from './order-events';
import { openOrderSocket } from './order-socket';
import { createReconnect } from './reconnect';
import type { AlpacaSettings } from './transport';
import { createWatches, type WatchListener } from './watches';

export interface OpenOrderNews extends OrderNews {
  close(): void;
}

export interface NewsListener extends Omit<WatchListener, 'onDoubt'> {
  onEvent(): void;
  /** Why it cannot be relied on for now; said once until it can be again. */
  onLoss(reason: string): void;
  onLive(): void;
}

type Settings = Pick<AlpacaSettings, 'baseUrl' | 'api' | 'keyId' | 'secretKey' | 'keys'> & {
  /** How long a connection may say nothing before it counts as dead. */
  quietMs?: number;
};

/** Alpaca does not say how often it sends a heartbeat. */
const QUIET_MS = 30_000;
/** A connection that lasted this long was no failure. */
const LASTED_MS = 60_000;

/** @throws LiveBrokerError for a host that trades real money. */
export function openOrderNews(settings: Settings, listener: NewsListener): OpenOrderNews {
  const { baseUrl, api, quietMs = QUIET_MS } = settings;
  refuseLiveHost(baseUrl);
  const ring = createKeyRing(settings);
  const open = api === 'trading' ? openOrderSocket : openOrderEventStream;
  let end = () => undefined as void;
  let connectedAt = 0;
  const reconnect = createReconnect(() => connect());
  let saidLost = false;

  const lost = (reason: string) => {
    if (!saidLost) listener.onLoss(reason);
    saidLost = true;
  };
  const onDoubt = () => {
    lost('orders ended of which it told nothing');
    end();
  };
  const watches = createWatches({ ...listener, onDoubt }, () => performance.now());
  const live = () => {
    if (saidLost && watches.isLive()) listener.onLive();
    if (watches.isLive()) saidLost = false;
  };
  const connection: Connection = {
    onLive: () => {
      watches.connected(true);
      live();
    },
    onEvent: ({ event, order }) => {
      reconnect.works();
      listener.onEvent();
      watches.believe();
      live();
      if (mayHaveEnded(event)) watches.tell(order.client_order_id);
    },
    onGap: watches.gap,
    onLoss: (reason) => {
      watches.connected(false);
      if (performance.now() - connectedAt > LASTED_MS) reconnect.works();
      if (reconnect.lost()) lost(reason);
    },
  };
  const connect = () => {
    connectedAt = performance.now();
    end = open(baseUrl, ring, quietMs, connection);
  };

  connect();
  return {
    isLive: watches.isLive,
    watch: watches.watch,
    close: () => {
      reconnect.close();
      end();
    },
  };
}
