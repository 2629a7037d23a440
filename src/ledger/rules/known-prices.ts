import { type Approval, isFarPrice, type Proposal } from '../../domain/approval';
import type { Lately, PriceRange } from '../../domain/price-window';
import type { AcceptPrice, KeptPrice } from '../ledger';
import { canonicalPrice, canonicalTime, positive, refused } from './canonical';
import type { AuditEntry } from './closing';

export function keptPrices(prices: readonly KeptPrice[]): Required<KeptPrice>[] {
  return prices.map(({ symbol, price, known, lately = null }) => ({
    symbol,
    price: positive(canonicalPrice(price), `the price of ${symbol}`),
    known: known === null ? null : canonicalPrice(known),
    lately: lately && canonicalLately(lately),
  }));
}

function canonicalLately({ since, low, high, before }: Lately): Lately {
  const range = (given: PriceRange) => ({ low: canonicalPrice(given.low), high: canonicalPrice(given.high) });
  return { since: canonicalTime(since), ...range({ low, high }), before: before && range(before) };
}

/** What is known of a symbol. `confirmed` is what the market, or two people, confirmed last; null when that is the price itself. */
export interface KnownRow {
  price: string;
  confirmed: string | null;
}

/** Returns the row after a person's price; `before` is undefined when no price was known. */
export type Accepting = { entry: AuditEntry; after: KnownRow } | { proposal: Proposal };

/** One person can move a price no further from the confirmed one than the limit, in however many steps. */
export function acceptedByOne(before: KnownRow | undefined, accept: AcceptPrice): Accepting {
  const { symbol, reason } = accept;
  const accepted = accepting(before, accept);
  if (before === undefined) return accepted;
  const { price } = accepted.after;
  const confirmed = before.confirmed ?? before.price;
  if (!isFarPrice(confirmed, price)) return { ...accepted, after: { price, confirmed } };
  const parameters = { price: accept.price, reason };
  return { proposal: { action: 'accept-price', subject: symbol, parameters, evidence: before.price } };
}

/** A price that two people accept is confirmed. */
export function acceptedByTwo(before: KnownRow | undefined, { subject, parameters }: Approval) {
  const { price = '', reason = '' } = parameters;
  return accepting(before, { symbol: subject, price, reason });
}

/** The detail's `from` is what was known before, if anything. */
function accepting(before: KnownRow | undefined, { symbol, price, reason }: AcceptPrice) {
  if (reason.trim() === '') throw refused('a reason is required to accept a price');
  const accepted = positive(canonicalPrice(price), `the price of ${symbol}`);
  const detail = { symbol, from: before?.price ?? null, price: accepted, reason };
  const entry: AuditEntry = { event: 'PRICE_ACCEPTED', batchId: null, detail };
  return { entry, after: { price: accepted, confirmed: null } };
}
