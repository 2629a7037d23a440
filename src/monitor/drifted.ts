import { measureDrift, pricePortfolio, showDrift } from '../domain/drift';
import type { Portfolio, TickerSymbol } from '../domain/portfolio';

/** A portfolio past its threshold, with its drift as text for people. */
export interface Drifted {
  portfolio: Portfolio;
  drift: string;
}

/** Returns the portfolio with its exact drift when it is past its threshold at these prices. */
export function confirm(portfolio: Portfolio, prices: ReadonlyMap<TickerSymbol, string>): Drifted | undefined {
  const priced = pricePortfolio(portfolio, prices);
  if ('missing' in priced) return undefined;
  const drift = measureDrift(priced, portfolio.policy);
  return drift.exceeds ? { portfolio, drift: showDrift(drift) } : undefined;
}
