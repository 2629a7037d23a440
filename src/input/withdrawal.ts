// A withdrawal as a person enters it.

import { CENTS, decimal, decimalProblem, showCents } from '../domain/money';
import { isBefore } from '../domain/time';
import { InputRefused } from './refused';

export interface WithdrawalInput {
  /** USD with 2 decimals, above zero. */
  amount: string;
  reason: string;
  until: string | null;
}

const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/;

/** `now` is ISO: a withdrawal ends at a time to come, or never by itself. @throws InputRefused INVALID_WITHDRAWAL */
export function parseWithdrawal(
  given: { amount: string; reason: string; until?: string | null | undefined },
  now: string,
): WithdrawalInput {
  const problem = decimalProblem(given.amount, CENTS);
  if (problem !== undefined) throw refused('amount', `amount ${problem}`);
  const usd = decimal(given.amount);
  if (!usd.greaterThan('0')) throw refused('amount', `amount must be above zero, not ${given.amount}`);
  const amount = showCents(usd);
  const reason = given.reason.trim();
  if (reason === '' || /[\r\n]/.test(reason)) throw refused('reason', 'reason must be one line of text');
  const until = given.until ?? null;
  if (until === null) return { amount, reason, until };
  if (!TIME.test(until) || Number.isNaN(Date.parse(until)))
    throw refused('until', 'until must be a day such as 2026-05-01 or a time in UTC such as 2026-05-01T15:00:00Z');
  const end = new Date(until).toISOString();
  if (!isBefore(now, end)) throw refused('until', `until must be a time to come, and ${end} has passed`);
  return { amount, reason, until: end };
}

function refused(field: string, message: string): InputRefused {
  return new InputRefused('INVALID_WITHDRAWAL', field, message);
}
