/** A batch needs this long before the close, for its orders and for undoing them. */
const BEFORE_CLOSE_MS = 15 * 60_000;

/** Says why no batch begins at this time of the market, if none does. Times are ISO, on the market's clock. */
export function closureOf(market: { now: string; isOpen: boolean; nextClose: string }): string | undefined {
  if (!market.isOpen) return 'closed';
  if (Date.parse(market.nextClose) - Date.parse(market.now) < BEFORE_CLOSE_MS) return `closes at ${market.nextClose}`;
  return undefined;
}
