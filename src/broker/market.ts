// What the product needs to know of the market. Prices are USD per share with at most 4 decimals, as decimal strings.

import type { TickerSymbol } from '../domain/portfolio';
import type { Quote } from '../domain/quote';

export interface Market {
  /**
   * Returns the price to reckon with of each symbol that has traded, by domain/quote. Prices that were asked for up to `ageMaxMs` ago will
   * do; none unless given. @throws BrokerFault
   */
  latestPrices(symbols: readonly TickerSymbol[], ageMaxMs?: number): Promise<Map<TickerSymbol, Price>>;
  /** @throws BrokerFault */
  clock(): Promise<MarketClock>;
  /**
   * Returns by how much this process's clock is ahead of the market's, milliseconds, as the market's clock was last read; read anew when
   * that is long ago. Times that pass from one process to another are the market's: each converts them by its own. @throws BrokerFault
   */
  aheadMs(): Promise<number>;
}

export interface Price {
  price: string;
  /** ISO time on the market's clock. */
  at: string;
  /** ISO time of the latest trade on the market's clock, where the feed tells it: a halted symbol has none for as long as it is halted. */
  tradedAt?: string;
  /** What is bid and asked, where the feed has it and it is fresh. */
  quote?: Quote | undefined;
}

/** A trade as a feed tells it. */
export interface Tick extends Omit<Price, 'quote' | 'tradedAt'> {
  symbol: TickerSymbol;
}

/** ISO times on the market's clock. */
export interface MarketClock {
  now: string;
  isOpen: boolean;
  /** When the session that is open began; undefined while it is closed, and where nobody knows. */
  openedAt?: string | undefined;
  nextClose: string;
  nextOpen: string;
}
