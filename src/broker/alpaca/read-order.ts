import type { BrokerOrder } from '../broker';
import type { OrderModel } from './models';
import { isKnownStatus, parseOrder } from './parse';

/** Reads an order, and warns of a status that is not in our list: it counts as open (B3) until a person has looked. */
export function readOrder(order: OrderModel): BrokerOrder {
  if (!isKnownStatus(order.status)) warnOnce(order);
  return parseOrder(order);
}

const warnedOf = new Set<string>();

/** Once a status, because an open order is asked for every two seconds. */
function warnOnce({ status, client_order_id }: OrderModel): void {
  if (warnedOf.has(status)) return;
  warnedOf.add(status);
  console.warn(`broker: order ${client_order_id} has the unknown status ${JSON.stringify(status)}, taken as open`);
}
