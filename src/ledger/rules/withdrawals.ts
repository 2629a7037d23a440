// What asking for a withdrawal and ending it make of its portfolio. Both ledgers read the rows under the portfolio's lock, and ask here.

import { LISTED_LATE_MS } from '../../domain/activity';
import { type Decimal, decimal, ZERO } from '../../domain/money';
import type { Portfolio } from '../../domain/portfolio';
import { type Refused, refusedAs } from '../../domain/refused';
import { isBefore, msBetween } from '../../domain/time';
import { type KeptWithdrawal, paidBy, setAsideUsd, type Withdrawal } from '../../domain/withdrawal';
import type { Actor, EndWithdrawal, EndWithdrawalResult, NewWithdrawal, RequestWithdrawalResult } from '../ledger';
import { canonicalCash, canonicalTime, positive, storableText } from './canonical';
import type { AuditEntry } from './closing';

type Row = Pick<Portfolio, 'id' | 'status' | 'frozen' | 'statusReason' | 'withdrawals'>;

export interface AddedWithdrawal {
  withdrawal: Withdrawal;
  entry: AuditEntry;
}

/** Returns what is stored, or the answer when nothing is. */
export function withdrawalRequested(
  row: Row,
  given: NewWithdrawal,
  by: Actor,
): AddedWithdrawal | RequestWithdrawalResult {
  const obstacle = withdrawalObstacle(row);
  if (obstacle !== undefined) return obstacle;
  const amount = positive(canonicalCash(given.amount), 'the amount of a withdrawal');
  const setAside = setAsideUsd(row);
  if (setAside.plus(decimal(amount)).greaterThan(decimal(given.most)))
    return refusedAs('WITHDRAWAL_TOO_LARGE', tooLarge(given.most, setAside));
  const withdrawal: Withdrawal = {
    id: given.id,
    amount,
    reason: storableText(given.reason),
    until: given.until === null ? null : canonicalTime(given.until),
    by: storableText(by.name),
    at: canonicalTime(by.at),
  };
  const { id: withdrawalId, reason, until } = withdrawal;
  const detail = { withdrawalId, amount, reason, until };
  return { withdrawal, entry: { event: 'WITHDRAWAL_REQUESTED', batchId: null, detail } };
}

/** Why nothing may be taken out of a portfolio now, or undefined. What a STALE one has is not known. */
export function withdrawalObstacle({
  id,
  status,
  statusReason,
  frozen,
}: Omit<Row, 'withdrawals'>): Refused<'PORTFOLIO_CLOSED' | 'PORTFOLIO_STALE'> | undefined {
  if (status === 'CLOSED') return refusedAs('PORTFOLIO_CLOSED', id);
  return status === 'STALE' || frozen ? refusedAs('PORTFOLIO_STALE', statusReason ?? 'FROZEN') : undefined;
}

function tooLarge(most: string, setAside: Decimal): string {
  return setAside.isZero() ? `at most $${most}` : `at most $${most}, and $${setAside.toFixed(2)} are set aside`;
}

/** Returns the audit row of an end, or the answer when nothing is stored. `found` is the withdrawal, if the portfolio has it. */
export function withdrawalEnded(
  portfolioId: string,
  found: Pick<KeptWithdrawal, 'amount' | 'state'> | undefined,
  { withdrawalId, state }: EndWithdrawal,
): { entry: AuditEntry } | EndWithdrawalResult {
  if (found === undefined) return refusedAs('WITHDRAWAL_NOT_FOUND', `${portfolioId}: ${withdrawalId}`);
  if (found.state === state) return { ok: true };
  if (found.state !== 'OPEN') return refusedAs('WITHDRAWAL_ENDED', `${withdrawalId} is ${found.state}`);
  return { entry: endEntry({ id: withdrawalId, amount: found.amount }, state) };
}

/** Returns those whose time is over. */
export function withdrawalsOver({ withdrawals }: Pick<Row, 'withdrawals'>, now: string): Withdrawal[] {
  return withdrawals.filter(({ until }) => until !== null && !isBefore(now, until));
}

/** The audit row of one that ended; `why` says what ended it, when nobody did. */
export function endEntry(
  { id, amount }: Pick<Withdrawal, 'id' | 'amount'>,
  state: EndWithdrawal['state'],
  why: Record<string, unknown> = {},
): AuditEntry {
  return { event: `WITHDRAWAL_${state}`, batchId: null, detail: { withdrawalId: id, amount, ...why } };
}

/** What of a portfolio has ended before: withdrawals that were paid, and what activities took out. */
export interface Gone {
  paid: readonly { amount: string; endedAt: string }[];
  settled: readonly { cash: string; at: string }[];
}

/**
 * Returns which of `included`, whose cash the books had already, are of no withdrawal that was paid before: an account may show that money
 * left days before or after the broker lists it. Each activity is of one withdrawal, and each withdrawal of one activity.
 */
export function ofNonePaid<One extends Gone['settled'][number]>(
  included: readonly One[],
  { paid, settled }: Gone,
): One[] {
  const unlisted = [...paid];
  const isOfOne = ({ cash, at }: Gone['settled'][number]) => {
    const index = unlisted.findIndex(
      (one) =>
        decimal(one.amount).plus(decimal(cash)).isZero() && Math.abs(msBetween(one.endedAt, at)) <= LISTED_LATE_MS,
    );
    return index >= 0 && unlisted.splice(index, 1).length > 0;
  };
  for (const one of settled) isOfOne(one);
  return included.filter((one) => !isOfOne(one));
}

export interface PaidWithdrawals {
  ids: string[];
  entries: AuditEntry[];
}

/** Returns what cash that moved at `at` pays, if it left: each the oldest open one of exactly that amount that was asked for before. */
export function withdrawalsPaid(
  { withdrawals }: Pick<Row, 'withdrawals'>,
  moved: readonly { cash: Decimal; at: string; why: Record<string, unknown> }[],
): PaidWithdrawals {
  const entries: AuditEntry[] = [];
  const ids: string[] = [];
  for (const { cash, at, why } of moved) {
    if (!cash.lessThan(ZERO)) continue;
    const open = withdrawals.filter((one) => !ids.includes(one.id) && !isBefore(at, one.at));
    const one = paidBy(open, cash.negated());
    if (one === undefined) continue;
    ids.push(one.id);
    entries.push(endEntry(one, 'PAID', why));
  }
  return { ids, entries };
}
