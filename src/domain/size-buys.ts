// What each buy of a sells-first batch is for, from the money that is there once its sells have filled.
//
// Z1. Dollars are scaled down together and floored to cents. Whole shares are scaled down to whole ones first, and dollars get the rest.
// Z2. A buy of whole shares is for one share at least: it was planned with a margin for what sells bring less.

import { Decimal, decimal, floorToCents, sum, wholeSharesIn } from './money';
import { sizeBuys } from './plan';
import type { TickerSymbol } from './portfolio';
import { ONE, share } from './shrink';

/** A buy as it was planned: USD, or whole shares at the latest price. */
export type PlannedBuy = { usd: Decimal } | { shares: Decimal; price: Decimal };

/** What a broker reserves for a market buy of whole shares: Alpaca up to 4 % above the price. A plan counts with more. */
const WHOLE_RESERVE = decimal('1.04');

/** USD that a buy needs to be taken. */
export function moneyFor(buy: PlannedBuy): Decimal {
  return 'usd' in buy ? buy.usd : buy.shares.times(buy.price).times(WHOLE_RESERVE);
}

/** Returns what each buy is for: USD or shares, together at most `available` USD but for Z2. A buy for nothing has no money. */
export function sizedBuys(
  planned: ReadonlyMap<TickerSymbol, PlannedBuy>,
  available: Decimal,
): Map<TickerSymbol, { usd: Decimal } | { shares: Decimal }> {
  const scale = share(available, sum([...planned.values()].map(moneyFor)));
  const sizes = new Map<TickerSymbol, { usd: Decimal } | { shares: Decimal }>();
  const dollars = new Map<TickerSymbol, Decimal>();
  let left = available;
  for (const [symbol, buy] of planned) {
    if ('usd' in buy) {
      dollars.set(symbol, buy.usd);
      continue;
    }
    const shares = Decimal.min(buy.shares, Decimal.max(wholeSharesIn(buy.shares.times(scale)), ONE));
    sizes.set(symbol, { shares });
    left = left.minus(moneyFor({ shares, price: buy.price }));
  }
  for (const [symbol, usd] of sizeBuys(dollars, floorToCents(left))) sizes.set(symbol, { usd });
  return sizes;
}
