import type { Fill } from '../../domain/batch';
import { isDerived } from '../../domain/derived-fill';
import { invariant } from '../../domain/invariant';
import { CENT, type Decimal, decimal, halfEvenToCents, showCents, sum, ZERO } from '../../domain/money';
import type { Order } from '../../domain/order';
import type { Holding, Portfolio } from '../../domain/portfolio';
import {
  bySymbol,
  canonicalCash,
  canonicalPrice,
  canonicalQuantity,
  canonicalTime,
  positive,
  refused,
} from './canonical';

export interface Books {
  holdings: Holding[];
  cash: string;
}

/** A fill with its order. */
export interface BookedFill extends Fill {
  symbol: Order['symbol'];
  side: Order['side'];
}

/** Returns holdings and cash after `fills`, each booked once: the caller passes only those that were not booked before. */
export function bookFills(books: Books, fills: readonly BookedFill[]): Books {
  const quantities = new Map<string, Decimal>(
    books.holdings.map(({ symbol, quantity }) => [symbol, decimal(quantity)]),
  );
  let cash = decimal(books.cash);
  for (const fill of fills) {
    assertPaid(fill);
    const quantity = decimal(fill.quantity);
    const held = quantities.get(fill.symbol) ?? ZERO;
    quantities.set(fill.symbol, fill.side === 'BUY' ? held.plus(quantity) : held.minus(quantity));
    cash = cash.plus(decimal(fill.cash));
  }
  return { holdings: holdingsOf(quantities), cash: showCents(cash) };
}

/** One wrong booking makes all later ones wrong, because each starts from the cash that the one before leaves. */
export function assertCashChain(
  before: Pick<Books, 'cash'>,
  after: Pick<Books, 'cash'>,
  fills: readonly Pick<Fill, 'cash'>[],
): void {
  const moved = sum(fills.map((fill) => decimal(fill.cash)));
  invariant(
    decimal(before.cash).plus(moved).equals(decimal(after.cash)),
    `the cash after is the cash before and what the fills moved (${before.cash}, ${showCents(moved)}, ${after.cash})`,
  );
}

/**
 * A declared fill is worth what two people said about the whole order. A derived fill has an average price, which is right to a
 * cent.
 */
function assertPaid(fill: BookedFill): void {
  const usd = halfEvenToCents(decimal(fill.quantity).times(decimal(fill.price)));
  const off = decimal(fill.cash)
    .minus(fill.side === 'BUY' ? usd.negated() : usd)
    .abs();
  invariant(
    fill.declared === true || off.lessThanOrEqualTo(isDerived(fill) ? CENT : ZERO),
    `fill ${fill.executionId} moves the cash that its shares are worth (${fill.cash}, ${showCents(usd)})`,
  );
}

/**
 * What booking cash as external finds: `done` when it is booked (the one before it, of the same call, raised the version), `refused`
 * when something else happened since `expectedVersion` was read, or is about to. `cashAfter` is canonical.
 */
export function externalCashStands(
  { cash, version }: Pick<Portfolio, 'cash' | 'version'>,
  cashAfter: string,
  expectedVersion: number,
  batchIsOpen: boolean,
): 'done' | 'may' | 'refused' {
  if (cash === cashAfter && (version === expectedVersion || version === expectedVersion + 1)) return 'done';
  return version === expectedVersion && !batchIsOpen ? 'may' : 'refused';
}

/** Returns the executions as the ledger stores them, each once: the first mention counts. Declared fills are stored already. */
export function distinctFills(fills: readonly Fill[]): Fill[] {
  const distinct = new Map<string, Fill>();
  for (const { executionId, clientOrderId, quantity, price, cash, at, declared = false } of fills) {
    if (declared || distinct.has(executionId)) continue;
    distinct.set(executionId, {
      executionId,
      clientOrderId,
      quantity: positive(canonicalQuantity(quantity), `the quantity of fill ${executionId}`),
      price: canonicalPrice(price),
      cash: canonicalCash(cash),
      at: canonicalTime(at),
    });
  }
  return [...distinct.values()];
}

function holdingsOf(quantities: ReadonlyMap<string, Decimal>): Holding[] {
  const holdings: Holding[] = [];
  for (const [symbol, quantity] of quantities) {
    if (quantity.isNegative() && !quantity.isZero())
      throw refused(`the fills would leave ${quantity.toFixed()} shares of ${symbol}`);
    if (!quantity.isZero()) holdings.push({ symbol, quantity: quantity.toFixed() });
  }
  return bySymbol(holdings);
}
