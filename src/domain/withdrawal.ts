// Money that somebody takes out of a portfolio. It is set aside from the moment it is asked for until it has left.
//
// X1. What is set aside is never spent: it counts neither in the value that the targets divide, nor as money for buys.
// X2. While the cash does not cover what is set aside, the portfolio is asked for a run that only sells.
// X3. A broker may have announced as leaving what is set aside here: the same dollars are not kept twice.
// X4. One that was paid or cancelled never changes again.

import { Decimal, decimal, floorToCents, HUNDRED, showCents, sum, ZERO } from './money';

/** `OPEN`: the money is set aside. `PAID`: it has left. `CANCELLED`: it stays, and may be spent again. */
export const WITHDRAWAL_STATES = ['OPEN', 'PAID', 'CANCELLED'] as const;
export type WithdrawalState = (typeof WITHDRAWAL_STATES)[number];

/** An open withdrawal. `amount` is USD with 2 decimals, above zero. */
export interface Withdrawal {
  id: string;
  amount: string;
  reason: string;
  /** ISO time at which it is cancelled by itself, or null. */
  until: string | null;
  /** The principal who asked for it, and when. */
  by: string;
  at: string;
}

/** A withdrawal as the ledger keeps it. `number` rises in the order in which they were asked for. */
export interface KeptWithdrawal extends Withdrawal {
  portfolioId: string;
  number: number;
  state: WithdrawalState;
  /** Who ended it, and when; null while it is open. */
  endedBy: string | null;
  endedAt: string | null;
}

interface Owing {
  cash: string;
  withdrawals?: readonly Pick<Withdrawal, 'amount'>[];
}

/** USD that open withdrawals set aside. */
export function setAsideUsd({ withdrawals }: Pick<Owing, 'withdrawals'>): Decimal {
  return withdrawals === undefined || withdrawals.length === 0
    ? ZERO
    : sum(withdrawals.map(({ amount }) => decimal(amount)));
}

/** USD of an account's cash that are not there to be planned with (X3). `leaving` is what the broker has announced. */
export function keptUsd(portfolio: Pick<Owing, 'withdrawals'>, leaving: string): Decimal {
  return Decimal.max(setAsideUsd(portfolio), decimal(leaving));
}

/** USD that open withdrawals lack; zero when the cash covers them. */
export function uncoveredUsd(portfolio: Owing): Decimal {
  const setAside = setAsideUsd(portfolio);
  return setAside.isZero() ? ZERO : Decimal.max(setAside.minus(decimal(portfolio.cash)), ZERO);
}

/** Prices may move between what is asked for and what the sells bring. */
const BUFFER_PERCENT = decimal('2');

/** USD that withdrawals together may take from a portfolio that is worth this much. */
export function mostToWithdraw(value: Decimal): string {
  const most = value.times(HUNDRED.minus(BUFFER_PERCENT)).div(HUNDRED);
  return showCents(floorToCents(Decimal.max(most, ZERO)));
}

/** Whether cash covers each of them, the oldest first. Nobody is paid from what an earlier one waits for. */
export function coveredIds({ cash, withdrawals }: { cash: string; withdrawals: readonly Withdrawal[] }): Set<string> {
  const covered = new Set<string>();
  let left = decimal(cash);
  for (const { id, amount } of withdrawals) {
    left = left.minus(decimal(amount));
    if (!left.isNegative()) covered.add(id);
  }
  return covered;
}

/** Returns the oldest withdrawal of exactly this amount, or undefined. Cash that left pays it. */
export function paidBy<One extends Pick<Withdrawal, 'amount'>>(
  withdrawals: readonly One[],
  usd: Decimal,
): One | undefined {
  return withdrawals.find(({ amount }) => decimal(amount).equals(usd));
}
