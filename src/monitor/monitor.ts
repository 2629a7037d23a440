// Watches prices and asks for a rebalance of every portfolio past its threshold.
//
// N1. It is level-triggered: what counts is where the prices are, not which tick brought them there, so a lost signal or a restart
//     loses nothing.
// N2. The index only says whom to look at. A portfolio that is signalled was measured exactly, from the ledger's row of that moment and
//     the prices of that moment: what healed while it waited is not signalled.
// N3. Of many at once, one look signals some in the order of `createTurns`, and no more than the workers can begin soon; the rest waits for
//     the next look.
// N4. While the market is closed or has just opened, trading is halted or the broker is in doubt, nobody is signalled. When that ends, whoever is
//     past their threshold then has a first turn, whenever they were signalled before.
// N5. A look takes every tick that waits, the newest of each symbol. However many they are, it costs one pass over all portfolios at
//     most, so that a tick waits for the end of one such look and for the next.
// N6. A portfolio that holds or targets a symbol whose price jumped is held back: each run would be refused. One of them is asked now and then, so that a row
//     says PRICE_JUMP and a person is called.

import type { Market, Tick } from '../broker/market';
import type { RebalanceClient, RunningRebalance } from '../client';
import type { TickerSymbol } from '../domain/portfolio';
import type { Ledger } from '../ledger/ledger';
import { createComparison } from './comparison';
import type { Crowd } from './crowd';
import { confirm, type Drifted } from './drifted';
import { type Closure, createGate } from './gate';
import { createDriftIndex } from './index/drift-index';
import { isInShard, type Shard } from './shard';
import { createStandstill } from './standstill';
import { createSweep, type SweepCounters, type SweepDeps } from './sweep';
import { createTickBox, type TickCounters } from './ticks';
import { createTurns, type Waiting } from './turns';
import { createWatchlist } from './watchlist';

/** How often it is seen who stands still. */
const STANDSTILL_MS = 60_000;
/** How often the market is asked while a feed is live. */
const ASK_MS = 10_000;
/** N3: what one look signals at most and for how long, so that prices and ledger are looked at again soon. */
const SIGNALS_PER_LOOK = 200;
const SIGNALLING_MS = 200;
/** Signals on their way at the same time, and rows read at once. */
const SIGNALS_AT_ONCE = 50;
/** N6: how often one holder of a symbol that jumped is asked. */
const JUMPED_ASK_MS = 600_000;
const NOBODY: Record<Closure | 'price-jump', number> = {
  'market-closed': 0,
  'market-just-opened': 0,
  'trading-halted': 0,
  'broker-in-doubt': 0,
  'price-jump': 0,
};

export interface MonitorDeps {
  ledger: Ledger;
  market: Pick<Market, 'latestPrices' | 'clock'>;
  client: Pick<RebalanceClient, 'priceChanged' | 'ensureRunning' | 'listRunning'>;
  /** Milliseconds that only rise. */
  monotonicMs(): number;
  /** Milliseconds since 1970. */
  now(): number;
  /** True while a feed offers every tick: the market is asked now and then only, to make up for a tick that could not be believed. */
  isFed?(): boolean;
  /** Minutes after the opening in which nobody is signalled; none unless given. */
  openingMinutes?: number | undefined;
  /** How many it has asked for and are under way; any number unless given. */
  crowd?: Crowd | undefined;
  /** The part of all portfolios that is watched here; without one, all. */
  shard?: Shard | undefined;
  /** `waitedMs` is from the first tick that may have brought it past its threshold. */
  onSignal(drifted: Drifted, started: RunningRebalance, waitedMs: number): void;
  /** A look has decided whose turn it is, so many milliseconds after the oldest tick that it took. */
  onDecision?(lagMs: number): void;
  /** A sweep for unsettled portfolios ended with failures: they fail no look. */
  onSweepFailures?: SweepDeps['onFailures'];
}

export interface Monitor {
  /** Looks once: at the ledger, the prices, and every portfolio that may have drifted. Returns what it signalled. */
  look(): Promise<Signalled[]>;
  /** Takes a tick of a feed: it is looked at in the next look, and only the newest of its symbol. */
  offer(tick: Tick): void;
  /** Hears that a price jumped and is not traded on: its holders wait (N6). */
  jumped(symbol: TickerSymbol): void;
  /** Hears that a price that had jumped is traded on again: its holders were refused, and have a turn in the next look. */
  jumpIsOver(symbol: TickerSymbol): void;
  /** Hears that ticks may have passed unheard: the next look asks the market. */
  missedTicks(): void;
  /** The symbols whose prices count, as of the last look. */
  symbols(): ReadonlySet<TickerSymbol>;
  /** Hears that a portfolio changed: its row is read in the next look. */
  changed(portfolioId: string): void;
  /** Hears that changes may have passed unheard: the next look compares every version. */
  missed(): void;
  /** Ends the sweep that goes on beside the looks, and waits for its end. */
  stop(): Promise<void>;
  counters(): MonitorCounters;
}

