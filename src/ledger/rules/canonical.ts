// One text form for each kind of amount and time, so that both ledgers give the same answers. An amount that does not fit is
// refused, because a NUMERIC column would round it silently.

import {
  CENTS,
  type Decimal,
  decimal,
  decimalProblem,
  PERCENT_DECIMALS,
  SHARE_DECIMALS,
  showCents,
  showPercent,
  ZERO,
} from '../../domain/money';
import type { Holding, Target } from '../../domain/portfolio';
import { targetsProblem } from '../../domain/targets';
import { LedgerFault } from '../ledger';

/** Shares without trailing zeros: "12.5", "0". */
export function canonicalQuantity(text: string): string {
  return trimmed(exactly(text, SHARE_DECIMALS, 'quantity'));
}

/** USD with 2 decimals: "-12.50". */
export function canonicalCash(text: string): string {
  return showCents(exactly(text, CENTS, 'cash'));
}

/** Percent with 4 decimals: "33.3300". */
export function canonicalPercent(text: string): string {
  return showPercent(exactly(text, PERCENT_DECIMALS, 'percent'));
}

/** USD per share with as many decimals as a broker's average has, without trailing zeros. */
export function canonicalPrice(text: string): string {
  const amount = plain(text);
  if (amount === undefined || amount.lessThan(ZERO))
    throw refused(`price must be a plain decimal of at least 0, not ${JSON.stringify(text)}`);
  return trimmed(amount);
}

/** Passes a canonical amount on when it is above zero. `what` names it: "the quantity of META". */
export function positive(amount: string, what: string): string {
  if (amount.startsWith('-') || decimal(amount).isZero()) throw refused(`${what} must be above zero, not ${amount}`);
  return amount;
}

/** ISO time in UTC with milliseconds; finer digits are cut off. */
export function canonicalTime(text: string): string {
  if (text === last.text) return last.time;
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw refused(`time must be ISO, not ${JSON.stringify(text)}`);
  last = { text, time: time.toISOString() };
  return last.time;
}

/** Everything that one change writes has the same time. */
let last = { text: '', time: '' };

/** In symbol order. */
export function canonicalTargets(targets: readonly Target[]): Target[] {
  const problem = targetsProblem(targets);
  if (problem !== undefined) throw refused(problem);
  return bySymbol(targets.map(({ symbol, percent }) => ({ symbol, percent: canonicalPercent(percent) })));
}

/** In symbol order, without zero quantities. */
export function canonicalHoldings(holdings: readonly Holding[]): Holding[] {
  if (new Set(holdings.map(({ symbol }) => symbol)).size < holdings.length)
    throw refused('holdings: a symbol appears more than once');
  const canonical = holdings.map(({ symbol, quantity }) => ({ symbol, quantity: canonicalQuantity(quantity) }));
  const negative = canonical.find(({ quantity }) => quantity.startsWith('-'));
  if (negative !== undefined) throw refused(`holdings: the quantity of ${negative.symbol} must not be negative`);
  return bySymbol(canonical.filter(({ quantity }) => quantity !== '0'));
}

export function bySymbol<Entry extends { symbol: string }>(entries: Entry[]): Entry[] {
  return entries.sort((a, b) => compareText(a.symbol, b.symbol));
}

/** By code unit, as the database's "C" collation sorts. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Text without what Postgres cannot store (NUL, half a surrogate pair): a broker's message may hold anything. */
export function storableText(text: string): string {
  if (!SUSPECT.test(text)) return text;
  return Buffer.from(text, 'utf8').toString('utf8').replaceAll('\0', '\uFFFD');
}

/** NUL, and any half of a surrogate pair: most texts have neither, and checking is cheaper than copying. */
const SUSPECT = /[\u0000\ud800-\udfff]/;

/** Returns a copy of a JSON value, with the same done to every string in it. A field that is undefined is left out, as JSON does. */
export function storableJson<Value>(value: Value): Value {
  return storablePart(value) as Value;
}

function storablePart(part: unknown): unknown {
  if (typeof part === 'string') return storableText(part);
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.map(storablePart);
  const copy: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(part)) if (field !== undefined) copy[key] = storablePart(field);
  return copy;
}

export function refused(message: string): LedgerFault {
  return new LedgerFault('REFUSED_BY_SCHEMA', message);
}

export function overtaken(batchId: string, epoch: number, current: number): LedgerFault {
  return new LedgerFault('OVERTAKEN', `epoch ${epoch} of batch ${batchId} is not current: it is ${current}`);
}

function plain(text: string): Decimal | undefined {
  try {
    return decimal(text);
  } catch {
    return undefined;
  }
}

function exactly(text: string, decimals: number, what: string): Decimal {
  const problem = decimalProblem(text, decimals);
  if (problem !== undefined) throw refused(`${what} ${problem}`);
  const amount = decimal(text);
  return amount.isZero() ? ZERO : amount;
}

function trimmed(amount: Decimal): string {
  return amount.isZero() ? '0' : amount.toFixed();
}
