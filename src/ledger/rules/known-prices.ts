import type { Lately, PriceRange } from '../../domain/price-window';
import { type AcceptPrice, type KeptPrice } from '../ledger';
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

/** `from` is what was known before, if anything. */
export function acceptedEntry({ symbol, price, reason }: AcceptPrice, from: string | undefined): AuditEntry {
  if (reason.trim() === '') throw refused('who accepts a price says why');
  const accepted = positive(canonicalPrice(price), `the price of ${symbol}`);
  return { event: 'PRICE_ACCEPTED', batchId: null, detail: { symbol, from: from ?? null, price: accepted, reason } };
}
