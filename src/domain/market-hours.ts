import { isBefore, later, msBetween } from './time';

/** A batch needs this long before the close, for its orders and for undoing them. */
const BEFORE_CLOSE_MS = 15 * 60_000;

/** Says why no batch begins at this time of the market, if none does. Times are ISO, on the market's clock. */
export function closureOf(market: { now: string; isOpen: boolean; nextClose: string }): string | undefined {
  if (!market.isOpen) return 'closed';
  if (msBetween(market.now, market.nextClose) < BEFORE_CLOSE_MS) return `closes at ${market.nextClose}`;
  return undefined;
}

/**
 * Says why nothing begins yet: the first minutes of a session are its wildest, and everybody who drifted overnight would trade in them at
 * once. Undefined when they are over, and where nobody knows when the session began.
 */
export function openingOf(market: { now: string; openedAt?: string | undefined }, minutes: number): string | undefined {
  if (market.openedAt === undefined) return undefined;
  const calm = later(market.openedAt, minutes * 60_000);
  return isBefore(market.now, calm) ? `opened at ${market.openedAt}, until ${calm}` : undefined;
}
