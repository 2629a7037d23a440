import { BrokerFault } from '../broker/broker';
import type { Market } from '../broker/market';
import { measureDrift, priceBySymbol, pricePortfolio, showDrift, symbolsOf, valueOf } from '../domain/drift';
import { halfEvenToCents, showCents, showPercent } from '../domain/money';
import type { Portfolio, TickerSymbol } from '../domain/portfolio';
import { type Refused, refused } from '../domain/refused';
import { setAsideUsd } from '../domain/withdrawal';

/** A portfolio at latest prices, as text: USD with 2 decimals, percents with 4. */
export interface Measured {
  value: string;
  drift: string;
  exceeds: boolean;
  positions: { symbol: TickerSymbol; price: string; weight: string; target: string; drift: string }[];
}

/** Prices by symbol, or why there are none: what is shown without them is still worth showing. */
export type Prices = { ok: true; prices: ReadonlyMap<TickerSymbol, string> } | Refused<'MARKET_UNREADABLE'>;

export async function readPrices(
  market: Pick<Market, 'latestPrices'>,
  portfolios: readonly Portfolio[],
): Promise<Prices> {
  const symbols = new Set(portfolios.flatMap(symbolsOf));
  try {
    return { ok: true, prices: priceBySymbol(await market.latestPrices([...symbols].sort())) };
  } catch (error) {
    if (!(error instanceof BrokerFault)) throw error;
    return refused('MARKET_UNREADABLE', `no prices: ${error.message}`);
  }
}

/** Returns null when there are no prices, or one is missing. */
export function measure(portfolio: Portfolio, prices: Prices): Measured | null {
  if (!prices.ok) return null;
  const priced = pricePortfolio(portfolio, prices.prices);
  if ('missing' in priced) return null;
  const measured = measureDrift(priced, portfolio.policy);
  return {
    value: showCents(halfEvenToCents(valueOf(priced).plus(setAsideUsd(portfolio)))),
    drift: showDrift(measured),
    exceeds: measured.exceeds,
    positions: measured.positions.map(({ symbol, weight, target, drift }) => ({
      symbol,
      price: prices.prices.get(symbol) ?? '',
      weight: showPercent(weight),
      target: showPercent(target),
      drift: showPercent(drift),
    })),
  };
}
