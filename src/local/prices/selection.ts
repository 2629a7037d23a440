// Which days and symbols of a price file were asked for, by the flags that the replay and the lab share.

import type { TickerSymbol } from '../../domain/portfolio';
import { SYMBOL_PATTERN } from '../../domain/targets';
import { type Closes, isDate, type TradingDay } from './closes';

export interface Selection {
  /** The price file. */
  prices: string;
  symbols: TickerSymbol[];
  /** First and last day, or undefined for all days of the file. */
  from: string | undefined;
  to: string | undefined;
}

/** The command line asks for something impossible. `message` names the flag and the rule. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Flags = { readonly [Flag in 'prices' | 'symbols' | 'from' | 'to']?: string | undefined };

/** Reads the flags that say what is played. @throws UsageError, with `usage` when the price file is not named */
export function readSelection({ prices, symbols = '', from, to }: Flags, usage: string): Selection {
  if (prices === undefined) throw new UsageError(`--prices must name a file\n${usage}`);
  requireDate('--from', from);
  requireDate('--to', to);
  if (from !== undefined && to !== undefined && from > to)
    throw new UsageError(`--to must not be before --from: ${to} is before ${from}`);
  return { prices, symbols: symbolsOf(symbols), from, to };
}

/** Returns the days that were asked for. @throws UsageError when a symbol or every day is missing. */
export function selectDays({ symbols, days }: Closes, selection: Selection): TradingDay[] {
  const unknown = selection.symbols.find((symbol) => !symbols.includes(symbol));
  if (unknown !== undefined)
    throw new UsageError(`--symbols: ${unknown} must be in ${selection.prices}, which has ${symbols.join(', ')}`);
  const { from = '', to = '9999-12-31' } = selection;
  const selected = days.filter(({ date }) => date >= from && date <= to);
  const [first] = selected;
  if (first === undefined) {
    const has = `${days[0]?.date} to ${days.at(-1)?.date}`;
    throw new UsageError(`--from and --to must leave at least one day: ${selection.prices} has ${has}`);
  }
  const unlisted = selection.symbols.find((symbol) => !first.closes.has(symbol));
  if (unlisted !== undefined) throw new UsageError(unlistedText(unlisted, first, days, selection));
  return selected;
}

function unlistedText(symbol: TickerSymbol, first: TradingDay, days: TradingDay[], { symbols }: Selection): string {
  const all = days.find(({ closes }) => symbols.every((one) => closes.has(one)));
  const until = all === undefined ? 'it never has one' : `all have one from ${all.date}: use --from ${all.date}`;
  return `--symbols: ${symbol} has no price on ${first.date}, the first day; ${until}`;
}

function requireDate(flag: string, text: string | undefined): void {
  if (text !== undefined && !isDate(text))
    throw new UsageError(`${flag} must be a day such as 2008-01-02, not ${JSON.stringify(text)}`);
}

function symbolsOf(text: string): TickerSymbol[] {
  const symbols = text.split(',');
  const odd = symbols.find((symbol) => !SYMBOL_PATTERN.test(symbol));
  if (odd !== undefined)
    throw new UsageError(`--symbols must be symbols such as AAPL,JPM,BRK.B, not ${JSON.stringify(odd)}`);
  const twice = symbols.find((symbol, index) => symbols.indexOf(symbol) !== index);
  if (twice !== undefined) throw new UsageError(`--symbols: ${twice} appears more than once`);
  return symbols;
}
