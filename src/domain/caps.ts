// Hard caps: what no plan may pass, whatever portfolio and policy say. Undoing a batch is exempt.

import { ceilToCents, type Decimal, decimal, showCents, sum } from './money';
import type { PlannedOrder } from './plan';

/** USD at the plan's prices; null for no cap. A day is the market's, in UTC, and counts what orders filled, not reversals. */
export interface Caps {
  readonly ordersPerBatch: number | null;
  readonly orderUsd: string | null;
  readonly batchUsd: string | null;
  readonly dayUsd: string | null;
  /** Percent that a price may move from what was last known to be good. */
  readonly priceMovePercent: string | null;
  /** Percent of its middle that a quote may be wide, for its symbol to be traded. */
  readonly spreadPercent: string | null;
  /** Minutes after the opening in which no batch begins. */
  readonly openingMinutes: number;
}

export const NO_CAPS: Caps = Object.freeze({
  ordersPerBatch: null,
  orderUsd: null,
  batchUsd: null,
  dayUsd: null,
  priceMovePercent: null,
  spreadPercent: null,
  openingMinutes: 0,
});

/** Says which cap a plan would pass, or undefined. `tradedUsd` is what the account has traded today. */
export function capProblem(orders: readonly PlannedOrder[], tradedUsd: string, caps: Caps): string | undefined {
  const batch = sum(orders.map(({ value }) => value));
  const day = batch.plus(decimal(tradedUsd));
  const shown = (usd: Decimal) => `$${showCents(ceilToCents(usd))}`;
  const passes = (usd: Decimal, cap: string | null) => cap !== null && usd.greaterThan(decimal(cap));
  if (caps.ordersPerBatch !== null && orders.length > caps.ordersPerBatch)
    return `${orders.length} orders, at most ${caps.ordersPerBatch} a batch`;
  const large = orders.find(({ value }) => passes(value, caps.orderUsd));
  if (large !== undefined)
    return `${large.side} ${large.symbol} for ${shown(large.value)}, at most $${caps.orderUsd} an order`;
  if (passes(batch, caps.batchUsd)) return `${shown(batch)}, at most $${caps.batchUsd} a batch`;
  if (passes(day, caps.dayUsd)) return `${shown(day)} with what was traded today, at most $${caps.dayUsd} a day`;
  return undefined;
}
