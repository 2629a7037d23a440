import { decimal, ZERO } from '../../domain/money';
import type { Market, Price } from '../../market/market';
import { ClockModel, LatestTradesModel } from './models';
import { halfEvenToPrice } from './parse';
import { type AlpacaSettings, createTransport } from './transport';

/** Alpaca's latest trades and clock. */
export function createAlpacaMarket(settings: AlpacaSettings): Market {
  const transport = createTransport(settings);
  const clockUrl = `${settings.baseUrl}/${settings.api === 'trading' ? 'v2' : 'v1'}/clock`;
  return {
    latestPrices: async (symbols) => {
      if (symbols.length === 0) return new Map();
      const url = `${settings.dataUrl}/v2/stocks/trades/latest?symbols=${encodeURIComponent(symbols.join(','))}`;
      const { trades } = await transport.get(url, LatestTradesModel);
      return new Map(
        Object.entries(trades).flatMap(([symbol, { p, t }]): [string, Price][] => {
          const price = halfEvenToPrice(p);
          return decimal(price).greaterThan(ZERO) ? [[symbol, { price, at: t }]] : [];
        }),
      );
    },
    clock: async () => {
      const { timestamp, is_open, next_close, next_open } = await transport.get(clockUrl, ClockModel);
      return { now: timestamp, isOpen: is_open, nextClose: next_close, nextOpen: next_open };
    },
  };
}
