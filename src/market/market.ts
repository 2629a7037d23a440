// What the product needs to know of the market. Prices are USD per share with at most 4 decimals, as decimal strings.

import type { TickerSymbol } from '../domain/portfolio';

export interface Market {
  /** Returns the latest trade of each symbol that has one. @throws BrokerFault */
  latestPrices(symbols: readonly TickerSymbol[]): Promise<Map<TickerSymbol, Price>>;
  /** @throws BrokerFault */
  clock(): Promise<MarketClock>;
}

export interface Price {
  price: string;
  /** ISO time on the market's clock. */
  at: string;
}

/** A trade as a feed tells it. */
export interface Tick extends Price {
  symbol: TickerSymbol;
}

/** ISO times on the market's clock. */
export interface MarketClock {
  now: string;
  isOpen: boolean;
  nextClose: string;
  nextOpen: string;
}
