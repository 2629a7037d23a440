import { type AcceptPrice, type KeptPrice } from '../ledger';
import { canonicalPrice, positive, refused } from './canonical';
import type { AuditEntry } from './closing';

export function keptPrices(prices: readonly KeptPrice[]): KeptPrice[] {
  return prices.map(({ symbol, price, known }) => ({
    symbol,
    price: positive(canonicalPrice(price), `the price of ${symbol}`),
    known: known === null ? null : canonicalPrice(known),
  }));
}

/** `from` is what was known before, if anything. */
export function acceptedEntry({ symbol, price, reason }: AcceptPrice, from: string | undefined): AuditEntry {
  if (reason.trim() === '') throw refused('who accepts a price says why');
  const accepted = positive(canonicalPrice(price), `the price of ${symbol}`);
  return { event: 'PRICE_ACCEPTED', batchId: null, detail: { symbol, from: from ?? null, price: accepted, reason } };
}
