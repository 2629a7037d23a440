// Agreeing with the broker: when what the broker shows of an account is believed to differ from the books, and when the broker itself is
// no longer believed.

import { type Decimal, decimal, HUNDRED, showCents, sum, ZERO } from './money';
import type { Policy } from './policy';
import type { Holding, TickerSymbol } from './portfolio';
import { msBetween } from './time';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** How long after the first read that differed it is read again: a list that is late for some seconds is no damage. */
const READ_AGAIN_MS = [10 * SECOND, MINUTE, 5 * MINUTE] as const;

/**
 * Returns how long to wait before the account is read again, when `differed` reads of this run differed before this one does; undefined
 * when it is believed. A run that ends before the read tells nobody, so what half of its lock would not see is not waited for.
 */
export function readAgainInMs(differed: number, lockTtlMs: number): number | undefined {
  const [at, before] = [READ_AGAIN_MS[differed], READ_AGAIN_MS[differed - 1] ?? 0];
  return at === undefined || at > lockTtlMs / 2 ? undefined : at - before;
}

/** USD that a broker has announced: `leaving` is still in the account's cash, `arriving` is not in it yet. */
export interface Announced {
  leaving: string;
  arriving: string;
}

export const NOTHING_ANNOUNCED: Announced = { leaving: '0.00', arriving: '0.00' };

export interface CashAndBooks {
  portfolio: { cash: string; holdings: readonly Holding[]; policy: Pick<Policy, 'externalCashLimit'> };
  account: { cash: string };
  /** What the read before this one announced. */
  announced: Announced;
  /** ISO time of the last fill that was booked, or null. */
  lastFillAt: string | null;
  now: string;
  /** USD per share. */
  prices: ReadonlyMap<TickerSymbol, { price: string }>;
}

/** How long after a fill an account may still show the old cash. */
const SETTLING_MS = 5 * MINUTE;
/** USD that rounding explains. */
const ROUNDING = decimal('0.10');

/**
 * Says why a difference of cash is not booked without a person, or undefined when it is: nothing differs, it was announced, or what is left
 * of it is within policy `externalCashLimit`, a percent of the portfolio's value by its books. Whatever comes to a portfolio that holds
 * nothing is what it will be worth. A symbol without a price counts as nothing, which makes the limit smaller.
 */
export function cashDifference(given: CashAndBooks): string | undefined {
  const { portfolio, account, announced, prices } = given;
  const limit = portfolio.policy.externalCashLimit;
  const moved = decimal(account.cash).minus(decimal(portfolio.cash));
  if (moved.abs().greaterThan(ROUNDING) && isSettling(given))
    return `cash: ledger ${portfolio.cash}, broker ${account.cash}; the last fill, of ${given.lastFillAt}, may not show yet`;
  const expected = decimal(moved.isNegative() ? announced.leaving : announced.arriving);
  const unexplained = moved.abs().minus(expected);
  if (limit === null || unexplained.lessThanOrEqualTo(ZERO)) return undefined;
  if (portfolio.holdings.length === 0 && moved.greaterThan(ZERO)) return undefined;
  const worth = decimal(portfolio.cash).plus(sum(portfolio.holdings.map((holding) => valueOf(holding, prices))));
  if (unexplained.times(HUNDRED).lessThanOrEqualTo(decimal(limit).times(worth))) return undefined;
  return `cash: ledger ${portfolio.cash}, broker ${account.cash}; nothing explains $${showCents(unexplained)}, more than ${limit} % of the value`;
}

/** Booked as a deposit, the cash from before the last batch would be spent by the next one. */
function isSettling({ lastFillAt, now }: CashAndBooks): boolean {
  return lastFillAt !== null && msBetween(lastFillAt, now) < SETTLING_MS;
}

function valueOf({ symbol, quantity }: Holding, prices: CashAndBooks['prices']): Decimal {
  return decimal(quantity).times(decimal(prices.get(symbol)?.price ?? '0'));
}

/** How far back accounts count that differ at once. */
export const DOUBT_WINDOW_MS = 10 * MINUTE;
/** A broker that a person trusts all the same is not doubted for this long. */
export const TRUSTED_MS = 24 * 60 * MINUTE;
const DOUBT_LEAST = 20;
/** More than 0.5 %. */
const DOUBT_ONE_IN = 200;

/** True when so many of the accounts that were read differ that it is the broker that is wrong, and not they. */
export function isDoubtful(differing: number, read: number): boolean {
  return differing >= DOUBT_LEAST && differing * DOUBT_ONE_IN > read;
}

/** Since when the broker is in doubt (ISO), and how many of how many accounts differed then. */
export interface Doubt {
  since: string;
  differing: number;
  read: number;
}
