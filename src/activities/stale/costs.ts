// What each way out of an open batch would cost at the latest prices. A person bases the decision on this.

import type { Batch } from '../../domain/batch';
import { NO_CAPS } from '../../domain/caps';
import { pricePortfolio, valueOf } from '../../domain/drift';
import { mayWorsenBy } from '../../domain/evidence';
import { decimal, halfEvenToCents, showCents, ZERO } from '../../domain/money';
import type { Portfolio } from '../../domain/portfolio';
import { estimateResidual, rollbackBreaches, type Undoing } from '../../domain/rollback-limits';
import { shortfallsOf } from '../../domain/shortfall';
import type { Costs } from '../../domain/stale';
import { deviationOf, readBatchBooks } from '../batch/batch-books';
import { withPolicyOf } from '../batch/batch-reading';
import { bookedFills } from '../batch/booked-fills';
import type { Deps } from '../deps';
import { readUndoing } from '../order/undoing';

/** Without caps no price has jumped. */
export type EvidenceDeps = Pick<Deps, 'ledger' | 'broker' | 'market'> & Partial<Pick<Deps, 'caps'>>;

/** Returns what the ways out of an open batch would cost now. @throws BrokerFault */
export async function costsOf(
  { caps = NO_CAPS, ...deps }: EvidenceDeps,
  portfolio: Portfolio,
  batch: Batch,
): Promise<Costs> {
  // These prices are for a person to read, so it does not matter how long they took to arrive.
  const asPlanned = await withPolicyOf(deps, portfolio, batch);
  const undoing = await readUndoing({ ...deps, caps, monotonicMs: () => 0 }, asPlanned, batch);
  const { prices } = undoing;
  const missing = shortfallsOf(batch.orders).map(({ symbol, side, quantity, notional }) => {
    const price = prices.get(symbol);
    const usd =
      quantity === null || price === undefined
        ? notional
        : showCents(halfEvenToCents(decimal(quantity).times(decimal(price))));
    return { symbol, side, quantity, usd };
  });
  const priced = pricePortfolio({ ...asPlanned, targets: [] }, prices);
  return {
    mayWorsen: mayWorsenBy('missing' in priced ? ZERO : valueOf(priced), asPlanned.policy.residualAlertPercent),
    rollback: {
      residual: estimateResidual(undoing)?.toFixed(2) ?? null,
      beyond: rollbackBreaches(undoing).map(({ message }) => message),
    },
    complete: { orders: missing, deviation: await deviationsOf(deps, portfolio, batch, undoing) },
  };
}

async function deviationsOf(
  deps: EvidenceDeps,
  portfolio: Portfolio,
  batch: Batch,
  { prices }: Undoing,
): Promise<Costs['complete']['deviation']> {
  const books = await readBatchBooks(deps, portfolio, batch, await bookedFills(deps, batch));
  const now = deviationOf(books, prices);
  const completed = deviationOf({ ...books, after: completedAt(books.after, batch, prices) }, prices);
  return now && completed ? { before: now.before, now: now.after, completed: completed.after } : null;
}

/** The portfolio as it would be if the orders that fell short had filled at these prices. */
function completedAt(after: Portfolio, batch: Batch, prices: Undoing['prices']): Portfolio {
  const held = new Map(after.holdings.map(({ symbol, quantity }) => [symbol, decimal(quantity)]));
  for (const { symbol, side, quantity, notional } of shortfallsOf(batch.orders)) {
    const price = prices.get(symbol);
    if (price === undefined) continue;
    const shares = quantity === null ? decimal(notional ?? '0').div(decimal(price)) : decimal(quantity);
    held.set(symbol, (held.get(symbol) ?? ZERO).plus(side === 'BUY' ? shares : shares.negated()));
  }
  return { ...after, holdings: [...held].map(([symbol, quantity]) => ({ symbol, quantity: quantity.toFixed() })) };
}
