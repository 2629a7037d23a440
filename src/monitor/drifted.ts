import { calendarDue } from '../domain/calendar';
import { measureDrift, pricePortfolio, showDrift, TRIGGERS, type Trigger } from '../domain/drift';
import type { Policy } from '../domain/policy';
import type { Portfolio, TickerSymbol } from '../domain/portfolio';

/** A portfolio past its threshold, with its drift as text for people. */
export interface Drifted {
  portfolio: Portfolio;
  drift: string;
  triggers: readonly Trigger[];
}

/** Returns the portfolio with its exact drift when it is past its threshold at these prices, or its calendar is due at this time (ISO). */
export function confirm(
  portfolio: Portfolio,
  prices: ReadonlyMap<TickerSymbol, string>,
  at: string,
): Drifted | undefined {
  const priced = pricePortfolio(portfolio, prices);
  if ('missing' in priced) return undefined;
  const calendarDay = calendarDue(portfolio, at);
  const drift = measureDrift({ ...priced, ...(calendarDay && { calendarDay }) }, portfolio.policy);
  return drift.exceeds ? { portfolio, drift: showDrift(drift), triggers: drift.triggers } : undefined;
}

/** Completes the sentence that begins with the portfolio's id. */
export function whyText({ drift, triggers }: Pick<Drifted, 'drift' | 'triggers'>, { driftThreshold }: Policy): string {
  const others = triggers.filter((trigger) => trigger !== 'DRIFT').map((trigger) => TRIGGERS[trigger]);
  const drifted = `drifted ${drift} % (threshold ${driftThreshold} %)`;
  if (others.length === 0) return drifted;
  return triggers.includes('DRIFT') ? `${drifted}, and ${others.join()}` : `is to be rebalanced: ${others.join()}`;
}
