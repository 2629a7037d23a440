import { type Decimal, decimal } from '../../domain/money';
import type { TickerSymbol } from '../../domain/portfolio';
import type { TradingDay } from '../prices/closes';

/** The days that every contender is played on, read once for all of them. */
export interface History {
  /** In symbol order, as every plan has them. */
  symbols: readonly TickerSymbol[];
  days: readonly HistoryDay[];
}

export interface HistoryDay extends TradingDay {
  /** USD a share, in the order of the symbols. */
  prices: readonly Decimal[];
  /** The same as floats, for `isClearlyWithin`. */
  floats: readonly number[];
}

/** Every day has a close of every symbol. */
export function historyOf(days: readonly TradingDay[], symbols: readonly TickerSymbol[]): History {
  const sorted = [...symbols].sort();
  return {
    symbols: sorted,
    days: days.map((day) => {
      const prices = sorted.map((symbol) => decimal(day.closes.get(symbol) ?? ''));
      return { ...day, prices, floats: prices.map((price) => price.toNumber()) };
    }),
  };
}
