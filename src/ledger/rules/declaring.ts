// How a person's declaration of an unknown outcome changes the rows. Both ledgers read them under their locks, ask here, and
// store the answer.

import type { Batch, Fill } from '../../domain/batch';
import {
  type AuditedEvent,
  DECLARED,
  type DeclarationCase,
  declarationRefusal,
  declaredText,
  OUTCOME_DECLARED,
  OUTCOME_PROPOSED,
  secondPerson,
} from '../../domain/declaration';
import { type Decimal, decimal, halfEvenToCents, showCents, sum, ZERO } from '../../domain/money';
import { isDefinite, type Order } from '../../domain/order';
import type { Portfolio } from '../../domain/portfolio';
import { refusedAs } from '../../domain/refused';
import type { Keys } from '../../domain/same-person';
import { isFilledWhole } from '../../domain/whole';
import type { Actor, DeclareAnswer, DeclareOutcome } from '../ledger';
import { assertCashChain, type BookedFill, bookFills } from './booking';
import { canonicalPrice, canonicalQuantity, canonicalTime, storableText } from './canonical';
import type { AuditEntry } from './closing';
import { newsEntries, rolledBackEntry } from './entries';
import { reversalStep } from './reversal';

/** The rows that a declaration is about. */
export interface DeclaredRows {
  portfolio: Portfolio;
  /** The batch that has the order, whichever portfolio it belongs to. */
  batch: Batch | undefined;
  events: readonly AuditedEvent[];
  /** What is already booked for the order. */
  fills: readonly Fill[];
  /** The keys of the person who asks and of the actors of `events`. */
  keys: Keys;
}

/** `answer` alone when nothing changes; otherwise what is stored first. */
export interface Declaring {
  answer: DeclareAnswer;
  portfolio: Portfolio;
  orders: Order[];
  fills: BookedFill[];
  entries: AuditEntry[];
}

export function declaring(rows: DeclaredRows, declare: DeclareOutcome, by: Actor): Declaring {
  const { portfolio, batch, events, keys } = rows;
  const { declaration, evidence, note, requestId } = declare;
  const unchanged = (answer: DeclareAnswer): Declaring => ({ answer, portfolio, orders: [], fills: [], entries: [] });
  // L2: the same request again.
  const before = events.findLast(({ detail }) => detail.requestId === requestId);
  if (before !== undefined)
    return unchanged({ ok: true, state: before.event === OUTCOME_DECLARED ? 'declared' : 'proposed' });
  const given: DeclarationCase = { portfolio, batch, events, declaration, evidence, by, keys };
  const refusal = declarationRefusal(given);
  if (refusal !== undefined) return unchanged(refusal);
  const order = batch?.orders.find(({ clientOrderId }) => clientOrderId === declaration.clientOrderId) as Order;
  const said = {
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    declared: declaredText(declaration),
    evidence,
    note: storableText(note),
    requestId,
  };
  const other = secondPerson(given);
  if (other === undefined) {
    const entry: AuditEntry = { event: OUTCOME_PROPOSED, batchId: order.batchId, detail: said };
    return { ...unchanged({ ok: true, state: 'proposed' }), entries: [entry] };
  }
  const fills = declaredFills(order, rows.fills, declare, by);
  const books = booksAfter(portfolio, fills);
  if (books === undefined) return unchanged(refusedAs('NOT_HELD', order.symbol));
  assertCashChain(portfolio, books, fills);
  const after = declaredOrder(order, declare, other.actor, by);
  const [orders, orderEntries] = withReversed(batch as Batch, order, after);
  const asked = { firstPerson: other.actor, firstPersonAt: other.at, firstPersonNote: other.detail.note };
  const booked = { cashBefore: portfolio.cash, cashAfter: books.cash, fills: fills.map((fill) => fill.executionId) };
  const reason = reasonAfter(portfolio, batch as Batch, order);
  return {
    answer: { ok: true, state: 'declared' },
    portfolio: { ...portfolio, ...books, statusReason: reason, version: portfolio.version + 1 },
    orders,
    fills,
    entries: [
      { event: OUTCOME_DECLARED, batchId: order.batchId, detail: { ...said, ...asked, ...booked } },
      ...orderEntries,
      ...(reason === portfolio.statusReason
        ? []
        : [{ event: 'PORTFOLIO_STALE' as const, batchId: order.batchId, detail: { from: portfolio.status, reason } }]),
    ],
  };
}

