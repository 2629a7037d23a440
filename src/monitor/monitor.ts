// Watches prices and asks for a rebalance of every portfolio past its threshold.
//
// N1. It is level-triggered: what counts is where the prices are, not which tick brought them there, so a lost signal or a restart
//     loses nothing.
// N2. A portfolio that was signalled is left alone until its ledger row changes or a bounded time passes.

import type { RebalanceClient, RunningRebalance } from '../client';
import { priceBySymbol } from '../domain/drift';
import type { TickerSymbol } from '../domain/portfolio';
import type { Ledger } from '../ledger/ledger';
import type { Market } from '../market/market';
import { candidates, confirm, type Drifted } from './drifted';
import { createRegistry } from './registry';

/** How long a signalled portfolio with an unchanged row is left alone. */
const SIGNAL_AGAIN_MS = 30_000;
const SWEEP_MS = 60_000;

export interface MonitorDeps {
  ledger: Ledger;
  market: Market;
  client: RebalanceClient;
  /** Milliseconds that only rise. */
  monotonicMs(): number;
  onSignal(drifted: Drifted, started: RunningRebalance): void;
}

export interface Monitor {
  /** Looks once: at the ledger, the prices, and every portfolio. Returns what it signalled. */
  look(): Promise<{ drifted: Drifted; started: RunningRebalance }[]>;
}

export function createMonitor(deps: MonitorDeps): Monitor {
  const registry = createRegistry();
  const signalled = new Map<string, { version: number; atMs: number }>();
  let sweptAtMs = Number.NEGATIVE_INFINITY;

  const wasSignalled = ({ portfolio }: Drifted) => {
    const last = signalled.get(portfolio.id);
    return last !== undefined && last.version === portfolio.version && deps.monotonicMs() - last.atMs < SIGNAL_AGAIN_MS;
  };
  const signal = async (drifted: Drifted, symbols: TickerSymbol[]) => {
    const { portfolio } = drifted;
    const started = await deps.client.priceChanged(
      { id: portfolio.id, lockTtlMs: portfolio.policy.lockTtlMs },
      { symbols },
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

  return {
    look: async () => {
      await registry.refresh(deps.ledger);
      if (deps.monotonicMs() - sweptAtMs >= SWEEP_MS) await sweep();
      const symbols = registry.symbols();
      if (symbols.length === 0) return [];
      const prices = priceBySymbol(await deps.market.latestPrices(symbols));
      const drifted = candidates(registry, symbols).flatMap((portfolio) => confirm(portfolio, prices) ?? []);
      return Promise.all(drifted.filter((one) => !wasSignalled(one)).map((one) => signal(one, symbols)));
    },
  };
}
