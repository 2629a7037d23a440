import { type Batch, type Deviation, type Fill } from '../../domain/batch';
import { investableValueOf, pricePortfolio, showHalfSum, symbolsOf } from '../../domain/drift';
import { decimal, showCents, sum, ZERO } from '../../domain/money';
import type { Portfolio, TickerSymbol } from '../../domain/portfolio';
import type { Deps } from '../deps';

/** A portfolio's books without its batch, and with all that the batch filled. */
export interface BatchBooks {
  before: Portfolio;
  after: Portfolio;
}

/** `fills` are all of the batch's; those that the ledger has booked already are taken out of `before`. */
export async function readBatchBooks(
  { ledger }: Pick<Deps, 'ledger'>,
  portfolio: Portfolio,
  batch: Batch,
  fills: readonly Fill[],
): Promise<BatchBooks> {
  const before = withFills(portfolio, batch, await ledger.listFills(batch.id), 'without');
  return { before, after: withFills(before, batch, fills) };
}

/** Returns the portfolio with `fills` applied, or with them taken away. */
export function withFills(
  portfolio: Portfolio,
  batch: Batch,
  fills: readonly Fill[],
  how: 'with' | 'without' = 'with',
): Portfolio {
  const orders = new Map(batch.orders.map((order) => [order.clientOrderId, order]));
  const quantities = new Map(portfolio.holdings.map(({ symbol, quantity }) => [symbol, decimal(quantity)]));
  for (const fill of fills) {
    const order = orders.get(fill.clientOrderId);
    if (order === undefined) continue;
    const adds = (order.side === 'BUY') === (how === 'with');
    const change = adds ? decimal(fill.quantity) : decimal(fill.quantity).negated();
    quantities.set(order.symbol, (quantities.get(order.symbol) ?? ZERO).plus(change));
  }
  const moved = sum(fills.map(({ cash }) => decimal(cash)));
  const cash = how === 'with' ? decimal(portfolio.cash).plus(moved) : decimal(portfolio.cash).minus(moved);
  const holdings = [...quantities].map(([symbol, quantity]) => ({ symbol, quantity: quantity.toFixed() }));
  return { ...portfolio, holdings, cash: showCents(cash) };
}

/** Every symbol that either side of the books needs a price for. */
export function symbolsOfBooks({ before, after }: BatchBooks): TickerSymbol[] {
  return [...new Set([...symbolsOf(before), ...symbolsOf(after)])];
}

/** How far from its targets the portfolio is without the batch and with it, at the same prices. Undefined without a price or a value. */
export function deviationOf(
  { before, after }: BatchBooks,
  prices: ReadonlyMap<TickerSymbol, string>,
): Deviation | undefined {
  const [without, withIt] = [pricePortfolio(before, prices), pricePortfolio(after, prices)];
  if ('missing' in without || 'missing' in withIt) return undefined;
  const investable = investableValueOf(without, before.policy.cashReserve);
  if (investable.lessThanOrEqualTo(ZERO)) return undefined;
  return { before: showHalfSum(without, investable), after: showHalfSum(withIt, investable) };
}
