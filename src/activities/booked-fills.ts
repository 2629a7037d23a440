import { BrokerFault } from '../broker/broker';
import type { Batch, Fill } from '../domain/batch';
import { decimal, halfEvenToCents, showCents, sum } from '../domain/money';
import { later } from './batch-reading';
import type { Deps } from './deps';

/** The broker's stamps of a fill and of the market's clock may differ by this much. */
const CLOCK_SKEW_MS = 60_000;

/** Returns the executions of a batch's orders, each with the cash it moved: half-even cents, negative for a buy. */
export async function bookedFills(deps: Deps, batch: Batch): Promise<Fill[]> {
  const orders = new Map(
    batch.orders.filter((order) => order.brokerOrderId !== null).map((order) => [order.brokerOrderId, order]),
  );
  if (orders.size === 0) return [];
  const fills = await deps.broker.listFills(batch.accountId, later(batch.marketTime, -CLOCK_SKEW_MS));
  return fills.flatMap(({ brokerOrderId, executionId, quantity, price, at }) => {
    const order = orders.get(brokerOrderId);
    if (order === undefined) return [];
    const usd = halfEvenToCents(decimal(quantity).times(decimal(price)));
    return [
      {
        executionId,
        clientOrderId: order.clientOrderId,
        quantity,
        price,
        cash: showCents(order.side === 'BUY' ? usd.negated() : usd),
        at,
      },
    ];
  });
}

/** The list of executions may lag behind the orders; until it has caught up, the batch is not booked. */
export function requireAllFills(batch: Batch, fills: Fill[]): void {
  for (const order of batch.orders) {
    const executed = sum(
      fills.filter((fill) => fill.clientOrderId === order.clientOrderId).map((fill) => decimal(fill.quantity)),
    );
    if (!executed.equals(decimal(order.filledQuantity)))
      throw new BrokerFault(
        'UNEXPECTED',
        `the executions of ${order.clientOrderId} sum to ${executed.toFixed()}, not yet to ${order.filledQuantity}`,
      );
  }
}
