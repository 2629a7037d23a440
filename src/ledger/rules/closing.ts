// How a batch ends, and what its portfolio becomes. Both ledgers read the rows under their lock, ask here for the new rows, and
// store them.

import type { AuditEvent } from '../../domain/audit-events';
import { type Batch, batchMayBecome, type Deviation, type Fill, isOpen } from '../../domain/batch';
import { invariant } from '../../domain/invariant';
import { decimal, showCents, sum } from '../../domain/money';
import { isDefinite } from '../../domain/order';
import type { Portfolio } from '../../domain/portfolio';
import { shortfallsOf } from '../../domain/shortfall';
import type { Freeze } from '../../domain/stale';
import type { CloseBatch, EndStale, MarkStale } from '../ledger';
import { assertCashChain, type BookedFill, bookFills } from './booking';
import {
  canonicalCash,
  canonicalHoldings,
  canonicalPercent,
  canonicalTime,
  refused,
  storableJson,
  storableText,
} from './canonical';
import { NOT_REFUSED } from './refusing';

/** An audit row to write; the caller adds portfolio, actor and time. */
export interface AuditEntry {
  event: AuditEvent;
  batchId: string | null;
  detail: Record<string, unknown>;
}

/** The rows after a change. `batch` is null when the change touches none. */
export interface Closed {
  portfolio: Portfolio;
  batch: Batch | null;
  entries: AuditEntry[];
}

/** What a closing finds: a batch that already is what it should become, one that may become it, or neither. */
export function closingStands(batch: Batch, close: CloseBatch): 'done' | 'may' | 'refused' {
  if (batch.state === close.state) return 'done';
  return batch.epoch === close.epoch && batchMayBecome(batch.state, close.state) ? 'may' : 'refused';
}

/** `fills` are those of `close` that were not booked before. */
export function closeBooks(portfolio: Portfolio, batch: Batch, close: CloseBatch, fills: BookedFill[]): Closed {
  assertOrdersAllow(batch, close.state);
  const books = bookFills(portfolio, fills);
  assertFillsAreWhole(batch, close.fills);
  if (close.state === 'ADJUSTED') assertAdjustmentIsSafe(batch, books, close.deviation);
  const after: Batch = {
    ...batch,
    state: close.state,
    driftAfter: close.driftAfter === null ? null : canonicalPercent(close.driftAfter),
    cause: close.cause === null ? batch.cause : storableJson(close.cause),
    residual: residualOf(close.state, close.residual, close.fills),
  };
  return chained(portfolio, fills, {
    portfolio: {
      ...portfolio,
      ...books,
      ...statusAfter(portfolio, close),
      coolUntil: close.coolUntil === null ? null : canonicalTime(close.coolUntil),
      rollbacksInARow: close.rollbacksInARow,
      version: portfolio.version + 1,
    },
    batch: after,
    entries: [closingEntry(after, portfolio, books, fills, close.deviation)],
  });
}

/** The stored row itself, and not only the calculation for it, continues the cash of the row before. */
function chained(before: Portfolio, fills: readonly BookedFill[], closed: Closed): Closed {
  assertCashChain(before, closed.portfolio, fills);
  return closed;
}

/** Returns undefined when everything is already so. */
export function staleBooks(
  portfolio: Portfolio,
  batch: Batch | null,
  stale: MarkStale,
  fills: BookedFill[],
): Closed | undefined {
  const reason = storableText(stale.reason);
  const cause = stale.cause === null ? (batch?.cause ?? null) : storableJson(stale.cause);
  const news = portfolio.status !== 'STALE' || portfolio.statusReason !== reason || fills.length > 0;
  const open = batch !== null && isOpen(batch.state) ? batch : null;
  // Another portfolio may have its account by now, and differences there belong to that portfolio.
  if (portfolio.status === 'CLOSED' && open === null) return undefined;
  if (!news && (open === null || open.state === 'STALE')) return undefined;
  const books = bookFills(portfolio, fills);
  const after: Batch | null = open && { ...open, state: 'STALE', cause };
  const entries = after && open?.state !== 'STALE' ? [closingEntry(after, portfolio, books, fills)] : [];
  return chained(portfolio, fills, {
    portfolio: {
      ...portfolio,
      ...books,
      status: 'STALE',
      statusReason: reason,
      statusBefore: portfolio.status === 'STALE' ? portfolio.statusBefore : portfolio.status,
      frozen: portfolio.frozen || reason === FROZEN,
      ...NOT_REFUSED,
      version: portfolio.version + 1,
    },
    batch: after,
    entries: [
      ...entries,
      {
        event: 'PORTFOLIO_STALE',
        batchId: after?.id ?? null,
        detail: { from: portfolio.status, reason, ...(cause && { cause }), ...bookingDetail(portfolio, books, fills) },
      },
    ],
  });
}

