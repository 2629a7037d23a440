// Collects ticks between looks. Ticks come faster than looks, and not all of them can be believed.

import type { Price, Tick } from '../broker/market';
import { type Decimal, decimal, decimalProblem, PRICE_DECIMALS, ZERO } from '../domain/money';
import type { TickerSymbol } from '../domain/portfolio';

/** Why a tick is not taken. */
export type DropReason = 'unknown-symbol' | 'unreadable' | 'not-positive' | 'future' | 'old' | 'absurd';

export interface TickBox {
  /** Keeps a tick until the next `take`; a newer one of the same symbol replaces it. */
  offer(tick: Tick): void;
  /** Takes the latest price according to the market, which is believed even if it is absurd. Older ticks no longer count. */
  settle(symbol: TickerSymbol, price: Price): void;
  /** Forgets what it knows of a symbol, because a tick of it does not count any more: the next answer of the market is believed. */
  revise(symbol: TickerSymbol): void;
  /** Returns the newest price of each symbol that had a tick, or an answer of the market, since the last call. */
  take(): TakenTick[];
  counters(): TickCounters;
  /** When the newest price was made, by the market's clock, in milliseconds since 1970; undefined before the first one. */
  newestMs(): number | undefined;
}

/** `sinceMs`: when the first of its ticks came; undefined for a price that the market answered. */
export interface TakenTick {
  symbol: TickerSymbol;
  price: string;
  sinceMs: number | undefined;
}

export interface TickCounters {
  received: number;
  /** Replaced by a newer one before anybody looked. */
  conflated: number;
  dropped: Record<DropReason, number>;
}

/** No price moves further than this between two trades, in either direction. */
const FACTOR_MAX = decimal('100');
/** The market's clock and ours may differ by this much. */
const AHEAD_MAX_MS = 60_000;

/** `now` is milliseconds since 1970, `monotonicMs` only rises; `isKnown` says whether anybody holds or targets a symbol. */
export function createTickBox(
  isKnown: (symbol: TickerSymbol) => boolean,
  now: () => number,
  monotonicMs: () => number,
): TickBox {
  const latest = new Map<TickerSymbol, { price: Decimal; atMs: number; ticked: boolean }>();
  const waiting = new Map<TickerSymbol, TakenTick>();
  const counters: TickCounters = {
    received: 0,
    conflated: 0,
    dropped: { 'unknown-symbol': 0, unreadable: 0, 'not-positive': 0, future: 0, old: 0, absurd: 0 },
  };
  const problemOf = ({ symbol, price, at }: Tick): DropReason | undefined => {
    const atMs = Date.parse(at);
    if (!isKnown(symbol)) return 'unknown-symbol';
    if (decimalProblem(price, PRICE_DECIMALS) !== undefined || Number.isNaN(atMs)) return 'unreadable';
    if (!decimal(price).greaterThan(ZERO)) return 'not-positive';
    if (atMs > now() + AHEAD_MAX_MS) return 'future';
    const last = latest.get(symbol);
    if (last === undefined) return undefined;
    if (atMs < last.atMs) return 'old';
    const [low, high] = [last.price.div(FACTOR_MAX), last.price.times(FACTOR_MAX)];
    return decimal(price).lessThan(low) || decimal(price).greaterThan(high) ? 'absurd' : undefined;
  };
  let newestMs: number | undefined;
  const note = (symbol: TickerSymbol, { price, at }: Price, ticked: boolean) => {
    const atMs = Date.parse(at);
    latest.set(symbol, { price: decimal(price), atMs, ticked });
    newestMs = Math.max(newestMs ?? atMs, atMs);
  };
  return {
    offer: (tick) => {
      counters.received += 1;
      const problem = problemOf(tick);
      if (problem !== undefined) {
        counters.dropped[problem] += 1;
        return;
      }
      note(tick.symbol, tick, true);
      if (waiting.has(tick.symbol)) counters.conflated += 1;
      const sinceMs = waiting.get(tick.symbol)?.sinceMs ?? monotonicMs();
      waiting.set(tick.symbol, { symbol: tick.symbol, price: tick.price, sinceMs });
    },
    settle: (symbol, price) => {
      // A tick that came while the market was asked is newer than its answer.
      const last = latest.get(symbol);
      if (last?.ticked && Date.parse(price.at) < last.atMs) return;
      note(symbol, price, false);
      waiting.set(symbol, { symbol, price: price.price, sinceMs: waiting.get(symbol)?.sinceMs });
    },
    revise: (symbol) => {
      latest.delete(symbol);
      waiting.delete(symbol);
    },
    take: () => {
      const taken = [...waiting.values()];
      waiting.clear();
      return taken;
    },
    counters: () => ({ ...counters, dropped: { ...counters.dropped } }),
    newestMs: () => newestMs,
  };
}
