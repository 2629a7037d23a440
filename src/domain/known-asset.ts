// What may be done with a symbol changes rarely, and every plan asks. What the broker said of it holds for the day.

import type { TickerSymbol } from './portfolio';
import { msBetween } from './time';
import { tradingDayOf } from './trading-day';

/** An asset as the broker showed it. */
export interface KnownAsset {
  symbol: TickerSymbol;
  tradable: boolean;
  fractionable: boolean;
  ptp: boolean;
  /** ISO time at which the broker was asked. */
  readAt: string;
}

/** What is not traded may be traded again at any time, and nothing else would tell. */
const NOT_TRADED_MS = 60_000;

/** False when the broker has to be asked again. That it refused an order for the asset's sake is known where it is kept. */
export function isStillKnown({ tradable, readAt }: KnownAsset, now: string): boolean {
  if (!tradable) return msBetween(readAt, now) < NOT_TRADED_MS;
  return tradingDayOf(readAt) === tradingDayOf(now);
}
