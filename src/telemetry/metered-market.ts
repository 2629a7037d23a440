import type { Market } from '../broker/market';
import type { LookMetrics } from './metrics';

/** Returns the same market, and records the age of the oldest price in its last answer. `now` is milliseconds since 1970. */
export function meterMarket(market: Market, metrics: LookMetrics, now: () => number): Market {
  return {
    ...market,
    latestPrices: async (symbols) => {
      const prices = await market.latestPrices(symbols);
      const times = [...prices.values()].map(({ at }) => Date.parse(at));
      if (times.length > 0) metrics.priceAge.set((now() - Math.min(...times)) / 1_000);
      return prices;
    },
  };
}
