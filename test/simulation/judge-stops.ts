// What the limits, a freeze and the kill switch keep from leaving, by the prices that the market had: I44, I45.

import type { Records } from '../../src/check/records';
import { type Decimal, decimal, HUNDRED } from '../../src/domain/money';
import type { Order } from '../../src/domain/order';
import type { PlannedFault } from './schedule';

/** A price from this moment on. `at` is milliseconds since 1970. */
export interface PriceSince {
  at: number;
  price: string;
}

/** Between the look at the price and the mark that the order leaves: the look itself, and the submit window. */
export const LOOK_MS = 15_000;

/** I44: while the price was beyond its limit all the time before, no reversal was sent that no person decided. */
export function judgeLimits(
  { portfolio, batches, audit }: Records,
  pricesOf: (symbol: string) => readonly PriceSince[],
  lookMs = LOOK_MS,
): string[] {
  if (!audit.some(({ event }) => event === 'REVERSAL_SENT')) return [];
  const limit = decimal(portfolio.policy.rollbackLimits.priceMovePercent);
  const orders = new Map(
    batches.flatMap((batch) => batch.orders.map((order) => [order.clientOrderId, order] as const)),
  );
  return audit.flatMap(({ event, detail, at, batchId }) => {
    if (event !== 'REVERSAL_SENT' || detail.decision === true) return [];
    const reversal = orders.get(String(detail.clientOrderId));
    if (reversal === undefined) return [];
    const batch = batches.find(({ id }) => id === batchId);
    const filled = (batch?.orders ?? []).filter(
      (one) =>
        one.kind === 'order' &&
        one.symbol === reversal.symbol &&
        one.filledPrice !== null &&
        // What a person completed later has its price from then.
        (one.sentAt ?? '') < at,
    );
    const seen = during(pricesOf(reversal.symbol), Date.parse(at) - lookMs, Date.parse(at));
    const isBeyond = (price: string) => filled.some((order) => movedBeyond(order, price, limit));
    return seen.length > 0 && seen.every(isBeyond)
      ? [`${reversal.clientOrderId} was sent beyond its limit: ${reversal.symbol} at ${seen.join(', ')}`]
      : [];
  });
}

/** Policies change while batches are under way, but no change that is drawn is of this limit. */
function movedBeyond({ filledPrice }: Order, price: string, limit: Decimal): boolean {
  const from = decimal(filledPrice ?? '0');
  return decimal(price).minus(from).abs().times(HUNDRED).greaterThan(limit.times(from));
}

/** Every price that there was from `from` to `to`. */
export function during(prices: readonly PriceSince[], from: number, to: number): string[] {
  const before = prices.filter(({ at }) => at <= from).at(-1);
  return [...(before === undefined ? [] : [before]), ...prices.filter(({ at }) => at > from && at <= to)].map(
    ({ price }) => price,
  );
}

/** A mark takes a moment, and so does setting the switch. */
const MARK_MS = 50;

/** I45: while trading was halted nothing was sent but the reversals that the halt asked for. */
export function judgeHalts(records: Records, start: number, faults: readonly PlannedFault[]): string[] {
  // A step that is stuck writes the time at which it began.
  if (faults.some((fault) => fault.kind === 'crash' && fault.what === 'freeze')) return [];
  const halts = faults.flatMap((fault) => (fault.kind === 'trading' && fault.position === 'halted' ? [fault] : []));
  // Of two the later one may have ended the earlier.
  if (faults.filter(({ kind }) => kind === 'trading').length > 1) return [];
  return halts.flatMap(({ at, forMs, undo = false }) =>
    sentWhileHalted(records, { from: start + at, until: start + at + forMs, undo }),
  );
}

/** I45 of one halt; times are milliseconds since 1970. */
export function sentWhileHalted({ audit }: Records, halt: { from: number; until: number; undo: boolean }): string[] {
  return audit.flatMap(({ event, detail, at }) => {
    const sentAt = Date.parse(at);
    const within = sentAt > halt.from + MARK_MS && sentAt < halt.until - MARK_MS;
    if (!within || !event.endsWith('_SENT') || (halt.undo && event === 'REVERSAL_SENT')) return [];
    return [`${String(detail.clientOrderId)} was sent while trading was halted`];
  });
}