/** The part that the broker's executions do not show, as one fill that is marked as declared. */
function declaredFills(order: Order, booked: readonly Fill[], declare: DeclareOutcome, by: Actor): BookedFill[] {
  const { declaration } = declare;
  if (declaration.outcome !== 'filled') return [];
  const quantity = decimal(declaration.quantity).minus(sum(booked.map((fill) => decimal(fill.quantity))));
  if (!quantity.greaterThan(ZERO)) return [];
  const usd = halfEvenToCents(decimal(declaration.quantity).times(decimal(declaration.price)));
  const cash = (order.side === 'BUY' ? usd.negated() : usd).minus(sum(booked.map((fill) => decimal(fill.cash))));
  return [
    {
      executionId: `declared-${order.clientOrderId}`,
      clientOrderId: order.clientOrderId,
      quantity: canonicalQuantity(quantity.toFixed()),
      price: canonicalPrice(declaration.price),
      cash: showCents(cash),
      at: canonicalTime(by.at),
      declared: true,
      symbol: order.symbol,
      side: order.side,
    },
  ];
}

/** Undefined when it would leave a negative quantity of a symbol. */
function booksAfter(portfolio: Portfolio, fills: readonly BookedFill[]) {
  const short = fills.some(
    ({ side, symbol, quantity }) => side === 'SELL' && decimal(quantity).greaterThan(heldOf(portfolio, symbol)),
  );
  return short ? undefined : bookFills(portfolio, fills);
}

function heldOf({ holdings }: Portfolio, symbol: string): Decimal {
  return decimal(holdings.find((holding) => holding.symbol === symbol)?.quantity ?? '0');
}

function declaredOrder(order: Order, { declaration, note }: DeclareOutcome, first: string, by: Actor): Order {
  const filled = declaration.outcome === 'filled';
  const said = {
    filledQuantity: filled ? canonicalQuantity(declaration.quantity) : order.filledQuantity,
    filledPrice: filled ? canonicalPrice(declaration.price) : order.filledPrice,
  };
  const message = `${declaredText(declaration)}, said ${first} and ${by.name}: ${note}`;
  return {
    ...order,
    state: isFilledWhole({ ...order, ...said }) ? 'SUCCESS' : 'ERROR',
    ...said,
    errorCode: DECLARED,
    errorMessage: storableText(message),
  };
}

/** A reversal that filled after all may have undone its order. */
function withReversed(batch: Batch, before: Order, after: Order): [Order[], AuditEntry[]] {
  const entries = newsEntries(before, after);
  if (after.kind === 'order') return [[after], entries];
  const family = batch.orders.filter(({ symbol }) => symbol === after.symbol);
  const step = reversalStep(family.map((one) => (one.clientOrderId === after.clientOrderId ? after : one)));
  if (step.kind !== 'reversed') return [[after], entries];
  return [
    [after, ...step.orders],
    [...entries, ...step.orders.map(rolledBackEntry)],
  ];
}

/** A hold for an unknown outcome loses that reason once the last outcome is declared. */
function reasonAfter({ statusReason }: Portfolio, { orders }: Batch, { clientOrderId }: Order): string | null {
  const unknown = orders.some((order) => order.clientOrderId !== clientOrderId && !isDefinite(order.state));
  return statusReason === 'OUTCOME_UNKNOWN' && !unknown ? OUTCOME_DECLARED : statusReason;
}
