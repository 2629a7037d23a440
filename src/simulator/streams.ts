// The streams of the simulator on its socket: prices, and what becomes of orders. An order that is due fills when a request comes; while
// somebody listens, it fills by itself as well.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ACTIVITY_EVENTS_PATH, ORDER_EVENTS_PATH, serveOrderEvents } from './api/order-events-route';
import { createOrderFeed } from './api/order-feed';
import { serveOrderSockets } from './api/order-sockets';
import { serveTradeStream, TRADES_PATH } from './api/trade-stream';
import { nextTurnAt, passTime } from './engine/market-clock';
import type { SimulatorState } from './engine/state';

export interface Streams {
  /** Answers a request for a stream. False when it is for something else. */
  answer(request: IncomingMessage, response: ServerResponse, user: { authenticated: boolean; keyId?: string }): boolean;
  /** Tells what has happened since the last call. */
  publish(): void;
  /** Breaks every connection, as a network does. */
  cut(): void;
  close(): void;
}

/** `keep` stores the state: what is told stays true when the simulator is killed. */
export function serveStreams(server: Server, state: SimulatorState, keep: () => Promise<void>): Streams {
  const prices = serveTradeStream(state);
  const [orderEvents, activityEvents] = [[], []];
  Object.assign(state, { orderEvents, activityEvents });
  const feed = createOrderFeed(state, 'orders', orderEvents, () => fillWhenDue());
  const activities = createOrderFeed(state, 'activities', activityEvents, () => undefined);
  const sockets = serveOrderSockets(state, feed);
  let timer: NodeJS.Timeout | undefined;

  const now = () => Date.now() + state.clock.offsetMs;
  const fillWhenDue = () => {
    clearTimeout(timer);
    const dueAt = feed.isHeard() ? nextTurnAt(state, now()) : undefined;
    if (dueAt === undefined) return;
    timer = setTimeout(
      () => void fillDue().catch(() => undefined),
      Math.min(Math.max(dueAt - now(), 0), TIMER_MAX_MS),
    ).unref();
  };
  const fillDue = async () => {
    passTime(state, now());
    await keep();
    publish();
  };
  const publish = () => {
    prices.publish(now());
    feed.publish();
    activities.publish();
    fillWhenDue();
  };
  const onUpgrade = (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    if (TRADES_PATH.test(request.url ?? '')) return prices.upgrade(request, connection, head);
    if (request.url === '/stream') return sockets.upgrade(request, connection, head);
    connection.destroy();
  };
  const cut = () => {
    prices.cut();
    feed.cut();
    activities.cut();
  };
  server.on('upgrade', onUpgrade);
  return {
    answer: (request, response, user) => {
      const path = request.method === 'GET' ? request.url?.split('?')[0] : undefined;
      if (path !== ORDER_EVENTS_PATH && path !== ACTIVITY_EVENTS_PATH) return false;
      serveOrderEvents(state, path === ORDER_EVENTS_PATH ? feed : activities, request, response, user);
      return true;
    },
    publish,
    cut,
    close: () => {
      clearTimeout(timer);
      server.off('upgrade', onUpgrade);
      cut();
      sockets.close();
    },
  };
}

/** A timer holds no more milliseconds than 31 bits do. */
const TIMER_MAX_MS = 2 ** 31 - 1;
