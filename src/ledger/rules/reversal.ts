import { decimal } from '../../domain/money';
import { isDefinite, nextOrderState, type Order } from '../../domain/order';
import { nextReversal } from '../../domain/reversal';
import type { PlannedReversal } from '../ledger';
import { refused } from './canonical';
import { unsentOrder } from './creation';

/** What a symbol's order of a batch needs to be undone. */
export type ReversalStep =
  | { kind: 'nothing-left' }
  /** Everything is reversed and the order must say so. */
  | { kind: 'reversed'; order: Order }
  /** An attempt is under way: nothing new before its outcome is definite. */
  | { kind: 'under-way'; reversal: Order }
  | { kind: 'next'; reversal: Order };

/** `family` is the order of one symbol in one batch and its reversals so far, by attempt. */
export function reversalStep(family: readonly Order[]): ReversalStep {
  const [order, ...reversals] = family;
  if (order === undefined || order.kind !== 'order') throw refused('there is no such order to reverse');
  if (!isDefinite(order.state))
    throw refused(
      `order ${order.clientOrderId} is ${order.state}: what it filled is not definite, so it is not reversed`,
    );
  const underWay = reversals.find((reversal) => !isDefinite(reversal.state));
  if (underWay !== undefined) return { kind: 'under-way', reversal: underWay };
  const next = nextReversal(order, reversals);
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
  const reversed = nextOrderState(order.state, 'REVERSED');
  if (reversed === undefined || decimal(order.filledQuantity).isZero()) return { kind: 'nothing-left' };
  return { kind: 'reversed', order: { ...order, state: reversed } };
}

export function plannedReversal({ clientOrderId, attempt, side, quantity }: Order): PlannedReversal {
  if (quantity === null) throw refused('a reversal is sized by quantity');
  return { clientOrderId, attempt, side, quantity };
}
