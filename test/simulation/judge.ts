// What the simulator's journal says against the ledger's rows. The journal is the judge: nothing in the product reads it.

import { check } from '../../src/check/check';
import { centsInDoubt, type Records, type Violation } from '../../src/check/records';
import { rowsWithCash } from '../../src/check/set-aside';
import { readAgainInMs } from '../../src/domain/agreement';
import type { Batch } from '../../src/domain/batch';
import { Decimal, decimal, sum, ZERO } from '../../src/domain/money';
import { offTarget } from '../../src/domain/off-target';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy';
import { HEALS_BY_ITSELF } from '../../src/domain/stale';
import type { AuditRow } from '../../src/ledger/ledger';
import type { JournalEntry } from '../../src/simulator/engine/state';

/** I1 to I4 by the journal of one account, from its first entry to its last, with nothing of it running. */
export function judge(
  records: Records,
  journal: readonly JournalEntry[],
  start: Readonly<Record<string, string>>,
): Violation[] {
  return [
    ...judgeArrivals(records, journal),
    ...holdingsFollow(records, journal, start),
    ...cashFollows(records, journal),
  ];
}

/** I20: a batch that filled whole spent the money from its sells, and if it left a portfolio off its targets, a person was called. */
export function judgeMoney(records: Records, journal: readonly JournalEntry[]): string[] {
  return [...offTargetUntold(records), ...judgeSpending(records, journal)];
}

function offTargetUntold({ batches, audit }: Records): string[] {
  const missed = batches.find(
    (batch) => batch.state === 'SUCCESS' && offTarget(batch, policyOf(batch, audit)) !== null,
  );
  const called = audit.some(({ event, detail }) => event === 'ALERT' && String(detail.eventId).includes('off-target'));
  if (missed === undefined || called) return [];
  const { id, driftAfter, driftPlanned } = missed;
  return [`batch ${id} is SUCCESS, left ${driftAfter} % for ${driftPlanned} % planned, and nobody was called`];
}

/** A batch ends by the policy that it was planned with: what has changed since is nothing to it. */
function policyOf(batch: Batch, audit: Records['audit']): Policy {
  let policy = DEFAULT_POLICY;
  for (const { event, detail, batchId } of audit) {
    if (event === 'BATCH_OPENED' && batchId === batch.id) break;
    if (event === 'PORTFOLIO_CREATED') policy = detail.policy as Policy;
    if (event !== 'POLICY_SET') continue;
    const changed = Object.entries(detail.changed as Record<string, { after: unknown }>);
    policy = { ...policy, ...Object.fromEntries(changed.map(([field, { after }]) => [field, after])) };
  }
  return policy;
}

/** Fees, rounding, and prices that moved between the plan and the sells may take this much of the money. */
const LEAST_SHARE = decimal('0.98');

/** I20 of the batches whose sells went first, by the audit's plan and the journal's cash. */
export function judgeSpending({ batches, audit }: Records, journal: readonly JournalEntry[]): string[] {
  return batches.flatMap((batch) => {
    if (batch.state !== 'SUCCESS' || batch.execution !== 'sells-first') return [];
    const detailOf = (event: string) => audit.find((row) => row.event === event && row.batchId === batch.id)?.detail;
    const intents = (detailOf('BATCH_OPENED')?.orders ?? []) as { side: string; notional: string | null }[];
    const planned = sum(intents.map(({ side, notional }) => (side === 'BUY' ? decimal(notional ?? '0') : ZERO)));
    const sells = new Set(batch.orders.map(({ side, clientOrderId }) => (side === 'SELL' ? clientOrderId : '')));
    const fills = journal.filter(({ kind, clientOrderId = '' }) => kind === 'fill' && sells.has(clientOrderId));
    const brought = sum(fills.map(({ cash = '0' }) => decimal(cash)));
    const left = journal.filter(({ kind, at, cash = '0' }) => kind === 'activity' && at > batch.pricedAt && +cash < 0);
    const there = sum([
      decimal(String(detailOf('BATCH_SUCCESS')?.cashBefore)),
      brought,
      // The books learn of it once the batch has ended.
      ...left.map(({ cash = '0' }) => decimal(cash)),
    ]);
    const sized = sum(batch.orders.map(({ notional }) => decimal(notional ?? '0')));
    const least = Decimal.min(planned, there.minus(setAsideWhenSized(audit, batch))).times(LEAST_SHARE);
    if (sized.greaterThanOrEqualTo(least)) return [];
    return [
      `batch ${batch.id} bought for $${sized.toFixed(2)}, with $${there.toFixed(2)} there and $${planned.toFixed(2)} planned`,
    ];
  });
}

/** USD. What a person set aside after the plan is not spent: I47. */
function setAsideWhenSized(audit: Records['audit'], { id }: Batch): Decimal {
  const isSizing = ([{ event, batchId }]: [AuditRow, unknown]) => event === 'BUYS_SIZED' && batchId === id;
  return rowsWithCash(audit).find(isSizing)?.[1].setAside ?? ZERO;
}

/** I7: it is held after the last read that its lock lives to see. A list that is wrong once makes no portfolio STALE. */
export function judgeReads({ audit, portfolio }: Records): string[] {
  return audit.flatMap(({ event, detail }, at) => {
    if (event !== 'PORTFOLIO_STALE' || !HEALS_BY_ITSELF.has(String(detail.reason))) return [];
    const last = audit.slice(0, at).findLast((row) => row.event === 'BOOKS_DIFFERED');
    const read = last?.detail.read;
    const isLast = typeof read === 'number' && readAgainInMs(read - 1, portfolio.policy.lockTtlMs) === undefined;
    return isLast ? [] : [`it became STALE ${String(detail.reason)} after read ${String(read)}`];
  });
}

