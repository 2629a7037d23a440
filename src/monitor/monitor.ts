// Watches prices and asks for a rebalance of every portfolio past its threshold.
//
// N1. It is level-triggered: only the present prices count, not the ticks that led to them, so a lost signal or a restart
//     loses nothing.
// N2. The index only suggests candidates. Before a portfolio is signalled it is measured exactly, from its present row in the
//     ledger and the present prices. One that is no longer past its threshold is not signalled.
// N3. When many drift at once, one look signals some of them, in the order of `createTurns`, and no more than the workers can
//     begin soon. The others wait for the next look.
// N4. While the market is closed or has just opened, trading is halted or the broker is in doubt, nobody is signalled. When
//     that ends, every portfolio past its threshold gets a first turn, no matter when it was signalled before.
// N5. A look takes the newest waiting tick of every symbol. However many there are, it costs at most one pass over all
//     portfolios, so a tick waits for two looks at most: the one under way and its own.
// N6. A portfolio that holds or targets a symbol whose price jumped is held back, because its run would be refused. From time
//     to time one of them is signalled, so that its row says PRICE_JUMP and a person is called.
// N7. A portfolio whose calendar is due gets a turn like one that drifted, after those that did, until its row says that the look is done.
//     So a day on which nobody looked is made up for, once.

import type { Market, Tick } from '../broker/market';
import type { RebalanceClient, RunningRebalance } from '../client';
import type { TickerSymbol } from '../domain/portfolio';
import type { Ledger } from '../ledger/ledger';
import { type Calendars, createCalendars } from './calendars';
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

/** How often it looks for portfolios that cannot move. */
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
  /**
   * True while a feed delivers every tick. Then the market is asked only from time to time, in case a tick could not be believed.
   */
  isFed?(): boolean;
  /** Minutes after the opening in which nobody is signalled; none unless given. */
  openingMinutes?: number | undefined;
  /** How many rebalances it has asked for are under way. Without it, there is no limit. */
  crowd?: Pick<Crowd, 'room' | 'add'> | undefined;
  /** The part of all portfolios that is watched here; without one, all. */
  shard?: Shard | undefined;
  /** `waitedMs` is from the first tick that may have brought it past its threshold. */
  onSignal(drifted: Drifted, started: RunningRebalance, waitedMs: number): void;
  /** Called when a look has decided whose turn it is, with the milliseconds since the oldest tick that it took. */
  onDecision?(lagMs: number): void;
  /** Called when a sweep for unsettled portfolios ended with failures, which do not make a look fail. */
  onSweepFailures?: SweepDeps['onFailures'];
}

export interface Monitor {
  /** Looks once: at the ledger, the prices, and every portfolio that may have drifted. Returns what it signalled. */
  look(): Promise<Signalled[]>;
  /** Takes a tick of a feed. The next look uses the newest one of each symbol. */
  offer(tick: Tick): void;
  /** Call it when a price jumped and is not traded on: its holders wait (N6). */
  jumped(symbol: TickerSymbol): void;
  /** Call it when such a price is traded on again: its holders were refused, and get a turn in the next look. */
  jumpIsOver(symbol: TickerSymbol): void;
  /** Call it when ticks may have been missed, or one of `revised` does not count any more: the next look asks the market. */
  missedTicks(revised?: TickerSymbol): void;
  /** The symbols whose prices count, as of the last look. */
  symbols(): ReadonlySet<TickerSymbol>;
  /** Call it when a portfolio changed: the next look reads its row. */
  changed(portfolioId: string): void;
  /** Call it when changes may have been missed: the next look compares every version. */
  missed(): void;
  /** Stops the sweep that runs beside the looks, and waits for its end. */
  stop(): Promise<void>;
  counters(): MonitorCounters;
  /** Counts the portfolios by drift, beside the looks. */
  drifts(): Promise<DriftCount>;
}

