import { pricePortfolio, valueOf } from './drift';
import { type Decimal, halfEvenToCents, showCents } from './money';
import type { Holding, TickerSymbol } from './portfolio';

/** Shares and USD, as the ledger or the broker has them. */
export interface Books {
  holdings: readonly Holding[];
  cash: string;
}

/**
 * Returns why one person is not enough to take `broker` for the truth, or undefined: a held position is gone, or the value has
 * halved or doubled. A broker that shows zeros for a while looks like that, and so does a split. `prices` are USD per share.
 */
export function adoptionDoubt(
  ledger: Books,
  broker: Books,
  prices: ReadonlyMap<TickerSymbol, string>,
): string | undefined {
  const shown = new Set(broker.holdings.map(({ symbol }) => symbol));
  const gone = ledger.holdings.find(({ symbol }) => !shown.has(symbol));
  if (gone !== undefined) return `the ledger holds ${gone.quantity} ${gone.symbol}, the broker none`;
  const [before, after] = [valueAt(ledger, prices), valueAt(broker, prices)];
  if ('missing' in before) return `${before.missing} has no price`;
  if ('missing' in after) return `${after.missing} has no price`;
  const differs = after.usd.times(2).lessThan(before.usd) || before.usd.times(2).lessThan(after.usd);
  return differs
    ? `it is worth $${shownUsd(after.usd)} at the broker, $${shownUsd(before.usd)} in the ledger`
    : undefined;
}

function valueAt(
  { holdings, cash }: Books,
  prices: ReadonlyMap<TickerSymbol, string>,
): { usd: Decimal } | { missing: TickerSymbol } {
  const priced = pricePortfolio({ targets: [], holdings: [...holdings], cash }, prices);
  return 'missing' in priced ? priced : { usd: valueOf(priced) };
}

function shownUsd(usd: Decimal): string {
  return showCents(halfEvenToCents(usd));
}
