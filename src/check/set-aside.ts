// Money that is set aside for a withdrawal is not spent: I47.

import type { BrokerFill } from '../broker/broker';
import type { Batch, Fill } from '../domain/batch';
import { type Decimal, decimal, showCents, sum, ZERO } from '../domain/money';
import type { AuditRow } from '../ledger/ledger';
import { type Check, centsInDoubt, type Records, type Violation } from './records';

/** What the audit says at one of its rows. */
interface Then {
  cash: Decimal;
  /** USD that the withdrawals which are open set aside. */
  setAside: Decimal;
}

/**
 * I47: while the cash does not cover what is set aside, no batch with a buy begins. Without sells, a batch buys for no more than what is not
 * set aside; buys that are sized after the sells leave it as well. A batch that was begun before goes on.
 */
export const setAsideIsKept: Check = (records) =>
  rowsWithCash(records.audit).flatMap(([row, then]): Violation[] => {
    if (then.setAside.isZero()) return [];
    const batch = records.batches.find(({ id }) => id === row.batchId);
    const problem =
      row.event === 'BATCH_OPENED'
        ? openedProblem(row, then)
        : row.event === 'BUYS_SIZED' && batch !== undefined
          ? sizedProblem(records, batch, row, then)
          : undefined;
    return problem === undefined ? [] : [{ invariant: 'I47', message: `batch ${row.batchId}: ${problem}` }];
  });

/** USD by which an account may differ from its books without being read again. */
const ROUNDING = decimal('0.10');

function openedProblem({ detail }: AuditRow, { cash, setAside }: Then): string | undefined {
  const orders = (detail.orders ?? []) as { side: string; notional: string | null }[];
  const buys = orders.filter(({ side }) => side === 'BUY');
  if (buys.length === 0) return undefined;
  const own = cash.minus(setAside).plus(ROUNDING);
  if (own.isNegative()) return `it buys, and withdrawals lack $${showCents(own.negated())}`;
  const spent = sum(buys.map(({ notional }) => decimal(notional ?? '0')));
  if (buys.length < orders.length || spent.lessThanOrEqualTo(own)) return undefined;
  return `it buys for $${showCents(spent)}, and $${showCents(own)} are not set aside`;
}

/** What came to the account since may have been spent: the books learn of it once the batch has ended. */
function sizedProblem(records: Records, batch: Batch, row: AuditRow, { cash, setAside }: Then): string | undefined {
  const notionals = Object.values((row.detail.notionals ?? {}) as Record<string, string>);
  const spent = sum(notionals.map(decimal));
  const came = records.audit.slice(records.audit.indexOf(row)).flatMap(({ event, detail }) => {
    const moved = CAME.has(event) ? decimal(String(detail.cashAfter)).minus(decimal(String(detail.cashBefore))) : ZERO;
    return moved.isNegative() ? [] : [moved];
  });
  const there = sum([cash, broughtBy(records, batch), ...came, ROUNDING, centsInDoubt(records)]).minus(setAside);
  if (spent.isZero() || spent.lessThanOrEqualTo(there)) return undefined;
  return `its buys were sized to $${showCents(spent)}, and $${showCents(there)} were not set aside`;
}

const CAME: ReadonlySet<string> = new Set(['ACTIVITY_BOOKED', 'EXTERNAL_CASH_BOOKED']);

/** USD that its sells brought, reversals not counted, by the books or by what the broker shows. */
function broughtBy({ fills, broker }: Records, batch: Batch): Decimal {
  const sells = batch.orders.filter(({ side, kind }) => side === 'SELL' && kind === 'order');
  const [ids, brokerIds] = [
    new Set(sells.map(({ clientOrderId }) => clientOrderId)),
    new Set(sells.map(({ brokerOrderId }) => brokerOrderId)),
  ];
  const booked = fills.filter((fill: Fill) => ids.has(fill.clientOrderId)).map(({ cash }) => decimal(cash));
  if (booked.length > 0) return sum(booked);
  const shown = broker.fills.filter((fill: BrokerFill) => brokerIds.has(fill.brokerOrderId));
  return sum(shown.map(({ quantity, price }) => decimal(quantity).times(decimal(price))));
}

/** Each row, with what was so when it was written. */
export function rowsWithCash(audit: readonly AuditRow[]): [AuditRow, Then][] {
  let cash = ZERO;
  const open = new Map<string, Decimal>();
  return audit.map((row) => {
    const { event, detail } = row;
    const id = String(detail.withdrawalId);
    const then = { cash, setAside: sum([...open.values()]) };
    if (event === 'PORTFOLIO_CREATED') cash = decimal(String(detail.cash));
    if (typeof detail.cashAfter === 'string') cash = decimal(detail.cashAfter);
    if (event === 'WITHDRAWAL_REQUESTED') open.set(id, decimal(String(detail.amount)));
    if (event === 'WITHDRAWAL_PAID' || event === 'WITHDRAWAL_CANCELLED') open.delete(id);
    return [row, then];
  });
}
