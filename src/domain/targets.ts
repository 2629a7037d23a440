import { decimal, decimalProblem, floorToPercent, HUNDRED, PERCENT_DECIMALS, sum } from './money';
import type { Target, TickerSymbol } from './portfolio';

/** "META", "BRK.B": what US brokers list. It is strict because client order ids and URLs contain it. */
export const SYMBOL_PATTERN = /^[A-Z][A-Z0-9]{0,9}(\.[A-Z]{1,3})?$/;

/**
 * Returns what is wrong with a set of targets as a whole sentence, or undefined when nothing is: percents of at most
 * 4 decimals, none negative, no symbol twice, summing to exactly 100.
 */
export function targetsProblem(targets: readonly Target[]): string | undefined {
  if (targets.length === 0) return 'targets must name at least one symbol';
  const seen = new Set<TickerSymbol>();
  for (const { symbol, percent } of targets) {
    if (!SYMBOL_PATTERN.test(symbol))
      return `targets: symbol must look like "META" or "BRK.B", not ${JSON.stringify(symbol)}`;
    if (seen.has(symbol)) return `targets: ${symbol} appears more than once`;
    seen.add(symbol);
    const problem = decimalProblem(percent, PERCENT_DECIMALS);
    if (problem !== undefined) return `targets: the percent of ${symbol} ${problem}`;
    if (decimal(percent).isNegative()) return `targets: the percent of ${symbol} must not be negative`;
  }
  const total = sum(targets.map((target) => decimal(target.percent)));
  if (!total.equals(HUNDRED))
    return `targets must sum to exactly 100.0000 percent, not ${total.toFixed(PERCENT_DECIMALS)}`;
  return undefined;
}

/** Returns equal targets summing to 100.0000; what does not divide evenly goes to the last symbol. */
export function equalTargets(symbols: readonly TickerSymbol[]): Target[] {
  const share = floorToPercent(HUNDRED.div(symbols.length));
  return symbols.map((symbol, index) => ({
    symbol,
    percent: (index === symbols.length - 1 ? HUNDRED.minus(share.times(symbols.length - 1)) : share).toFixed(
      PERCENT_DECIMALS,
    ),
  }));
}
