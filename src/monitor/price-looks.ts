import type { TickerSymbol } from '../domain/portfolio';
import type { DriftIndex } from './index/drift-index';
import type { MonitorDeps } from './monitor';
import type { TickBox } from './ticks';

/** The latest prices, from a feed and from the market itself. */
export interface PriceLooks {
  /** As decimal strings. */
  readonly prices: ReadonlyMap<TickerSymbol, string>;
  /** N5 of monitor.ts: gives the index every price that moved. Returns since when the oldest of those ticks had waited. */
  look(symbols: ReadonlySet<TickerSymbol>): Promise<number | undefined>;
  /** Ticks may have been missed, or one of `revised` does not count any more: the next look asks the market. */
  missed(revised?: TickerSymbol): void;
  /** Holders that a price change was checked for. */
  checks(): number;
}

/** How often the market is asked while a feed is live. */
const ASK_MS = 10_000;

export function createPriceLooks(
  deps: Pick<MonitorDeps, 'market' | 'isFed' | 'monotonicMs'>,
  index: Pick<DriftIndex, 'setPrices'>,
  ticks: Pick<TickBox, 'settle' | 'take' | 'revise'>,
): PriceLooks {
  const prices = new Map<TickerSymbol, string>();
  let checks = 0;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  const missed = (revised?: TickerSymbol) => {
    if (revised !== undefined) ticks.revise(revised);
    askedAtMs = Number.NEGATIVE_INFINITY;
  };
  const askMarket = async (symbols: ReadonlySet<TickerSymbol>) => {
    if (symbols.size === 0) return;
    // Cleared first: a gap that comes meanwhile makes the next look ask again.
    askedAtMs = deps.monotonicMs();
    try {
      for (const [symbol, price] of await deps.market.latestPrices([...symbols])) ticks.settle(symbol, price);
    } catch (error) {
      missed();
      throw error;
    }
  };
  return {
    prices,
    look: async (symbols) => {
      if (deps.isFed?.() !== true || deps.monotonicMs() - askedAtMs >= ASK_MS) await askMarket(symbols);
      let oldestMs: number | undefined;
      const moved = new Map<TickerSymbol, string>();
      for (const { symbol, price, sinceMs } of ticks.take()) {
        moved.set(symbol, price);
        prices.set(symbol, price);
        if (sinceMs !== undefined) oldestMs = Math.min(oldestMs ?? sinceMs, sinceMs);
      }
      checks += index.setPrices(moved);
      return oldestMs;
    },
    missed,
    checks: () => checks,
  };
}
