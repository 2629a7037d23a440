import { decimal, decimalProblem, PRICE_DECIMALS } from '../domain/money';
import { SYMBOL_PATTERN } from '../domain/targets';
import { InputRefused } from './refused';

/** Reads `SYMBOL=PRICE` pairs: USD per share, more than 0, at most 4 decimals. @throws InputRefused */
export function parsePrices(pairs: readonly string[]): Record<string, string> {
  if (pairs.length === 0) throw new InputRefused('INVALID_PRICE', 'price', 'name at least one price: META=440.00');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [symbol = '', price, ...rest] = pair.split('=');
      if (!SYMBOL_PATTERN.test(symbol))
        throw new InputRefused(
          'INVALID_SYMBOL',
          'symbol',
          `symbol must look like "META" or "BRK.B", not ${JSON.stringify(symbol)}`,
        );
      if (price === undefined)
        throw new InputRefused('INVALID_PRICE', symbol, `write symbol and price as ${symbol}=450.00`);
      const problem = rest.length > 0 ? 'must be one decimal' : decimalProblem(price, PRICE_DECIMALS);
      if (problem !== undefined) throw new InputRefused('INVALID_PRICE', symbol, `the price of ${symbol} ${problem}`);
      if (!decimal(price).greaterThan('0'))
        throw new InputRefused('INVALID_PRICE', symbol, `the price of ${symbol} must be more than 0`);
      return [symbol, price];
    }),
  );
}
