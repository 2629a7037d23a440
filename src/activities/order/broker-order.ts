// What an order at the broker means for ours, and how its end is recorded.

import type { BrokerOrder } from '../../broker/broker';
import type { OrderCause } from '../../domain/causes';
import { decimal } from '../../domain/money';
import type { Order } from '../../domain/order';
import type { OrderResult } from '../../domain/steps';
import { isFilledWhole } from '../../domain/whole';
import type { OrderNews } from '../../ledger/ledger';
import { by, type Deps } from '../deps';

/** True when the broker's order under our id is the one we meant to send. */
export function isOurs(order: Order, found: BrokerOrder): boolean {
  const same = (ours: string | null, theirs: string | null) =>
    ours === null || (theirs !== null && decimal(ours).equals(decimal(theirs)));
  return (
    found.symbol === order.symbol &&
    found.side === order.side &&
    found.type === 'market' &&
    same(order.quantity, found.quantity) &&
    same(order.notional, found.notional)
  );
}

/** True for the order that we sent to use up a lost order's id. Our real orders are market orders. */
export function isClaim(found: BrokerOrder): boolean {
  return found.type === 'limit';
}

/** Records an order that ended at the broker: filled completely, or short of its quantity. */
export function recordEnd(deps: Deps, order: Order, seen: BrokerOrder): Promise<OrderResult> {
  if (
    seen.state === 'filled' &&
    isFilledWhole({ ...order, filledQuantity: seen.filledQuantity, filledPrice: seen.filledPrice })
  )
    return record(deps, order, { ...fillsOf(seen), event: 'FILLED' });
  if (seen.state === 'filled')
    return record(deps, order, {
      ...fillsOf(seen),
      event: 'FAILED',
      errorCode: 'FILLED_SHORT',
      errorMessage: `the broker calls it filled, with ${seen.filledQuantity} shares at ${seen.filledPrice ?? 'no price'}`,
    });
  return record(deps, order, {
    ...fillsOf(seen),
    event: 'FAILED',
    errorCode: ENDS[seen.status] ?? 'ORDER_FAILED',
    errorMessage: `the broker ended it as ${seen.status}`,
  });
}

/** The codes for the ways in which the broker ends an order. A word that is not here says only that it ended. */
const ENDS: Readonly<Partial<Record<string, OrderCause>>> = {
  canceled: 'CANCELED',
  expired: 'EXPIRED',
  rejected: 'REJECTED',
  replaced: 'REPLACED',
};

/** The id belongs to somebody else's order, so ours was refused: a broker accepts an id only once. */
export function recordCollision(deps: Deps, order: Order, found: BrokerOrder): Promise<OrderResult> {
  return record(deps, order, {
    event: 'FAILED',
    errorCode: 'ID_COLLISION',
    errorMessage: `${order.clientOrderId} is another order at the broker: ${found.side} ${found.quantity ?? `$${found.notional}`} ${found.symbol}`,
  });
}

export async function record(deps: Deps, order: Order, news: OrderNews): Promise<OrderResult> {
  // Before the end is recorded: after it nobody would come here again. The next plan asks the broker what may be done with the asset.
  if (SAYS_OF_ASSET.has(news.errorCode ?? null)) await deps.ledger.doubtAsset(order.symbol, deps.now());
  const { state, filledQuantity } = await deps.ledger.recordOrder(order.clientOrderId, news, by(deps));
  return {
    ...named(order),
    state,
    filledQuantity,
    code: news.errorCode ?? null,
    message: news.errorMessage ?? null,
  };
}

/** With these, what the broker showed of the asset may be out of date. */
const SAYS_OF_ASSET: ReadonlySet<OrderCause | null> = new Set([
  'NOT_TRADABLE',
  'NOT_FRACTIONABLE',
  'REJECTED',
  'OTHER',
] as const);

export function resultOf(order: Order): OrderResult {
  return {
    ...named(order),
    state: order.state,
    filledQuantity: order.filledQuantity,
    code: order.errorCode,
    message: order.errorMessage,
  };
}

/** A first attempt is named by its symbol alone, as in the recorded histories. */
function named({ symbol, kind, attempt }: Order): Pick<OrderResult, 'symbol' | 'attempt'> {
  return kind === 'order' && attempt > 1 ? { symbol, attempt } : { symbol };
}

export function fillsOf(seen: BrokerOrder): OrderNews {
  const { brokerOrderId, submittedAt, filledQuantity, filledPrice } = seen;
  return { brokerOrderId, submittedAt, filledQuantity, filledPrice };
}