/** Why a portfolio that a person stopped is held. */
const FROZEN = 'FROZEN';

export function frozenEntry({ actor, reason, undo }: Freeze): AuditEntry {
  const detail = storableJson({ actor, reason, ...(undo === true && { undo }) });
  return { event: 'PORTFOLIO_FROZEN', batchId: null, detail };
}

/** Returns the portfolio after a freeze, or undefined when that changes nothing. The last of two freezes counts. */
export function frozenBooks(
  portfolio: Pick<Portfolio, 'frozen' | 'freezeUndoes'>,
  { undo = false }: Freeze,
): Pick<Portfolio, 'frozen' | 'freezeUndoes'> | undefined {
  if (portfolio.frozen && portfolio.freezeUndoes === undo) return undefined;
  return { frozen: true, freezeUndoes: undo };
}

/** The event that ends a STALE; a second `endStale` finds it. */
export const STALE_ENDED = 'STALE_ENDED';

/** `batch` is the open one, or null. */
export function staleMayEnd(portfolio: Portfolio, batch: Batch | null, end: EndStale): boolean {
  return (
    portfolio.status === 'STALE' &&
    (batch === null || (batch.state === 'STALE' && batchMayBecome('STALE', end.batchState)))
  );
}

export function endStaleBooks(portfolio: Portfolio, batch: Batch | null, end: EndStale, fills: BookedFill[]): Closed {
  if (batch !== null) assertOrdersAllow(batch, end.batchState);
  // A person adopts positions, whatever led to them.
  if (batch !== null && end.adopt === null) assertFillsAreWhole(batch, end.fills);
  const books = end.adopt === null ? bookFills(portfolio, fills) : adopted(end.adopt);
  if (batch !== null && end.batchState === 'ADJUSTED') assertAdjustmentIsSafe(batch, books, end.deviation);
  const residual = residualOf(end.batchState, end.residual, end.fills);
  const after: Batch | null = batch && { ...batch, state: end.batchState, residual };
  const stays = portfolio.frozen && !end.releases;
  const closed: Closed = {
    portfolio: {
      ...portfolio,
      ...books,
      ...(stays
        ? { statusReason: FROZEN }
        : {
            status: portfolio.statusBefore ?? 'ACTIVE',
            statusReason: null,
            statusBefore: null,
            frozen: false,
            freezeUndoes: false,
          }),
      version: portfolio.version + 1,
    },
    batch: after,
    entries: [
      ...(after === null ? [] : [closingEntry(after, portfolio, books, fills, end.deviation)]),
      {
        event: stays ? 'PORTFOLIO_STALE' : STALE_ENDED,
        batchId: after?.id ?? null,
        detail: storableJson({
          ...end.detail,
          ...(end.requestId !== undefined && { requestId: end.requestId }),
          batchState: end.batchState,
          ...(stays ? { from: portfolio.statusReason, reason: FROZEN } : { reason: portfolio.statusReason }),
          ...(end.adopt === null ? {} : { adopted: { before: { holdings: portfolio.holdings }, after: books } }),
          ...bookingDetail(portfolio, books, fills),
        }),
      },
    ],
  };
  // Adopted cash begins a new chain.
  return end.adopt === null ? chained(portfolio, fills, closed) : closed;
}

