import type { Batch } from '../../domain/batch';
import { decimal } from '../../domain/money';
import { isDefinite, nextOrderState, type Order } from '../../domain/order';
import { nextReversal } from '../../domain/reversal';
import type { PlannedReversal } from '../ledger';
import { refused } from './canonical';
import { unsentOrder } from './creation';

/** What is needed to undo the order of one symbol in a batch. */
export type ReversalStep =
  | { kind: 'nothing-left' }
  /** Everything is reversed, and the orders must be marked as ROLLED_BACK. */
  | { kind: 'reversed'; orders: Order[] }
  /** An attempt is under way: nothing new before its outcome is definite. */
  | { kind: 'under-way'; reversal: Order }
  | { kind: 'next'; reversal: Order };

/** `family` is the orders of one symbol in one batch and their reversals so far, by attempt. */
export function reversalStep(family: readonly Order[]): ReversalStep {
  const [order, ...others] = family.filter(({ kind }) => kind === 'order');
  const reversals = family.filter(({ kind }) => kind === 'reversal');
  if (order === undefined) throw refused('there is no such order to reverse');
  const orders = [order, ...others] as const;
  for (const { clientOrderId, state } of orders)
    if (!isDefinite(state))
      throw refused(`order ${clientOrderId} is ${state}: what it filled is not definite, so it is not reversed`);
  const underWay = reversals.find((reversal) => !isDefinite(reversal.state));
  if (underWay !== undefined) return { kind: 'under-way', reversal: underWay };
  const next = nextReversal(orders, reversals);
  if (next !== undefined)
    return {
      kind: 'next',
      reversal: unsentOrder({
        batchId: order.batchId,
        symbol: order.symbol,
        kind: 'reversal',
        attempt: reversals.length + 1,
        side: next.side,
        quantity: next.quantity.toFixed(),
        notional: null,
      }),
    };
  const reversed = orders.flatMap((one) => {
    const state = decimal(one.filledQuantity).isZero() ? undefined : nextOrderState(one.state, 'REVERSED');
    return state === undefined ? [] : [{ ...one, state }];
  });
  return reversed.length === 0 ? { kind: 'nothing-left' } : { kind: 'reversed', orders: reversed };
}

/**
 * True for a first attempt that has not ended in a batch in which another order failed: whatever it filled would only be
 * reversed.
 */
export function hasFailed({ orders }: Pick<Batch, 'orders'>, order: Order): boolean {
  const isFirst = ({ kind, attempt }: Order) => kind === 'order' && attempt === 1;
  return (
    isFirst(order) && !isDefinite(order.state) && orders.some((other) => isFirst(other) && other.state === 'ERROR')
  );
}

export function plannedReversal({ clientOrderId, attempt, side, quantity }: Order): PlannedReversal {
  if (quantity === null) throw refused('a reversal is sized by quantity');
  return { clientOrderId, attempt, side, quantity };
}
