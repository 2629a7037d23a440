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
import { countDrifts, type DriftCount } from './drift-count';
import type { Drifted } from './drifted';
import { type Closure, createGate } from './gate';
import { createDriftIndex, type DriftIndex } from './index/drift-index';
import { createJumps, type Jumps } from './jumps';
import { createPriceLooks } from './price-looks';
import { isInShard, type Shard } from './shard';
import { createSignaller, type SignalCounters, type Signalled } from './signaller';
import { createStandstill } from './standstill';
import { createSweep, type SweepCounters, type SweepDeps } from './sweep';
import { createTickBox, type TickCounters } from './ticks';
import { createTurns, type Turns, type Waiting } from './turns';
import { createWatchlist, type Watchlist } from './watchlist';

/** How often it is seen who stands still. */
const STANDSTILL_MS = 60_000;
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
  crowd?: Pick<Crowd, 'room' | 'add'> | undefined;
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
  /** Counts the portfolios by drift, beside the looks. */
  drifts(): Promise<DriftCount>;
}

/** What happened since the start; `portfolios` and `backlog` are what is now. */
export interface MonitorCounters extends SignalCounters {
  portfolios: number;
  ticks: TickCounters;
  /** Holders that a price change was checked for. */
  checks: number;
  /** Portfolios that the index said may be past their threshold in the last look. */
  candidates: number;
  /** False while the market is closed or trading is halted (N4). */
  isSignalling: boolean;
  /** Portfolios past their threshold that nobody signals before this ends. */
  heldBack: Record<Closure | 'price-jump', number>;
  /** Symbols that somebody holds or targets and that have no price, and the portfolios that cannot be judged without them. */
  unpricedSymbols: number;
  unjudged: number;
  /** When the newest price was made, in milliseconds since 1970; undefined before the first one. */
  newestPriceMs: number | undefined;
  sweep: SweepCounters;
}

export function createMonitor(deps: MonitorDeps): Monitor {
  const { shard } = deps;
  const isMine = (id: string) => shard === undefined || isInShard(id, shard);
  const index = createDriftIndex();
  const watchlist = createWatchlist(index, isMine);
  let symbols: ReadonlySet<TickerSymbol> = new Set();
  const ticks = createTickBox((symbol) => symbols.has(symbol), deps.now, deps.monotonicMs);
  const priceLooks = createPriceLooks(deps, index, ticks);
  const ledgerLooks = createLedgerLooks(deps, watchlist);
  const turns = createTurns(deps.monotonicMs, deps.now);
  const jumps = createJumps(index, deps.monotonicMs);
  const signaller = createSignaller(deps, watchlist, turns, priceLooks.prices);
  const standstill = createStandstill({ ...deps, index, watchlist });
  let standAtMs = Number.NEGATIVE_INFINITY;
  const gate = createGate(deps);
  let closure: Closure | undefined;
  const sweep = createSweep({ ...deps, isMine, onFailures: deps.onSweepFailures });
  const seen = { candidates: 0, unpricedSymbols: 0, unjudged: 0, heldBack: { ...NOBODY } };

  const lookAtGate = async () => {
    const before = closure;
    closure = await gate.look();
    if (closure === undefined && before !== undefined) turns.forgetAll();
  };
  const lookAtStandstill = async () => {
    if (deps.monotonicMs() - standAtMs < STANDSTILL_MS) return;
    const { symbols: unpricedSymbols, portfolios: unjudged } = await standstill.look(closure === undefined);
    Object.assign(seen, { unpricedSymbols, unjudged });
    standAtMs = deps.monotonicMs();
  };

  return {
    look: async () => {
      sweep.whenDue();
      await ledgerLooks.look();
      symbols = new Set(index.symbols());
      const tickedAtMs = await priceLooks.look(symbols);
      await lookAtGate();
      await lookAtStandstill();
      const sinceMs = tickedAtMs ?? deps.monotonicMs();
      const { waiting, ...found } = due({ index, watchlist, turns, jumps }, closure);
      Object.assign(seen, found);
      if (tickedAtMs !== undefined) deps.onDecision?.(deps.monotonicMs() - sinceMs);
      return signaller.signal(closure === undefined ? turns.inOrder(waiting, sinceMs) : []);
    },
    offer: ticks.offer,
    missedTicks: priceLooks.missed,
    jumped: jumps.add,
    jumpIsOver: (symbol) => {
      jumps.remove(symbol);
      turns.forget(index.holdersOf(symbol).map((slot) => watchlist.at(slot).id));
    },
    symbols: () => symbols,
    changed: (id) => {
      if (isMine(id)) ledgerLooks.changed(id);
    },
    missed: ledgerLooks.missed,
    stop: sweep.stop,
    counters: () => ({
      ...signaller.counters,
      ...seen,
      heldBack: { ...seen.heldBack },
      checks: priceLooks.checks(),
      isSignalling: closure === undefined,
      portfolios: watchlist.size(),
      ticks: ticks.counters(),
      newestPriceMs: ticks.newestMs(),
      sweep: sweep.counters(),
    }),
    drifts: () => countDrifts(index),
  };
}

/** The candidates that are neither left alone nor held back, and how many are held back. */
function due(
  { index, watchlist, turns, jumps }: { index: DriftIndex; watchlist: Watchlist; turns: Turns; jumps: Jumps },
  closure: Closure | undefined,
): { waiting: Waiting[]; candidates: number; heldBack: MonitorCounters['heldBack'] } {
  const candidates = index.candidates();
  const heldBack = { ...NOBODY };
  const jumped = jumps.holders();
  const waiting = candidates.flatMap((slot) => {
    const one = watchlist.at(slot);
    const excess = turns.isLeftAlone(one, () => index.excess(slot)) ? 0 : index.excess(slot);
    if (excess <= 0) return [];
    const symbol = jumped.get(slot);
    if (symbol === undefined || !jumps.holdsBack(symbol, closure === undefined)) return [{ ...one, excess }];
    heldBack['price-jump'] += 1;
    return [];
  });
  if (closure !== undefined) heldBack[closure] = waiting.length;
  return { waiting, candidates: candidates.length, heldBack };
}

/** What was heard is read at once; comparing every version makes up for what was not. */
function createLedgerLooks({ ledger, monotonicMs }: Pick<MonitorDeps, 'ledger' | 'monotonicMs'>, watchlist: Watchlist) {
  const changed = new Set<string>();
  const comparison = createComparison(() => watchlist.refresh(ledger), watchlist.size, monotonicMs);
  return {
    look: async () => {
      // Before the rows are read: what changes meanwhile is read again in the next look.
      const heard = [...changed];
      changed.clear();
      try {
        await watchlist.update(ledger, heard);
      } catch (error) {
        for (const id of heard) changed.add(id);
        throw error;
      }
      await comparison.whenDue();
    },
    changed: (id: string) => void changed.add(id),
    missed: comparison.again,
  };
}
