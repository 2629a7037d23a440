// What was sent, compared with what was intended: I1, I2.

import type { BrokerOrder } from '../broker/broker';
import { type Decimal, decimal, ZERO } from '../domain/money';
import { isDefinite, type Order } from '../domain/order';
import { type Attempts, SMALLEST_REVERSAL_BUY, unreversed } from '../domain/reversal';
import { attemptsBySymbol } from '../domain/shortfall';
import { msBetween } from '../domain/time';
import type { AuditRow } from '../ledger/ledger';
import type { Check, Violation } from './records';

/** The broker stamps an order with its own clock. */
const CLOCK_SKEW_MS = 60_000;

/** I1: the broker took at most one order for each client order id. */
export const noOrderTwice: Check = ({ broker }) => {
  const taken = new Set<string>();
  return broker.orders.flatMap(({ clientOrderId }): Violation[] => {
    if (!taken.has(clientOrderId)) {
      taken.add(clientOrderId);
      return [];
    }
    return [{ invariant: 'I1', message: `the broker took ${clientOrderId} twice` }];
  });
};

/**
 * I2: every order that the broker took had been recorded first, exactly as it was taken. Orders that others had sent before a
 * person took the account over are known.
 */
export const intentsPrecede: Check = ({ batches, audit, broker }) => {
  const takenOverAt = Math.max(...audit.filter(isTakeOver).map(({ at }) => Date.parse(at)));
  const intents = new Map(batches.flatMap(({ orders }) => orders).map((order) => [order.clientOrderId, order]));
  const sentAt = new Map<unknown, string>();
  for (const { event, detail, at } of audit) {
    if (event.endsWith('_SENT') && !sentAt.has(detail.clientOrderId)) sentAt.set(detail.clientOrderId, at);
    // The ledger had lost that it was sent, but the intent had been recorded before.
    if (event.endsWith('_FOUND')) sentAt.set(detail.clientOrderId, detail.sentAt as string);
  }
  return broker.orders.flatMap((taken): Violation[] => {
    const { clientOrderId } = taken;
    const intent = intents.get(clientOrderId);
    if (intent === undefined && Date.parse(taken.submittedAt) <= takenOverAt) return [];
    if (intent === undefined)
      return [{ invariant: 'I2', message: `the broker has ${clientOrderId}, which was never meant` }];
    const sent = sentAt.get(clientOrderId);
    if (sent === undefined || msBetween(taken.submittedAt, sent) > CLOCK_SKEW_MS)
      return [{ invariant: 'I2', message: `${clientOrderId} was at the broker before it was recorded as sent` }];
    if (taken.symbol === intent.symbol && taken.side === intent.side && sizeOf(taken) === sizeOf(intent)) return [];
    if (isClaimOf(intent, taken)) return [];
    return [
      {
        invariant: 'I2',
        message: `${clientOrderId} is ${describe(taken)} at the broker, meant was ${describe(intent)}`,
      },
    ];
  });
};

/**
 * I1: the reversals of an order never take back more than it filled, except for the surplus of the smallest buy (U1 of
 * domain/reversal).
 */
export const reversalsStayWithin: Check = ({ batches, broker }) => {
  const filled = new Map(broker.orders.map((order) => [order.clientOrderId, order.filledQuantity]));
  const atBroker = (order: Order) => ({ ...order, filledQuantity: filled.get(order.clientOrderId) ?? '0' });
  return batches.flatMap(({ orders }) =>
    attemptsBySymbol(orders).flatMap((attempts): Violation[] => {
      const [order, ...others] = attempts;
      const reversals = orders.filter((other) => other.kind === 'reversal' && other.symbol === order.symbol);
      if (order.side === 'BUY' && reversals.some(({ side }) => side === 'BUY'))
        return [{ invariant: 'I1', message: `a reversal of ${order.clientOrderId} is on its own side` }];
      // The ledger still has an execution that was taken back after its reversal.
      const seen = [attempts, [atBroker(order), ...others.map(atBroker)] as const];
      const surpluses = seen.map((one) => unreversed(one, reversals.map(atBroker)).negated());
      if (surpluses.some((surplus) => !surplus.greaterThan(surplusAllowed(attempts)))) return [];
      return [{ invariant: 'I1', message: `${order.clientOrderId} is reversed by more than it filled` }];
    }),
  );
};

/** A person declared that the account's holdings are right, no matter who bought them. */
function isTakeOver({ event, detail }: AuditRow): boolean {
  return event === 'PORTFOLIO_CREATED' || detail.adopted !== undefined;
}

function surplusAllowed(attempts: Attempts<Order>): Decimal {
  const { side, filledPrice } = attempts.findLast((order) => order.filledPrice !== null) ?? attempts[0];
  if (side === 'BUY' || filledPrice === null) return ZERO;
  return SMALLEST_REVERSAL_BUY.div(decimal(filledPrice));
}

/** True for an id that an order which never arrived had used up: a limit order that filled nothing. */
function isClaimOf({ state, symbol }: Order, taken: BrokerOrder): boolean {
  const settled = state === 'ERROR' || !isDefinite(state);
  return taken.type === 'limit' && taken.symbol === symbol && taken.filledQuantity === '0' && settled;
}

type Sized = Pick<Order, 'symbol' | 'side' | 'quantity' | 'notional'>;

function sizeOf({ quantity, notional }: Sized): string {
  return quantity === null ? `$${decimal(notional ?? '0').toFixed(2)}` : decimal(quantity).toFixed();
}

function describe(order: Sized): string {
  return `${order.side} ${sizeOf(order)} ${order.symbol}`;
}
