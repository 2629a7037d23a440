import { BrokerFault } from '../broker/broker';
import type { Batch, Fill } from '../domain/batch';
import { decimal, halfEvenToCents, showCents, sum } from '../domain/money';
import { later } from '../domain/time';
import { LedgerFault } from '../ledger/ledger';
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

/** So long after the last send the executions of a batch are all there, or were taken back. */
const LAG_MAX_MS = 30 * 60_000;

/**
 * The list of executions may lag behind the orders: until it has caught up, the batch is not booked. `now` is ISO.
 *
 * @throws BrokerFault while it may still catch up; afterwards LedgerFault, which no retry mends: a person has to look.
 */
export function requireAllFills(batch: Batch, fills: Fill[], now: string): void {
  const missing = missingExecutions(batch, fills);
  if (missing === undefined) return;
  const lastSentAt = batch.orders.reduce((last, { sentAt }) => (sentAt !== null && sentAt > last ? sentAt : last), '');
  if (now < later(lastSentAt, LAG_MAX_MS)) throw new BrokerFault('UNEXPECTED', missing);
  throw new LedgerFault('REFUSED_BY_SCHEMA', missing);
}

/** Says of which order the broker lists other executions than it filled, or undefined. */
export function missingExecutions(batch: Batch, fills: Fill[]): string | undefined {
  for (const { clientOrderId, filledQuantity } of batch.orders) {
    const executed = sum(
      fills.filter((fill) => fill.clientOrderId === clientOrderId).map((fill) => decimal(fill.quantity)),
    );
    if (!executed.equals(decimal(filledQuantity)))
      return `the executions of ${clientOrderId} sum to ${executed.toFixed()}, and it filled ${filledQuantity}`;
  }
  return undefined;
}