/** All or nothing is checked here again: the ledger does not rely on its caller. */
function assertOrdersAllow(batch: Batch, state: Batch['state']): void {
  for (const order of batch.orders) {
    const problem = `batch ${batch.id} may not become ${state}: order ${order.clientOrderId} is ${order.state}`;
    if (!isDefinite(order.state)) throw refused(problem);
    const keeps = state === 'SUCCESS' || state === 'ADJUSTED';
    if (keeps && (order.state === 'ROLLED_BACK' || (order.kind === 'reversal' && order.filledQuantity !== '0')))
      throw refused(problem);
    if (state === 'SUCCESS' && order.kind === 'reversal') throw refused(problem);
    const unreversed = order.kind === 'order' && order.filledQuantity !== '0' && order.state !== 'ROLLED_BACK';
    if (state === 'ROLLED_BACK' && unreversed) throw refused(`${problem} and filled ${order.filledQuantity}`);
  }
  const [short] = state === 'SUCCESS' ? shortfallsOf(batch.orders) : [];
  if (short !== undefined) throw refused(`batch ${batch.id} may not become SUCCESS: ${short.symbol} fell short`);
}

/**
 * If fewer fills were booked, holdings and cash would stay wrong forever, because no later step reads the fills of a batch that
 * has ended.
 */
function assertFillsAreWhole({ orders }: Batch, fills: readonly Fill[]): void {
  for (const { clientOrderId, filledQuantity } of orders) {
    const of = fills.filter((fill) => fill.clientOrderId === clientOrderId);
    const total = sum(of.map(({ quantity }) => decimal(quantity)));
    invariant(
      total.equals(decimal(filledQuantity)),
      `the fills of ${clientOrderId} sum to its filled quantity (${total.toFixed()}, ${filledQuantity})`,
    );
  }
}

/** A batch that fell short is kept only if that reduces drift and leaves no negative cash. */
function assertAdjustmentIsSafe(batch: Batch, books: Pick<Portfolio, 'cash'>, deviation: Deviation | undefined): void {
  const problem = `batch ${batch.id} may not become ADJUSTED`;
  if (decimal(books.cash).isNegative()) throw refused(`${problem}: its cash would be ${books.cash}`);
  if (deviation === undefined || !decimal(deviation.after).lessThan(decimal(deviation.before)))
    throw refused(`${problem}: it brought the portfolio no nearer to its targets`);
}

function adopted(adopt: NonNullable<EndStale['adopt']>) {
  return { holdings: canonicalHoldings(adopt.holdings), cash: canonicalCash(adopt.cash) };
}

function statusAfter(portfolio: Portfolio, close: CloseBatch): Pick<Portfolio, 'status' | 'statusReason'> {
  // The end of a batch does not undo a freeze or a closing that came while it ran.
  if (close.status.to === 'ACTIVE' && portfolio.status !== 'ACTIVE')
    return { status: portfolio.status, statusReason: portfolio.statusReason };
  if (portfolio.status === 'STALE' || portfolio.status === 'CLOSED')
    return { status: portfolio.status, statusReason: portfolio.statusReason };
  return { status: close.status.to, statusReason: close.status.to === 'ACTIVE' ? null : close.status.reason };
}

function closingEntry(
  batch: Batch,
  before: Portfolio,
  books: Pick<Portfolio, 'cash'>,
  fills: BookedFill[],
  deviation?: Deviation,
): AuditEntry {
  return {
    event: `BATCH_${batch.state}`,
    batchId: batch.id,
    detail: {
      ...bookingDetail(before, books, fills),
      ...(batch.driftAfter !== null && { driftAfter: batch.driftAfter }),
      ...(batch.cause !== null && { cause: batch.cause }),
      ...(batch.residual !== null && { residual: batch.residual }),
      ...(batch.state === 'ADJUSTED' && { shortfalls: shortfallsOf(batch.orders), deviation }),
    },
  };
}

function bookingDetail(
  before: Portfolio,
  books: Pick<Portfolio, 'cash'>,
  fills: BookedFill[],
): Record<string, unknown> {
  return { cashBefore: before.cash, cashAfter: books.cash, fills: fills.map((fill) => fill.executionId) };
}

/** Only a rollback leaves a residual: the cash that all fills of the batch moved. */
function residualOf(state: Batch['state'], residual: string | null, fills: readonly Fill[]): string | null {
  if (state !== 'ROLLED_BACK' || residual === null) return null;
  const given = canonicalCash(residual);
  const moved = showCents(sum(fills.map(({ cash }) => decimal(cash))));
  invariant(moved === given, `the residual of a rollback is what its fills moved (${given}, ${moved})`);
  return given;
}
