// What an order filled and no listed execution accounts for. A broker's list of executions may lag behind its orders or show
// nothing at all (Alpaca has replaced the endpoint for new partners), and a batch whose orders all filled has to end all the same.

import type { Fill } from './batch';
import { decimal, halfEvenToAverage, halfEvenToCents, showCents, sum } from './money';
import type { Order } from './order';

const MARK = 'derived-';

/** True for a fill that was worked out from its order: its price is an average, its cash is right to a cent for each execution. */
export function isDerived({ executionId }: Pick<Fill, 'executionId'>): boolean {
  return executionId.startsWith(MARK);
}

type FilledOrder = Pick<Order, 'clientOrderId' | 'side' | 'filledQuantity'> & { filledPrice: string };

/** Returns the rest of what `order` filled beyond its `listed` executions, as one fill. There must be a rest. `at` is ISO. */
export function derivedFill(order: FilledOrder, listed: readonly Fill[], at: string): Fill {
  const filled = decimal(order.filledQuantity);
  const rest = filled.minus(sum(listed.map(({ quantity }) => decimal(quantity))));
  const listedUsd = sum(listed.map(({ quantity, price }) => decimal(quantity).times(decimal(price))));
  const usd = filled.times(decimal(order.filledPrice)).minus(listedUsd);
  const cash = halfEvenToCents(usd);
  return {
    executionId: `${MARK}${order.clientOrderId}`,
    clientOrderId: order.clientOrderId,
    quantity: rest.toFixed(),
    price: halfEvenToAverage(usd.div(rest)).toFixed(),
    cash: showCents(order.side === 'BUY' ? cash.negated() : cash),
    at,
  };
}
