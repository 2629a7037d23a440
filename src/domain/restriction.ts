// What a person keeps a portfolio from trading.
//
// R1. One of each kind for a symbol. A new one takes the place of the old one.
// R2. A legacy hold is outside of what is rebalanced: neither its shares nor its target count, and the other targets share the whole.
// R3. A restriction ends by itself at its time. The monitor then takes it out of the portfolio's row, so that the row has another version
//     and everybody looks again.

import { decimal, HUNDRED, sum } from './money';
import type { Side } from './order';
import type { Holding, Target, TickerSymbol } from './portfolio';
import { isBefore } from './time';

/** What each kind means, as a person who sets it reads it. */
export const RESTRICTIONS = {
  'no-buy': 'it is not bought',
  'no-sell': 'it is not sold',
  legacy: 'it is neither bought nor sold, and is outside of what is rebalanced',
} as const;

export type RestrictionKind = keyof typeof RESTRICTIONS;

export interface Restriction {
  symbol: TickerSymbol;
  kind: RestrictionKind;
  reason: string;
  /** ISO time at which it ends by itself, or null. */
  until: string | null;
  /** The principal who set it, and when. */
  by: string;
  at: string;
}

/** Returns what keeps one side of a symbol from being traded at `now`, or undefined. */
export function restrictionOn(
  symbol: TickerSymbol,
  side: Side,
  restrictions: readonly Restriction[],
  now: string,
): Restriction | undefined {
  return restrictions.find(
    (one) => one.symbol === symbol && one.kind === (side === 'BUY' ? 'no-buy' : 'no-sell') && isInForce(one, now),
  );
}

export function isInForce({ until }: Pick<Restriction, 'until'>, now: string): boolean {
  return until === null || isBefore(now, until);
}

/** True for one of the same kind for the same symbol (R1). */
export function isSame(a: Pick<Restriction, 'symbol' | 'kind'>, b: Pick<Restriction, 'symbol' | 'kind'>): boolean {
  return a.symbol === b.symbol && a.kind === b.kind;
}

interface Held {
  targets: readonly Target[];
  holdings: readonly Holding[];
  restrictions?: readonly Restriction[];
}

/** Returns what of a portfolio is rebalanced (R2). The targets are exact to 40 digits. Without a legacy hold it is the portfolio. */
export function managedPart<Portfolio extends Held>(portfolio: Portfolio): Portfolio {
  const legacy = new Set(
    (portfolio.restrictions ?? []).flatMap(({ kind, symbol }) => (kind === 'legacy' ? [symbol] : [])),
  );
  if (legacy.size === 0) return portfolio;
  const targets = portfolio.targets.filter(({ symbol }) => !legacy.has(symbol));
  const whole = sum(targets.map(({ percent }) => decimal(percent)));
  return {
    ...portfolio,
    holdings: portfolio.holdings.filter(({ symbol }) => !legacy.has(symbol)),
    targets: targets.map(({ symbol, percent }) => ({
      symbol,
      percent: whole.isZero() ? percent : decimal(percent).times(HUNDRED).div(whole).toFixed(),
    })),
  };
}
