// How long nothing is planned after a batch that filled whole.

import { dayAfter, isExchangeDay } from './exchange-days';
import type { Policy } from './policy';
import { later } from './time';
import { startOfTradingDay, tradingDayOf } from './trading-day';

/** Returns until when (ISO) a portfolio rests whose batch ended at `closedAt`, or null when it does not rest. */
export function restAfterSuccess(
  {
    cooldownAfterSuccessMs,
    cooldownAfterSuccessTradingDays,
  }: Pick<Policy, 'cooldownAfterSuccessMs' | 'cooldownAfterSuccessTradingDays'>,
  closedAt: string,
): string | null {
  if (cooldownAfterSuccessTradingDays > 0)
    return startOfTradingDay(nthExchangeDayAfter(tradingDayOf(closedAt), cooldownAfterSuccessTradingDays));
  return cooldownAfterSuccessMs === 0 ? null : later(closedAt, cooldownAfterSuccessMs);
}

function nthExchangeDayAfter(from: string, n: number): string {
  let day = from;
  for (let left = n; left > 0; left -= isExchangeDay(day) ? 1 : 0) day = dayAfter(day, 1);
  return day;
}
