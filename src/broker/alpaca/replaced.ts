// B4: an order that somebody replaced in the broker's dashboard, and what took its place.

import { decimal, halfEvenToAverage, sum } from '../../domain/money';
import type { BrokerOrder } from '../broker';

/**
 * Returns `order` as it went on in `later`: what was asked for is what we asked for, what filled is what both filled. It counts as filled
 * only with exactly our quantity, because the person who replaced it may have changed that.
 */
export function continuedBy(order: BrokerOrder, later: BrokerOrder): BrokerOrder {
  const filled = decimal(order.filledQuantity).plus(decimal(later.filledQuantity));
  const usd = sum([order, later].map((one) => decimal(one.filledQuantity).times(decimal(one.filledPrice ?? '0'))));
  const isOther = order.quantity !== null && later.state === 'filled' && !filled.equals(decimal(order.quantity));
  return {
    ...order,
    brokerOrderId: later.brokerOrderId,
    state: isOther ? 'ended' : later.state,
    status: isOther ? 'replaced' : later.status,
    filledQuantity: filled.toFixed(),
    filledPrice: filled.isZero() ? null : halfEvenToAverage(usd.div(filled)).toFixed(),
    replacedBy: later.replacedBy,
    replacedIds: [...order.replacedIds, order.brokerOrderId],
  };
}

/** Returns the orders of a list with each that was replaced followed as far as the list goes. */
export function withoutReplacements(orders: readonly BrokerOrder[]): BrokerOrder[] {
  const byId = new Map(orders.map((order) => [order.brokerOrderId, order]));
  const replacements = new Set(orders.map(({ replacedBy }) => replacedBy));
  return orders
    .filter(({ brokerOrderId }) => !replacements.has(brokerOrderId))
    .map((order) => {
      let whole = order;
      for (let later = byId.get(whole.replacedBy ?? ''); later !== undefined; later = byId.get(whole.replacedBy ?? ''))
        whole = continuedBy(whole, later);
      return whole;
    });
}
