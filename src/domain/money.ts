// Exact decimals for everything that is money, shares or percent.
//
// M1. An amount is built from a string only: a JavaScript number has already lost digits.
// M2. Every rounding has a name and a direction; nothing else in the product rounds.
// M3. An amount leaves as `toFixed()`: `toString()` writes 1e-7.

import { Decimal as AnyDecimal } from 'decimal.js';

/** 40 significant digits: a 12-digit quantity with 9 decimals times a 7-digit price with 4 decimals stays exact. */
export const Decimal = AnyDecimal.clone({
  precision: 40,
  rounding: AnyDecimal.ROUND_HALF_EVEN,
  toExpNeg: -40,
  toExpPos: 40,
});
export type Decimal = AnyDecimal;

export const ZERO: Decimal = new Decimal('0');
export const HUNDRED: Decimal = new Decimal('100');
/** The smallest amount of USD, and of shares. */
export const CENT: Decimal = new Decimal('0.01');
export const SHARE_UNIT: Decimal = new Decimal('0.000000001');

export const CENTS = 2;
export const PERCENT_DECIMALS = 4;
export const PRICE_DECIMALS = 4;
export const SHARE_DECIMALS = 9;
const AVERAGE_DECIMALS = 10;
const QUOTIENT_DECIMALS = 20;

/** Digits before the decimal point that an amount may have: 999,999,999,999,999 is beyond any account. */
const MAX_INTEGER_DIGITS = 15;
const PLAIN_DECIMAL = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/;

/**
 * Returns what is wrong with `text` as a decimal of at most `decimals` decimals, or undefined when nothing is.
 * The answer completes a sentence that starts with the field's name: "price must …".
 */
export function decimalProblem(text: unknown, decimals: number): string | undefined {
  if (text === undefined) return 'must be given: a decimal string such as "12.5"';
  if (typeof text !== 'string')
    return `must be a decimal string such as "12.5", not a JSON ${text === null ? 'null' : typeof text}`;
  if (!PLAIN_DECIMAL.test(text))
    return `must be a plain decimal such as "12.5" (digits and one point), not ${JSON.stringify(text.slice(0, 40))}`;
  const [integer = '', fraction = ''] = text.replace('-', '').split('.');
  if (integer.length > MAX_INTEGER_DIGITS) return `must have at most ${MAX_INTEGER_DIGITS} digits before the point`;
  if (fraction.length > decimals) return `must have at most ${decimals} decimals`;
  return undefined;
}

/**
 * Parses an amount that this system or the broker wrote (M1). What a person wrote goes through `decimalProblem` first.
 *
 * @throws RangeError when `text` is not a plain decimal.
 */
export function decimal(text: string): Decimal {
  const known = KNOWN.get(text);
  if (known !== undefined) return known;
  if (!PLAIN_DECIMAL.test(text)) throw new RangeError(`not a plain decimal: ${JSON.stringify(text)}`);
  const amount = new Decimal(text);
  if (KNOWN.size >= KNOWN_MAX) KNOWN.clear();
  KNOWN.set(text, amount);
  return amount;
}

/** The same few amounts are read again and again. A Decimal never changes, so that all who ask may share one. */
const KNOWN = new Map<string, Decimal>();
const KNOWN_MAX = 10_000;

/** Shares, floored to 9 decimals: an order never asks for more than its money or its holding covers. */
export function floorToShares(quantity: Decimal): Decimal {
  return quantity.toDecimalPlaces(SHARE_DECIMALS, AnyDecimal.ROUND_FLOOR);
}

/** Whole shares: what a fraction is paid out of. */
export function floorToWholeShares(quantity: Decimal): Decimal {
  return quantity.toDecimalPlaces(0, AnyDecimal.ROUND_FLOOR);
}

/** Whole shares in a quotient. One that division left a 10^-20 short of a whole number is that number. */
export function wholeSharesIn(quotient: Decimal): Decimal {
  return floorToWholeShares(quotient.toDecimalPlaces(QUOTIENT_DECIMALS, AnyDecimal.ROUND_HALF_EVEN));
}

/** As few whole shares as are not less than a quotient, which may be a 10^-20 too large. */
export function ceilToWholeShares(quotient: Decimal): Decimal {
  const near = quotient.toDecimalPlaces(QUOTIENT_DECIMALS, AnyDecimal.ROUND_HALF_EVEN);
  return near.toDecimalPlaces(0, AnyDecimal.ROUND_CEIL);
}

/** Shares, rounded up to 9 decimals: a sell that has to bring at least what it is for. */
export function ceilToShares(quantity: Decimal): Decimal {
  return quantity.toDecimalPlaces(SHARE_DECIMALS, AnyDecimal.ROUND_CEIL);
}

/** USD, floored to cents: what may be spent. */
export function floorToCents(usd: Decimal): Decimal {
  return usd.toDecimalPlaces(CENTS, AnyDecimal.ROUND_FLOOR);
}

/** A broker's cash as books show it: floored to cents, with 2 decimals. */
export function cashInCents(usd: string): string {
  return showCents(floorToCents(decimal(usd)));
}

/** USD, rounded up to cents: what must be at hand. */
export function ceilToCents(usd: Decimal): Decimal {
  return usd.toDecimalPlaces(CENTS, AnyDecimal.ROUND_CEIL);
}

/** A limit price as brokers take it: cents from a dollar up, four decimals below it. */
export function floorToTick(price: Decimal): Decimal {
  return price.toDecimalPlaces(price.lessThan(1) ? PRICE_DECIMALS : CENTS, AnyDecimal.ROUND_FLOOR);
}

/** USD, half-even to cents: how a broker books the cash of one fill. */
export function halfEvenToCents(usd: Decimal): Decimal {
  return usd.toDecimalPlaces(CENTS, AnyDecimal.ROUND_HALF_EVEN);
}

/** USD a share, half-even to the 4 decimals that a price has here. Odd lots trade between them. */
export function halfEvenToPrice(price: Decimal): Decimal {
  return price.toDecimalPlaces(PRICE_DECIMALS, AnyDecimal.ROUND_HALF_EVEN);
}

/** USD a share that several fills had on average, half-even to 10 decimals: finer than a cent of any position. */
export function halfEvenToAverage(price: Decimal): Decimal {
  return price.toDecimalPlaces(AVERAGE_DECIMALS, AnyDecimal.ROUND_HALF_EVEN);
}

/** A part of a whole, half-even to so many decimals; of nothing it is nothing. For showing only, never for deciding. */
export function showRatio(part: Decimal, whole: Decimal, decimals: number): string {
  const ratio = whole.isZero() ? ZERO : part.div(whole);
  return ratio.toDecimalPlaces(decimals, AnyDecimal.ROUND_HALF_EVEN).toFixed();
}

/** Percent, floored to 4 decimals: shares of a whole never sum to more than it. */
export function floorToPercent(percent: Decimal): Decimal {
  return percent.toDecimalPlaces(PERCENT_DECIMALS, AnyDecimal.ROUND_FLOOR);
}

/** Percent with 4 decimals, half-even: for showing only, never for deciding. */
export function showPercent(percent: Decimal): string {
  return percent.toDecimalPlaces(PERCENT_DECIMALS, AnyDecimal.ROUND_HALF_EVEN).toFixed(PERCENT_DECIMALS);
}

/** USD with 2 decimals. The amount must already be in cents. */
export function showCents(usd: Decimal): string {
  return usd.toFixed(CENTS);
}

export function sum(amounts: Iterable<Decimal>): Decimal {
  let total = ZERO;
  for (const amount of amounts) total = total.plus(amount);
  return total;
}