/** Counts since the start, except `portfolios` and `backlog`, which describe the present. */
export interface MonitorCounters extends SignalCounters {
  portfolios: number;
  ticks: TickCounters;
  /** Holders that a price change was checked for. */
  checks: number;
  /** Portfolios that the index said may be past their threshold in the last look. */
  candidates: number;
  /** False while the market is closed or trading is halted (N4). */
  isSignalling: boolean;
  /** Portfolios past their threshold that are not signalled before this ends. */
  heldBack: Record<Closure | 'price-jump', number>;
  /** Symbols without a price that somebody holds or targets, and the portfolios that cannot be measured without them. */
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
  const calendars = createCalendars(deps.now);
  const watchlist = createWatchlist(index, calendars, isMine);
  let symbols: ReadonlySet<TickerSymbol> = new Set();
  const ticks = createTickBox((symbol) => symbols.has(symbol), deps.now, deps.monotonicMs);
  const priceLooks = createPriceLooks(deps, index, ticks);
  const ledgerLooks = createLedgerLooks(deps, watchlist);
  const turns = createTurns(deps.monotonicMs, deps.now);
  const jumps = createJumps(index, deps.monotonicMs);
  const signaller = createSignaller(deps, watchlist, turns, priceLooks.prices);
  const standstill = createStandstill({ ...deps, index, calendars, watchlist });
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
      const { waiting, ...found } = due({ index, calendars, watchlist, turns, jumps }, closure);
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
    changed: (id) => void (isMine(id) && ledgerLooks.changed(id)),
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

interface Judges {
  index: DriftIndex;
  calendars: Calendars;
  watchlist: Watchlist;
  turns: Turns;
  jumps: Jumps;
}

/** N7: below every drift. */
const CALENDAR_EXCESS = 1e-12;

/** The others whose calendar is due. A calendar may be due all night, so nobody is counted while the market is closed. */
function onCalendarBeside(
  candidates: readonly number[],
  { index, calendars }: Pick<Judges, 'index' | 'calendars'>,
  closure: Closure | undefined,
): number[] {
  const due = calendars.due();
  if (due.size === 0 || closure !== undefined) return [];
  const known = new Set(candidates);
  return [...due].filter((slot) => !known.has(slot) && index.isJudged(slot));
}

/** The candidates that are neither left alone nor held back, and the number of those held back. */
function due(
  { index, calendars, watchlist, turns, jumps }: Judges,
  closure: Closure | undefined,
): { waiting: Waiting[]; candidates: number; heldBack: MonitorCounters['heldBack'] } {
  const candidates = index.candidates();
  const heldBack = { ...NOBODY };
  const jumped = jumps.holders();
  const onCalendar = onCalendarBeside(candidates, { index, calendars }, closure);
  const excessOf = (slot: number) => index.excess(slot) || (calendars.isDue(slot) ? CALENDAR_EXCESS : 0);
  const waiting = [...candidates, ...onCalendar].flatMap((slot) => {
    const one = watchlist.at(slot);
    const excess = turns.isLeftAlone(one, () => excessOf(slot)) ? 0 : excessOf(slot);
    if (excess <= 0) return [];
    const symbol = jumped.get(slot);
    if (symbol === undefined || !jumps.holdsBack(symbol, closure === undefined)) return [{ ...one, excess }];
    heldBack['price-jump'] += 1;
    return [];
  });
  if (closure !== undefined) heldBack[closure] = waiting.length;
  return { waiting, candidates: candidates.length, heldBack };
}

/** Changes that were announced are read at once. Comparing every version finds those that were not. */
function createLedgerLooks({ ledger, monotonicMs }: Pick<MonitorDeps, 'ledger' | 'monotonicMs'>, watchlist: Watchlist) {
  const changed = new Set<string>();
  const comparison = createComparison(() => watchlist.refresh(ledger), watchlist.size, monotonicMs);
  return {
    look: async () => {
      // Before the rows are read: a row that changes meanwhile is read again in the next look.
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
