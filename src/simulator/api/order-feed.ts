// What became of orders, or what else happened in accounts, told to everyone who listens: once, in order, and to all, unless a fault says
// otherwise. It remembers the latest events, for those who ask what they missed.

import type { Side } from '../../domain/order';
import { type Call, type Effect, type StreamName, takeFault } from '../engine/faults';
import { iso, type SimulatorState } from '../engine/state';
import { ulidOf } from './ulid';

/** Of an order or, without one, of an account. `at` is market time. */
export interface FeedEvent {
  at: number;
  accountId: string;
  clientOrderId?: string;
  symbol?: string | undefined;
  side?: Side;
  /** In Alpaca's names. */
  body: object;
}

export interface ToldEvent extends FeedEvent {
  /** A ULID: later events have greater ones. */
  id: string;
}

export interface FeedListener {
  tell(event: ToldEvent): void;
  /** The connection breaks. */
  cut(): void;
  /** Begins to tell it, and never ends. */
  tellEndlessly(event: ToldEvent): void;
  /** Tells half of it. */
  tellHalf(event: ToldEvent): void;
}

export interface OrderFeed {
  /** Tells what has happened since the last call. */
  publish(): void;
  /** Returns what ends it. */
  join(listener: FeedListener): () => void;
  isHeard(): boolean;
  /** The events that are remembered, oldest first. */
  remembered(): readonly ToldEvent[];
  /** Returns the fault that hits a connection of `accountId` that begins to listen. */
  faultOfListening(accountId: string | undefined, at: number): Effect | undefined;
  cut(): void;
}

const REMEMBERED_MAX = 5_000;

/** `happened` is emptied by each publication. `onJoin` hears of each listener. */
export function createOrderFeed(
  state: SimulatorState,
  stream: StreamName,
  happened: FeedEvent[],
  onJoin: () => void,
): OrderFeed {
  const listeners = new Set<FeedListener>();
  const silent = new WeakSet<FeedListener>();
  const memory: ToldEvent[] = [];
  let count = 0;

  const each = (tell: (listener: FeedListener) => void) => {
    for (const listener of [...listeners]) if (!silent.has(listener)) tell(listener);
  };
  const tell = (event: ToldEvent) => each((listener) => listener.tell(event));
  const cut = () => {
    for (const listener of [...listeners]) listener.cut();
  };
  const ways: Partial<Record<Effect['kind'], (event: ToldEvent) => void>> = {
    'lose-event': () => undefined,
    'repeat-event': (event) => {
      tell(event);
      tell(event);
    },
    'cut-stream': cut,
    'silence-stream': () => {
      for (const listener of listeners) silent.add(listener);
    },
    'endless-line': (event) => each((listener) => listener.tellEndlessly(event)),
    'break-line': (event) => each((listener) => listener.tellHalf(event)),
  };
  const tellAs = (effect: Effect | undefined, event: ToldEvent) => {
    if (effect?.kind === 'delay-event') setTimeout(() => tell(event), effect.ms).unref();
    else ((effect && ways[effect.kind]) ?? tell)(event);
  };
  const faultOf = (given: Call, at: number): Effect | undefined => {
    const call = { ...given, stream };
    const effect = takeFault(state.faults, call);
    if (effect === undefined) return undefined;
    const { operation: kind, shows: _, ...about } = call;
    const known = Object.fromEntries(Object.entries(about).filter(([, value]) => value !== undefined));
    state.journal.push({ at: iso(at), kind, ...known, fault: effect.kind });
    state.changes += 1;
    return effect;
  };

  return {
    publish: () => {
      for (const event of happened.splice(0)) {
        count += 1;
        const told = { ...event, id: ulidOf(event.at, count) };
        memory.push(told);
        if (memory.length > 2 * REMEMBERED_MAX) memory.splice(0, REMEMBERED_MAX);
        const { accountId, clientOrderId, symbol, side, at } = event;
        if (listeners.size > 0)
          tellAs(faultOf({ operation: 'event', accountId, clientOrderId, symbol, side }, at), told);
      }
    },
    join: (listener) => {
      listeners.add(listener);
      onJoin();
      return () => listeners.delete(listener);
    },
    isHeard: () => listeners.size > 0,
    remembered: () => memory,
    faultOfListening: (accountId, at) =>
      faultOf({ operation: 'listen', accountId, clientOrderId: undefined, symbol: undefined, side: undefined }, at),
    cut,
  };
}
