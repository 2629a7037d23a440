// Which price is believed: one odd print must not decide for everybody who holds a symbol, and a thin one trades rarely.
//
// Q1. A quote counts while it is fresh and has both sides. A bid or ask of 0 means that the feed shows no such side.
// Q2. A fresh trade inside the quote is the price. Otherwise it is the middle of the quote: an old trade says little, and one outside
//     of what others bid and ask is a late, odd or wrong print.
// Q3. A quote too wide to say a price (`TELLING_PERCENT`), or crossed, leaves the trade as it is, whatever its age.
// Q4. What a quote allows to trade is asked of it separately (`spreadProblem`): a crossed one never, a wide one not above the limit.

import { type Decimal, decimal, HUNDRED, halfEvenToPrice, showPercent, ZERO } from './money';
import { msBetween } from './time';

/** USD per share; `at` is ISO on the market's clock. */
export interface Trade {
  price: string;
  at: string;
}

export interface Quote {
  bid: string;
  ask: string;
  at: string;
}

/** How old trade and quote may be, compared with the newest that the market told in the same answer. */
const QUOTE_FRESH_MS = 60_000;

/** A wider quote does not say what a share is worth: percent of its middle. */
const TELLING_PERCENT = decimal('5');

/**
 * Returns the price to reckon with, half-even to 4 decimals, and the quote if it counts (Q1). `newest` is the latest time in the market's
 * answer, so that no clock of ours has a part in it.
 */
export function believedPrice(
  trade: Trade,
  quote: Quote | undefined,
  newest: string,
): Trade & { quote?: Quote | undefined } {
  const counts = quote !== undefined && isFresh(quote, newest) && hasBothSides(quote);
  if (!counts) return trade;
  const [bid, ask] = [decimal(quote.bid), decimal(quote.ask)];
  const spread = spreadPercent(bid, ask);
  const tells = !spread.isNegative() && spread.lessThanOrEqualTo(TELLING_PERCENT);
  const last = decimal(trade.price);
  const isInside = last.greaterThanOrEqualTo(bid) && last.lessThanOrEqualTo(ask);
  if (!tells || (isInside && isFresh(trade, newest))) return { ...trade, quote };
  return { price: halfEvenToPrice(middle(bid, ask)).toFixed(), at: quote.at, quote };
}

/** Says why nothing is traded on `quote` (Q4), or undefined. `maxPercent` is of the middle; null for no limit, crossed quotes included. */
export function spreadProblem(quote: Pick<Quote, 'bid' | 'ask'> | undefined, maxPercent: string | null) {
  if (quote === undefined || maxPercent === null) return undefined;
  const [bid, ask] = [decimal(quote.bid), decimal(quote.ask)];
  const shown = `bid $${quote.bid}, ask $${quote.ask}`;
  if (bid.greaterThan(ask)) return `is quoted crossed (${shown})`;
  const spread = spreadPercent(bid, ask);
  if (spread.lessThanOrEqualTo(decimal(maxPercent))) return undefined;
  return `has a spread of ${showPercent(spread)} % (${shown}), at most ${maxPercent} %`;
}

function isFresh({ at }: { at: string }, newest: string): boolean {
  return msBetween(at, newest) <= QUOTE_FRESH_MS;
}

function hasBothSides({ bid, ask }: Quote): boolean {
  return decimal(bid).greaterThan(ZERO) && decimal(ask).greaterThan(ZERO);
}

function middle(bid: Decimal, ask: Decimal): Decimal {
  return bid.plus(ask).div(2);
}

function spreadPercent(bid: Decimal, ask: Decimal): Decimal {
  return ask.minus(bid).times(HUNDRED).div(middle(bid, ask));
}
