// A price file does not say whether it is adjusted for splits. Its largest move of one day lets a reader judge.

import { decimal, HUNDRED, showPercent } from '../../domain/money';
import type { TickerSymbol } from '../../domain/portfolio';
import type { TradingDay } from './closes';

/** What every report says about its prices. Every day has every symbol. */
export function pricesNote(days: readonly TradingDay[], symbols: readonly TickerSymbol[]): string {
  const move = largestMove(days, symbols);
  const largest =
    move === undefined ? '' : ` The largest move of one day is ${move.symbol} ${move.percent} % on ${move.date}.`;
  return `Prices are taken as the file has them. It does not say whether they are adjusted for splits and dividends, and nothing here applies a split or pays a dividend: use adjusted closes, because an unadjusted split looks like a crash.${largest}`;
}

/** Percent from one close to the next, 4 decimals, with its sign. */
interface Move {
  symbol: TickerSymbol;
  date: string;
  percent: string;
}

/** Returns the move with the largest ratio, up or down; undefined for a single day. Every day has every symbol. */
function largestMove(days: readonly TradingDay[], symbols: readonly TickerSymbol[]): Move | undefined {
  let largest: { symbol: TickerSymbol; day: number; ratio: number } | undefined;
  for (let day = 1; day < days.length; day += 1) {
    for (const symbol of symbols) {
      const ratio = Math.abs(Math.log(asNumber(days[day], symbol) / asNumber(days[day - 1], symbol)));
      if (largest === undefined || ratio > largest.ratio) largest = { symbol, day, ratio };
    }
  }
  if (largest === undefined) return undefined;
  const { symbol, day } = largest;
  const [before, after] = [days[day - 1], days[day]].map((one) => decimal(one?.closes.get(symbol) ?? '0'));
  if (before === undefined || after === undefined) return undefined;
  return {
    symbol,
    date: days[day]?.date ?? '',
    percent: showPercent(after.minus(before).times(HUNDRED).div(before)),
  };
}

function asNumber(day: TradingDay | undefined, symbol: TickerSymbol): number {
  return Number.parseFloat(day?.closes.get(symbol) ?? '');
}
