// What two people say became of an order of which the broker says nothing.
//
// D1. It is the last way out: only a batch that is STALE, only an order that is UNKNOWN, and only an hour after its last send.
// D2. Two people say the same, on the same evidence, within a day.
// D3. What the broker has shown of an order stays: nobody declares it away.

import { APPROVAL_STANDS_MS } from './approval';
import type { AuditEvent } from './audit-events';
import { type Batch, isOpen } from './batch';
import type { DeclarationRefusalCode, OrderCause, StaleReason } from './causes';
import { type Decimal, decimal, decimalProblem, halfEvenToCents, SHARE_DECIMALS } from './money';
import { isDefinite, type Order } from './order';
import type { Portfolio } from './portfolio';
import { type Refused, refusedAs } from './refused';
import { isKnown, isSamePerson, type Keys, SAME_PERSON_SENTENCES, whySamePerson } from './same-person';
import { isBefore, LONG_AGO, later } from './time';

/** `quantity` is all that it filled, in shares; `price` what a share cost on average, in USD. */
export type Declaration = { clientOrderId: string } & (
  | { outcome: 'never-arrived' }
  | { outcome: 'filled'; quantity: string; price: string }
);

/** D1: how long the broker is asked before people may say it. */
export const DECLARE_AFTER_MS = 3_600_000;

/** The average of several fills has more decimals than a price of the market. */
const AVERAGE_DECIMALS = 9;

export const OUTCOME_PROPOSED = 'OUTCOME_PROPOSED' satisfies AuditEvent;
export const OUTCOME_DECLARED = 'OUTCOME_DECLARED' satisfies AuditEvent & StaleReason;

/** The `errorCode` of an order whose outcome was declared. */
export const DECLARED = 'DECLARED' satisfies OrderCause;

type DeclarationRefused = Refused<DeclarationRefusalCode>;

/** What happened to one order so far, oldest first: its sends, and what people said of it. */
export interface AuditedEvent {
  event: string;
  detail: Record<string, unknown>;
  actor: string;
  at: string;
}

export interface DeclarationCase {
  portfolio: Pick<Portfolio, 'id' | 'status'>;
  /** The batch that has the order, whichever portfolio it belongs to; undefined when none has it. */
  batch: Batch | undefined;
  events: readonly AuditedEvent[];
  declaration: Declaration;
  /** The hash of what both people looked at. */
  evidence: string;
  /** Who says it, and when (ISO). */
  by: { name: string; at: string };
  /** Those of `by` and of the actors of `events`. */
  keys: Keys;
}

/** Returns why `declaration` is not taken, or undefined when it is. */
export function declarationRefusal(given: DeclarationCase): DeclarationRefused | undefined {
  const { portfolio, batch, declaration, by } = given;
  const order = batch?.orders.find(({ clientOrderId }) => clientOrderId === declaration.clientOrderId);
  if (portfolio.status !== 'STALE') return refuse('NOT_STALE', portfolio.status);
  if (batch === undefined || order === undefined) return refuse('ORDER_NOT_FOUND', declaration.clientOrderId);
  if (batch.portfolioId !== portfolio.id) return refuse('ORDER_OF_ANOTHER_PORTFOLIO', declaration.clientOrderId);
  if (isDefinite(order.state) || !isOpen(batch.state)) return refuse('ORDER_DEFINITE', order.state);
  if (order.state !== 'UNKNOWN') return refuse('OUTCOME_NOT_ASKED', order.state);
  const amounts = amountsProblem(order, declaration);
  if (amounts !== undefined) return amounts;
  const from = declarableFrom(order, given.events);
  if (isBefore(by.at, from)) return refuse('TOO_EARLY', `possible from ${from}`);
  if (!isKnown(by.name, given.keys)) return refuse('SAME_PERSON', SAME_PERSON_SENTENCES.ASKER_UNKNOWN);
  const mine = proposalsOf(given).some(({ actor }) => whySamePerson(actor, by.name, given.keys) === 'OWN_PROPOSAL');
  return mine && secondPerson(given) === undefined ? refuse('SAME_PERSON', by.name) : undefined;
}

/** D2: returns what another person has said alike, or undefined when nobody has yet. */
export function secondPerson(given: DeclarationCase): AuditedEvent | undefined {
  return proposalsOf(given).find(({ actor }) => !isSamePerson(actor, given.by.name, given.keys));
}

/** D1: returns the ISO time from which on the outcome of `order` may be declared. A claim of its id is no send of the order. */
export function declarableFrom(
  order: Pick<Order, 'clientOrderId' | 'sentAt'>,
  events: readonly AuditedEvent[],
): string {
  const sent = events.findLast(
    ({ event, detail }) => event.endsWith('_SENT') && detail.clientOrderId === order.clientOrderId,
  );
  return later(sent?.at ?? order.sentAt ?? LONG_AGO, DECLARE_AFTER_MS);
}

export function isDeclared({ errorCode }: Pick<Order, 'errorCode'>): boolean {
  return errorCode === DECLARED;
}

/** "never-arrived", or "filled 5 at 400.00". */
export function declaredText(declaration: Declaration): string {
  return declaration.outcome === 'filled'
    ? `filled ${declaration.quantity} at ${declaration.price}`
    : declaration.outcome;
}

function proposalsOf({ events, declaration, evidence, by }: DeclarationCase): AuditedEvent[] {
  const since = later(by.at, -APPROVAL_STANDS_MS);
  return events.filter(
    ({ event, detail, at }) =>
      event === OUTCOME_PROPOSED &&
      detail.clientOrderId === declaration.clientOrderId &&
      detail.declared === declaredText(declaration) &&
      detail.evidence === evidence &&
      !isBefore(at, since),
  );
}

function amountsProblem(order: Order, declaration: Declaration): DeclarationRefused | undefined {
  const known = decimal(order.filledQuantity);
  if (declaration.outcome === 'never-arrived')
    return order.brokerOrderId === null && known.isZero()
      ? undefined
      : refuse('QUANTITY_BELOW_FILLED', `the broker has shown it, with ${order.filledQuantity} filled`);
  const { quantity, price } = declaration;
  const quantityProblem = amountProblem(quantity, SHARE_DECIMALS);
  if (quantityProblem !== undefined) return refuse('INVALID_QUANTITY', `quantity ${quantityProblem}`);
  const priceProblem = amountProblem(price, AVERAGE_DECIMALS);
  if (priceProblem !== undefined) return refuse('INVALID_PRICE', `price ${priceProblem}`);
  if (isAboveOrder(order, decimal(quantity), decimal(price)))
    return refuse('QUANTITY_ABOVE_ORDER', `${quantity}, ordered ${order.quantity ?? `$${order.notional}`}`);
  return decimal(quantity).lessThan(known)
    ? refuse('QUANTITY_BELOW_FILLED', `${quantity}, shown ${order.filledQuantity}`)
    : undefined;
}

function isAboveOrder({ quantity, notional }: Order, shares: Decimal, price: Decimal): boolean {
  if (quantity !== null) return shares.greaterThan(decimal(quantity));
  return halfEvenToCents(shares.times(price)).greaterThan(decimal(notional ?? '0'));
}

function amountProblem(text: string, decimals: number): string | undefined {
  const problem = decimalProblem(text, decimals);
  if (problem !== undefined) return problem;
  return decimal(text).greaterThan(0) ? undefined : `must be above zero, not ${text}`;
}

function refuse(code: DeclarationRefusalCode, detail: string): DeclarationRefused {
  return refusedAs(code, detail);
}
