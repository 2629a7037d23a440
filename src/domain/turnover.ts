// What a portfolio turns over within 30 days: the smaller of what it buys and what it sells.
//
// U1. Money that comes in is only spent, and money that goes out is only raised. Neither turns anything over, and neither does a first
//     purchase.

import type { PricedPortfolio } from './drift';
import { valueOf } from './drift';
import { Decimal, decimal, HUNDRED, ZERO } from './money';
import type { Policy } from './policy';
import { later } from './time';

/** USD that a portfolio bought and sold for. */
export interface Turnover {
  boughtUsd: string;
  soldUsd: string;
}

export const NOTHING_TRADED: Turnover = { boughtUsd: '0.00', soldUsd: '0.00' };

/** USD that may still be bought, and sold, before that side has reached what 30 days may turn over. */
export interface TurnoverRoom {
  buys: Decimal;
  sells: Decimal;
}

const TURNOVER_MS = 30 * 24 * 3_600_000;

/** Returns the time (ISO) since which what was traded counts, for a day that begins at `startOfDay`. */
export function turnoverSince(startOfDay: string): string {
  return later(startOfDay, -TURNOVER_MS);
}

/** Undefined without a limit. */
export function turnoverRoom(
  portfolio: PricedPortfolio,
  { maxTurnover30Days }: Pick<Policy, 'maxTurnover30Days'>,
  { boughtUsd, soldUsd }: Turnover,
): TurnoverRoom | undefined {
  if (maxTurnover30Days === null) return undefined;
  const most = valueOf(portfolio).times(decimal(maxTurnover30Days)).div(HUNDRED);
  const roomBeside = (usd: string) => Decimal.max(most.minus(decimal(usd)), ZERO);
  return { buys: roomBeside(boughtUsd), sells: roomBeside(soldUsd) };
}

/** Completes the sentence of the refusal. */
export function turnoverText({ boughtUsd, soldUsd }: Turnover, { maxTurnover30Days }: Policy): string {
  return `bought for $${boughtUsd} and sold for $${soldUsd}, at most ${maxTurnover30Days} % of the value`;
}
