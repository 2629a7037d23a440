import type { BrokerOrder } from '../../broker/broker';
import type { Batch } from '../../domain/batch';
import { isDeclared } from '../../domain/declaration';
import { type Decimal, decimal, halfEvenToCents } from '../../domain/money';
import type { Order } from '../../domain/order';
import type { Deps } from '../deps';
import { isClaim, isOurs } from './broker-order';
import { ifAnswered } from './if-answered';

/**
 * Returns a sentence for each order of `batch` for which the broker shows something other than what was declared, which may
 * happen late. A broker that does not answer shows nothing.
 */
export async function declaredOtherwise({ broker }: Pick<Deps, 'broker'>, batch: Batch): Promise<string[]> {
  const declared = batch.orders.filter(isDeclared);
  const shown = await Promise.all(
    declared.map(async (order) => ({
      order,
      found: await ifAnswered(broker.findOrder(batch.accountId, order.clientOrderId), undefined),
    })),
  );
  return shown.flatMap(({ order, found }) => (found === undefined || agrees(order, found) ? [] : [text(order, found)]));
}

/** If its id was claimed, the order itself never arrived. */
function agrees(order: Order, found: BrokerOrder): boolean {
  if (!isOurs(order, found) && !isClaim(found)) return false;
  if (found.state === 'open' || !decimal(found.filledQuantity).equals(decimal(order.filledQuantity))) return false;
  return paid(found).equals(paid(order));
}

function paid({ filledQuantity, filledPrice }: Pick<Order, 'filledQuantity' | 'filledPrice'>): Decimal {
  return halfEvenToCents(decimal(filledQuantity).times(decimal(filledPrice ?? '0')));
}

function text({ clientOrderId, filledQuantity, filledPrice }: Order, found: BrokerOrder): string {
  const at = (quantity: string, price: string | null) =>
    quantity === '0' ? 'nothing filled' : `${quantity} at ${price}`;
  return `${clientOrderId} was declared with ${at(filledQuantity, filledPrice)}, and the broker shows ${found.status} with ${at(found.filledQuantity, found.filledPrice)}`;
}
