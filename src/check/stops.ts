// What a freeze leaves as it is, and what stays of a batch that fell short: I41, I42, I43.

import { decimal, sum } from '../domain/money';
import type { Order } from '../domain/order';
import { attemptsBySymbol, type Shortfall, shortfallsOf } from '../domain/shortfall';
import type { AuditRow } from '../ledger/ledger';
import { booksMayDiffer, type Check, type Records, type Violation } from './records';

/**
 * I41: an ADJUSTED batch names each shortfall, brought the portfolio closer to its targets, used no credit, and reversed nothing.
 */
export const adjustmentsAreSafe: Check = (records) =>
  records.batches.flatMap((batch): Violation[] => {
    if (batch.state !== 'ADJUSTED') return [];
    const broken = (message: string): Violation => ({ invariant: 'I41', message: `batch ${batch.id}: ${message}` });
    const row = records.audit.find(({ event, batchId }) => event === 'BATCH_ADJUSTED' && batchId === batch.id);
    const named = (row?.detail.shortfalls ?? []) as Shortfall[];
    const { before = '0', after = '0' } = (row?.detail.deviation ?? {}) as { before?: string; after?: string };
    const short = shortfallsOf(batch.orders.map((order) => asFilled(order, records)));
    const missing = short.filter(({ symbol }) => !named.some((one) => one.symbol === symbol));
    const reversed = batch.orders.some((order) => order.kind === 'reversal' && order.filledQuantity !== '0');
    return [
      ...missing.map(({ symbol }) => broken(`${symbol} fell short, and no row names it`)),
      ...(decimal(after).lessThan(decimal(before)) ? [] : [broken(`its deviation went from ${before} to ${after}`)]),
      ...(decimal((row?.detail.cashAfter ?? '0') as string).isNegative() ? [broken('its cash is negative')] : []),
      ...(reversed ? [broken('something of it was reversed')] : []),
    ];
  });

/** I42: an order is tried again only once the outcome of the attempt before is definite. */
export const retriesFollowEnds: Check = ({ batches, audit }) => {
  const positions = new Map<string, number>();
  audit.forEach(({ event, detail }, at) => positions.set(`${event} ${String(detail.clientOrderId)}`, at));
  const first = (event: string, { clientOrderId }: Order) => positions.get(`${event} ${clientOrderId}`);
  return batches.flatMap(({ orders }) =>
    attemptsBySymbol(orders).flatMap((attempts) =>
      attempts.slice(1).flatMap((order, index): Violation[] => {
        const before = attempts[index] as Order;
        const ended = first('ORDER_ERROR', before) ?? first('ORDER_SUCCESS', before);
        const planned = first('ORDER_PLANNED', order);
        if (ended !== undefined && planned !== undefined && ended < planned) return [];
        const message = `${order.clientOrderId} was planned before ${before.clientOrderId} had ended`;
        return [{ invariant: 'I42', message }];
      }),
    ),
  );
};

/** I43: for a frozen portfolio nothing is sent except what a person decided, and the reversals that the freeze asked for. */
export const freezesHold: Check = ({ audit }) => {
  let freeze: { undo: boolean } | undefined;
  return audit.flatMap((row): Violation[] => {
    const { event, detail } = row;
    if (event === 'PORTFOLIO_FROZEN') freeze = { undo: detail.undo === true };
    else if (isFrozenStale(row)) freeze ??= { undo: false };
    else if (event === 'STALE_ENDED') freeze = undefined;
    if (freeze === undefined || !event.endsWith('_SENT') || detail.decision === true) return [];
    if (freeze.undo && event === 'REVERSAL_SENT') return [];
    return [{ invariant: 'I43', message: `${String(detail.clientOrderId)} was sent while the portfolio was frozen` }];
  });
};

function isFrozenStale({ event, detail }: AuditRow): boolean {
  return event === 'PORTFOLIO_STALE' && detail.reason === 'FROZEN';
}

/**
 * An order with the quantity that the broker says it filled. If executions are taken back after the batch has ended, the next
 * reading of the account finds that and makes the portfolio STALE; from then on the booked fills count, because they are what the
 * batch could know.
 */
function asFilled(order: Order, records: Records): Order {
  const isOfOrder = ({ clientOrderId }: { clientOrderId: string }) => clientOrderId === order.clientOrderId;
  const booked = records.fills.filter(isOfOrder).map(({ quantity }) => decimal(quantity));
  const shown = records.broker.orders.find(isOfOrder)?.filledQuantity ?? '0';
  const filled = booksMayDiffer(records) ? sum(booked) : decimal(shown);
  // For an order in dollars, its state says that it spent them.
  const state = filled.equals(decimal(order.filledQuantity)) ? order.state : 'ERROR';
  return { ...order, state, filledQuantity: filled.toFixed() };
}
