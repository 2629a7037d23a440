// Watches prices and asks for a rebalance of every portfolio past its threshold.
//
// N1. It is level-triggered: what counts is where the prices are, not which tick brought them there, so a lost signal or a restart
//     loses nothing.
// N2. A portfolio that was signalled is left alone until its ledger row changes or a bounded time passes.
// N3. The index only says whom to look at. Whoever is signalled was measured exactly, from the ledger's row of that moment and
//     the prices of that moment: what healed while it waited is not signalled.
// N4. Of many at once those that were not signalled yet come first, the furthest past its threshold before the others, so that
//     nobody waits for somebody's second turn. The rest waits for the next look.

import type { RebalanceClient, RunningRebalance } from '../client';
import { priceBySymbol } from '../domain/drift';
import type { TickerSymbol } from '../domain/portfolio';
import type { Ledger } from '../ledger/ledger';
import type { Market } from '../market/market';
import { createDriftIndex } from './drift-index';
import { confirm, type Drifted } from './drifted';
import { createWatchlist } from './watchlist';

/** How long a signalled portfolio with an unchanged row is left alone. */
const SIGNAL_AGAIN_MS = 30_000;
const SWEEP_MS = 60_000;
/** N4: what one look signals at most, so that prices and ledger are looked at again soon. */
const SIGNALS_PER_LOOK = 200;
/** Signals on their way at the same time, and rows read at once. */
const SIGNALS_AT_ONCE = 50;

export interface MonitorDeps {
  ledger: Ledger;
  market: Market;
  client: Pick<RebalanceClient, 'priceChanged' | 'ensureRunning'>;
  /** Milliseconds that only rise. */
  monotonicMs(): number;
  onSignal(drifted: Drifted, started: RunningRebalance): void;
}

export interface Monitor {
  /** Looks once: at the ledger, the prices, and every portfolio. Returns what it signalled. */
  look(): Promise<Signalled[]>;
}

export interface Signalled {
  drifted: Drifted;
  started: RunningRebalance;
}

export function createMonitor(deps: MonitorDeps): Monitor {
  const index = createDriftIndex();
  const watchlist = createWatchlist(index);
  const signalled = new Map<string, { version: number; atMs: number }>();
  let prices: ReadonlyMap<TickerSymbol, string> = new Map();
  let sweptAtMs = Number.NEGATIVE_INFINITY;

  const signal = async (drifted: Drifted): Promise<Signalled> => {
    const { portfolio } = drifted;
    const started = await deps.client.priceChanged(
      { id: portfolio.id, lockTtlMs: portfolio.policy.lockTtlMs },
      { symbols: portfolio.targets.map(({ symbol }) => symbol) },
    );
    signalled.set(portfolio.id, { version: portfolio.version, atMs: deps.monotonicMs() });
    deps.onSignal(drifted, started);
    return { drifted, started };
  };
  /** An open batch or a hold without a run would wait for the next drift, or for ever. */
  const sweep = async () => {
    for (const id of await deps.ledger.listUnsettled()) {
      const portfolio = await deps.ledger.findPortfolio(id);
      if (portfolio !== undefined) await deps.client.ensureRunning({ id, lockTtlMs: portfolio.policy.lockTtlMs });
    }
    sweptAtMs = deps.monotonicMs();
  };
  const lookAtPrices = async () => {
    const symbols = index.symbols();
    if (symbols.length === 0) return;
    prices = priceBySymbol(await deps.market.latestPrices(symbols));
    for (const [symbol, price] of prices) index.setPrice(symbol, price);
  };

  /** N2, N4: the candidates whose turn it is, in that order. */
  const due = (): string[] => {
    const candidates = index.candidates().flatMap((slot) => {
      const { id, version } = watchlist.at(slot);
      const last = signalled.get(id);
      const leftAlone =
        last !== undefined && last.version === version && deps.monotonicMs() - last.atMs < SIGNAL_AGAIN_MS;
      const excess = leftAlone ? 0 : index.excess(slot);
      return excess > 0 ? [{ id, excess, turns: last?.version === version ? 1 : 0 }] : [];
    });
    return candidates.sort((a, b) => a.turns - b.turns || b.excess - a.excess).map(({ id }) => id);
  };
  /** N3. One whose signal fails keeps nobody else from theirs; when all fail, so would the rest. */
  const signalTheDrifted = async (): Promise<Signalled[]> => {
    const all: Signalled[] = [];
    let failure: PromiseRejectedResult | undefined;
    const waiting = due();
    while (waiting.length > 0 && all.length < SIGNALS_PER_LOOK) {
      const rows = await watchlist.read(deps.ledger, waiting.splice(0, SIGNALS_AT_ONCE));
      const drifted = rows.flatMap((portfolio) => confirm(portfolio, prices) ?? []);
      const outcomes = await Promise.allSettled(drifted.map(signal));
      const sent = outcomes.filter((outcome) => outcome.status === 'fulfilled');
      all.push(...sent.map(({ value }) => value));
      failure ??= outcomes.find((outcome) => outcome.status === 'rejected');
      if (failure !== undefined && sent.length === 0) break;
    }
    if (failure !== undefined) throw failure.reason;
    return all;
  };

  return {
    look: async () => {
      await watchlist.refresh(deps.ledger);
      if (deps.monotonicMs() - sweptAtMs >= SWEEP_MS) await sweep();
      await lookAtPrices();
      return signalTheDrifted();
    },
  };
}
