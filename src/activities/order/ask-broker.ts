import { BrokerFault, type BrokerOrder } from '../../broker/broker';
import type { Batch } from '../../domain/batch';
import type { Order } from '../../domain/order';
import type { Deps } from '../deps';

type Seen = { kind: 'found'; order: BrokerOrder } | { kind: 'missing' } | { kind: 'no-answer' };

/** Asks the broker what it knows about an order. "No such order" proves nothing while the order may still be on its way. */
export async function askBroker(deps: Deps, { accountId }: Batch, order: Order): Promise<Seen> {
  deps.current().heartbeat();
  try {
    const found = await deps.broker.findOrder(accountId, order.clientOrderId);
    return found === undefined ? { kind: 'missing' } : { kind: 'found', order: found };
  } catch (error) {
    if (error instanceof BrokerFault) return { kind: 'no-answer' };
    throw error;
  }
}