/** I1 and I2, which hold at any time. */
export function judgeArrivals(records: Records, journal: readonly JournalEntry[]): Violation[] {
  return [...takenOnce(journal), ...meantBefore(records, journal)];
}

/**
 * What holds although the ledger forgot at `lostAt` (milliseconds since 1970) what it had committed. Nothing is taken twice, and no reversal is
 * of more than what filled. Once a portfolio is not (or no longer) held and was looked at again, its books are the broker's. What the broker took before,
 * or what was on its way then, the ledger may know nothing of, or have learned of later, or know another size of.
 */
export function judgeAfterLoss(
  records: Records,
  journal: readonly JournalEntry[],
  start: Readonly<Record<string, string>>,
  lostAt: number,
): Violation[] {
  const found = [...takenOnce(journal), ...check(records)];
  if (records.portfolio.status === 'STALE') return found.filter(({ invariant }) => invariant === 'I1');
  const since = ({ at }: { at: string }) => Date.parse(at) > lostAt + ON_ITS_WAY_MS;
  const before = records.broker.orders.filter(({ submittedAt }) => !since({ at: submittedAt }));
  const isOfBefore = ({ invariant, message }: Violation) =>
    (invariant === 'I2' || invariant === 'I3') && before.some(({ clientOrderId }) => message.includes(clientOrderId));
  return [
    ...found.filter((violation) => !isOfBefore(violation)),
    ...meantBefore(records, journal.filter(since)),
    ...holdingsFollow(records, journal, start),
    ...cashFollows(records, journal),
  ];
}

/** A POST leaves within five seconds after its mark. */
const ON_ITS_WAY_MS = 5_000;

/** I17: if the only faults are workers that are told to stop and a key that is replaced, no order is cancelled or reversed. */
export function judgeDeploys(journal: readonly JournalEntry[]): string[] {
  return journal.flatMap(({ kind, clientOrderId = '' }) => {
    if (kind === 'cancel') return [`journal: ${clientOrderId} was cancelled because of a deploy or another key`];
    return kind === 'submit' && clientOrderId.includes('-r-')
      ? [`journal: a deploy or another key led to ${clientOrderId}`]
      : [];
  });
}

/** The broker took it as an order; a call that is held up on its way is at 0 until then. */
export function isAccept({ kind, status = 0 }: JournalEntry): boolean {
  return kind === 'submit' && status >= 200 && status < 300;
}

/** I1: no client order id was taken twice. */
export function takenOnce(journal: readonly JournalEntry[]): Violation[] {
  const taken = journal.filter(isAccept).map(({ clientOrderId }) => clientOrderId);
  const twice = taken.filter((id, at) => taken.indexOf(id) !== at);
  return twice.map((id) => ({ invariant: 'I1', message: `journal: ${id} was taken twice` }));
}

/** I2: whatever arrived at the broker had been recorded as sent. */
function meantBefore({ batches }: Records, journal: readonly JournalEntry[]): Violation[] {
  const sent = new Set(
    batches.flatMap(({ orders }) =>
      orders.flatMap(({ clientOrderId, sentAt }) => (sentAt === null ? [] : [clientOrderId])),
    ),
  );
  const arrived = new Set(
    journal.flatMap(({ kind, clientOrderId }) => (kind === 'submit' ? [clientOrderId ?? ''] : [])),
  );
  return [...arrived]
    .filter((id) => !sent.has(id))
    .map((id) => ({ invariant: 'I2', message: `journal: ${id} arrived, and was never recorded as sent` }));
}

/** I3: the holdings at the start, and every fill and activity since add up to what the ledger holds; a STALE portfolio may be behind. */
function holdingsFollow(
  { portfolio }: Records,
  journal: readonly JournalEntry[],
  start: Readonly<Record<string, string>>,
): Violation[] {
  if (portfolio.status === 'STALE') return [];
  const moving = journal.filter(
    ({ kind, quantity }) => kind === 'fill' || (kind === 'activity' && quantity !== undefined),
  );
  const symbols = new Set([...Object.keys(start), ...moving.map(({ symbol }) => symbol ?? '')]);
  return [...symbols].flatMap((symbol): Violation[] => {
    const moves = moving.filter((move) => move.symbol === symbol);
    const moved = moves.map(({ side, quantity = '0' }) =>
      side === 'SELL' ? decimal(quantity).negated() : decimal(quantity),
    );
    const held = decimal(start[symbol] ?? '0').plus(sum(moved));
    const booked = decimal(portfolio.holdings.find((holding) => holding.symbol === symbol)?.quantity ?? '0');
    if (held.equals(booked)) return [];
    return [{ invariant: 'I3', message: `journal: ${held.toFixed()} ${symbol}, ledger ${booked.toFixed()}` }];
  });
}

/** I4: cash of the start, every fill's and every activity's make the ledger's cash, to the cent where no fill was derived. */
function cashFollows(records: Records, journal: readonly JournalEntry[]): Violation[] {
  const { portfolio } = records;
  if (portfolio.status === 'STALE') return [];
  const cash = sum(
    journal.flatMap(({ kind, cash: moved }) => (MOVES_CASH.has(kind) && moved !== undefined ? [decimal(moved)] : [])),
  );
  if (cash.minus(decimal(portfolio.cash)).abs().lessThanOrEqualTo(centsInDoubt(records))) return [];
  return [{ invariant: 'I4', message: `journal: cash ${cash.toFixed(2)}, ledger ${portfolio.cash}` }];
}

/** The account's first entry is what it started with. */
const MOVES_CASH = new Set<JournalEntry['kind']>(['account', 'fill', 'activity']);
