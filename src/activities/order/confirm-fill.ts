import type { BrokerOrder } from '../../broker/broker';
import type { OrderWatch } from '../../broker/order-news';
import type { Batch } from '../../domain/batch';
import { decimal, halfEvenToAverage, sum } from '../../domain/money';
import { isDefinite, type Order } from '../../domain/order';
import { fillsSince } from '../batch/booked-fills';
import type { Deps } from '../deps';
import { ifAnswered } from './if-answered';

/**
 * The first order of a batch that fills waits this long for the others. That does not delay the batch, because the others are not
 * done.
 */
const TOGETHER_MS = 250;

/**
 * Returns `seen` as filled when the account's executions add up to exactly what was ordered. One request answers for all orders
 * of a batch that were reported together, and for the end of the batch. Otherwise it returns undefined, which proves nothing:
 * executions may be listed later.
 */
export async function confirmFill(
  deps: Deps,
  { batch, order, watch }: { batch: Batch; order: Order; watch: OrderWatch },
  seen: BrokerOrder,
  toldMs: number,
): Promise<BrokerOrder | undefined> {
  if (order.quantity === null) return undefined;
  const toldAt = deps.monotonicMs() - toldMs;
  await deps.sleep(TOGETHER_MS, deps.current().signal, watch.others(besideIt(batch, order)));
  const ageMaxMs = deps.monotonicMs() - toldAt;
  const listed = await ifAnswered(deps.broker.listFills(batch.accountId, fillsSince(batch), ageMaxMs), []);
  const ids = [seen.brokerOrderId, ...seen.replacedIds];
  const fills = listed.filter(({ brokerOrderId }) => ids.includes(brokerOrderId));
  const quantity = sum(fills.map((fill) => decimal(fill.quantity)));
  if (!quantity.equals(decimal(order.quantity))) return undefined;
  const usd = sum(fills.map((fill) => decimal(fill.quantity).times(decimal(fill.price))));
  const filledPrice = halfEvenToAverage(usd.div(quantity)).toFixed();
  return { ...seen, state: 'filled', status: 'filled', filledQuantity: quantity.toFixed(), filledPrice };
}

/** The orders that are sent together with this one. */
function besideIt({ orders, execution }: Batch, { clientOrderId, kind, side }: Order): string[] {
  return orders
    .filter((other) => other.kind === kind && (execution !== 'sells-first' || other.side === side))
    .filter((other) => other.clientOrderId !== clientOrderId && !isDefinite(other.state))
    .map((other) => other.clientOrderId);
}