/** What happened since the start; `portfolios` and `backlog` are what is now. */
export interface MonitorCounters {
  portfolios: number;
  ticks: TickCounters;
  /** Holders that a price change was checked for. */
  checks: number;
  /** Portfolios that the index said may be past their threshold in the last look. */
  candidates: number;
  /** Candidates that were measured exactly, and those of them that were past their threshold. */
  measured: number;
  confirmed: number;
  signals: number;
  /** Portfolios whose signal did not go out because they cool down. */
  cooling: number;
  /** Portfolios past their threshold whose turn did not come in the last look. */
  backlog: number;
  /** False while the market is closed or trading is halted (N4). */
  isSignalling: boolean;
  /** Portfolios past their threshold that nobody signals before this ends. */
  heldBack: Record<Closure | 'price-jump', number>;
  /** Symbols that somebody holds or targets and that have no price, and the portfolios that cannot be judged without them. */
  unpricedSymbols: number;
  unjudged: number;
  sweep: SweepCounters;
}

export interface Signalled {
  drifted: Drifted;
  started: RunningRebalance;
}

export function createMonitor(deps: MonitorDeps): Monitor {
  const { shard } = deps;
  const isMine = (id: string) => shard === undefined || isInShard(id, shard);
  const index = createDriftIndex();
  const watchlist = createWatchlist(index, isMine);
  let symbols: ReadonlySet<TickerSymbol> = new Set();
  const ticks = createTickBox((symbol) => symbols.has(symbol), deps.now, deps.monotonicMs);
  const prices = new Map<TickerSymbol, string>();
  const changed = new Set<string>();
  const comparison = createComparison(() => watchlist.refresh(deps.ledger), watchlist.size, deps.monotonicMs);
  const turns = createTurns(deps.monotonicMs, deps.now);
  const counters = { checks: 0, candidates: 0, measured: 0, confirmed: 0, signals: 0, cooling: 0, backlog: 0 };
  const standstill = createStandstill({ ...deps, index, watchlist });
  let standAtMs = Number.NEGATIVE_INFINITY;
  const without = { unpricedSymbols: 0, unjudged: 0 };
  const gate = createGate(deps);
  let closure: Closure | undefined;
  const heldBack = { ...NOBODY };
  /** N6: the symbols whose price jumped, and when one of their holders was asked. */
  const jumpedAskedMs = new Map<TickerSymbol, number>();
  let askedAtMs = Number.NEGATIVE_INFINITY;
  const sweep = createSweep({ ...deps, isMine, onFailures: deps.onSweepFailures });

  const signal = async (drifted: Drifted): Promise<Signalled> => {
    const { portfolio } = drifted;
    const started = await deps.client.priceChanged(
      { id: portfolio.id, lockTtlMs: portfolio.policy.lockTtlMs },
      { symbols: portfolio.targets.map(({ symbol }) => symbol) },
    );
    counters.signals += 1;
    deps.crowd?.add(started);
    deps.onSignal(drifted, started, turns.signalled(portfolio));
    return { drifted, started };
  };
  /** What was heard is read at once; comparing every version makes up for what was not. */
  const lookAtLedger = async () => {
    // Before the rows are read: what changes meanwhile is read again in the next look.
    const heard = [...changed];
    changed.clear();
    try {
      await watchlist.update(deps.ledger, heard);
    } catch (error) {
      for (const id of heard) changed.add(id);
      throw error;
    }
    await comparison.whenDue();
    symbols = new Set(index.symbols());
  };
  const askMarket = async () => {
    if (symbols.size === 0) return;
    // Before: a gap meanwhile makes the next look ask again.
    askedAtMs = deps.monotonicMs();
    try {
      for (const [symbol, price] of await deps.market.latestPrices([...symbols])) ticks.settle(symbol, price);
    } catch (error) {
      askedAtMs = Number.NEGATIVE_INFINITY;
      throw error;
    }
  };
  /** Returns since when the oldest tick waited that it took. */
  const lookAtPrices = async (): Promise<number | undefined> => {
    if (deps.isFed?.() !== true || deps.monotonicMs() - askedAtMs >= ASK_MS) await askMarket();
    let oldestMs: number | undefined;
    const moved = new Map<TickerSymbol, string>();
    for (const { symbol, price, sinceMs } of ticks.take()) {
      moved.set(symbol, price);
      prices.set(symbol, price);
      if (sinceMs !== undefined) oldestMs = Math.min(oldestMs ?? sinceMs, sinceMs);
    }
    counters.checks += index.setPrices(moved);
    return oldestMs;
  };

  const lookAtGate = async () => {
    const before = closure;
    closure = await gate.look();
    if (closure === undefined && before !== undefined) turns.forgetAll();
  };
  const lookAtStandstill = async () => {
    if (deps.monotonicMs() - standAtMs < STANDSTILL_MS) return;
    const { symbols: unpricedSymbols, portfolios: unjudged } = await standstill.look(closure === undefined);
    Object.assign(without, { unpricedSymbols, unjudged });
    standAtMs = deps.monotonicMs();
  };
  /** N6: of a slot, which of its symbols jumped. */
  const jumpedOf = (): Map<number, TickerSymbol> =>
    new Map([...jumpedAskedMs.keys()].flatMap((symbol) => index.holdersOf(symbol).map((slot) => [slot, symbol])));
  const isHeldBack = (symbol: TickerSymbol | undefined): boolean => {
    if (symbol === undefined) return false;
    const askedMs = jumpedAskedMs.get(symbol) ?? Number.NEGATIVE_INFINITY;
    if (closure !== undefined || deps.monotonicMs() - askedMs < JUMPED_ASK_MS) {
      heldBack['price-jump'] += 1;
      return true;
    }
    jumpedAskedMs.set(symbol, deps.monotonicMs());
    return false;
  };
  /** The candidates that are neither left alone nor held back. */
  const due = (): Waiting[] => {
    const candidates = index.candidates();
    counters.candidates = candidates.length;
    const jumped = jumpedOf();
    return candidates.flatMap((slot) => {
      const one = watchlist.at(slot);
      const excess = turns.isLeftAlone(one, () => index.excess(slot)) ? 0 : index.excess(slot);
      return excess > 0 && !isHeldBack(jumped.get(slot)) ? [{ ...one, excess }] : [];
    });
  };
  /** N2. One whose signal fails keeps nobody else from theirs; when all fail, so would the rest. */
  const signalTheDrifted = async (waiting: string[]): Promise<Signalled[]> => {
    const all: Signalled[] = [];
    let failure: PromiseRejectedResult | undefined;
    const untilMs = deps.monotonicMs() + SIGNALLING_MS;
    while (waiting.length > 0 && all.length < SIGNALS_PER_LOOK) {
      const room = Math.min(deps.crowd?.room() ?? SIGNALS_AT_ONCE, SIGNALS_AT_ONCE);
      if (room === 0) break;
      const rows = await watchlist.read(deps.ledger, waiting.splice(0, room));
      const drifted = rows.flatMap((portfolio) => confirm(portfolio, prices) ?? []);
      const cooling = drifted.filter(({ portfolio }) => turns.coolsDown(portfolio));
      counters.measured += rows.length;
      counters.confirmed += drifted.length;
      counters.cooling += cooling.length;
      const ready = drifted.filter((one) => !cooling.includes(one));
      const outcomes = await Promise.allSettled(ready.map(signal));
      const sent = outcomes.filter((outcome) => outcome.status === 'fulfilled');
      all.push(...sent.map(({ value }) => value));
      failure ??= outcomes.find((outcome) => outcome.status === 'rejected');
      if ((failure !== undefined && sent.length === 0) || deps.monotonicMs() >= untilMs) break;
    }
    counters.backlog = waiting.length;
    if (failure !== undefined) throw failure.reason;
    return all;
  };

  return {
    look: async () => {
      sweep.whenDue();
      await lookAtLedger();
      const tickedAtMs = await lookAtPrices();
      await lookAtGate();
      await lookAtStandstill();
      const sinceMs = tickedAtMs ?? deps.monotonicMs();
      Object.assign(heldBack, NOBODY);
      const waiting = due();
      if (tickedAtMs !== undefined) deps.onDecision?.(deps.monotonicMs() - sinceMs);
      if (closure === undefined) return signalTheDrifted(turns.inOrder(waiting, sinceMs));
      heldBack[closure] = waiting.length;
      counters.backlog = 0;
      return [];
    },
    offer: ticks.offer,
    missedTicks: () => {
      askedAtMs = Number.NEGATIVE_INFINITY;
    },
    jumped: (symbol) => void jumpedAskedMs.set(symbol, Number.NEGATIVE_INFINITY),
    jumpIsOver: (symbol) => {
      jumpedAskedMs.delete(symbol);
      turns.forget(index.holdersOf(symbol).map((slot) => watchlist.at(slot).id));
    },
    symbols: () => symbols,
    changed: (id) => {
      if (isMine(id)) changed.add(id);
    },
    missed: comparison.again,
    stop: sweep.stop,
    counters: () => ({
      ...counters,
      isSignalling: closure === undefined,
      heldBack: { ...heldBack },
      ...without,
      portfolios: watchlist.size(),
      ticks: ticks.counters(),
      sweep: sweep.counters(),
    }),
  };
}
