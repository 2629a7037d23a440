// What a person gives, checked field by field. A wrong value is refused with a code and a sentence; nothing is stored.

import { PORTFOLIO_ID_PATTERN } from './domain/ids';
import { decimal, decimalProblem, PERCENT_DECIMALS, PRICE_DECIMALS } from './domain/money';
import type { Target } from './domain/portfolio';
import { SYMBOL_PATTERN, targetsProblem } from './domain/targets';

export type InputRefusalCode =
  | 'INVALID_PORTFOLIO_ID'
  | 'INVALID_ACCOUNT'
  | 'INVALID_TARGETS'
  | 'INVALID_SYMBOL'
  | 'INVALID_PRICE'
  | 'INVALID_FILE';

/** A value that is refused. `message` names field and rule. */
export class InputRefused extends Error {
  override readonly name = 'InputRefused';
  constructor(
    readonly code: InputRefusalCode,
    message: string,
  ) {
    super(message);
  }
}

export interface PortfolioInput {
  id: string;
  accountId: string;
  targets: Target[];
}

/**
 * Reads `{ "id", "accountId", "targets": [{ "symbol", "percent" }] }`; percents are decimal strings.
 *
 * @throws InputRefused
 */
export function parsePortfolio(input: unknown): PortfolioInput {
  const { id, accountId, targets, ...others } = objectOf(input, 'a portfolio');
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw new InputRefused('INVALID_FILE', `${unknown} is not a field of a portfolio: id, accountId and targets are`);
  if (typeof id !== 'string' || !PORTFOLIO_ID_PATTERN.test(id))
    throw new InputRefused(
      'INVALID_PORTFOLIO_ID',
      'id must be 1 to 64 letters, digits, "-" or "_", and start with a letter or digit',
    );
  if (typeof accountId !== 'string' || !PORTFOLIO_ID_PATTERN.test(accountId))
    throw new InputRefused('INVALID_ACCOUNT', 'accountId must be the id of an account at the broker');
  return { id, accountId, targets: parseTargets(targets) };
}

function parseTargets(input: unknown): Target[] {
  if (!Array.isArray(input))
    throw new InputRefused('INVALID_TARGETS', 'targets must be a list of { "symbol", "percent" }');
  const targets = input.map((entry: unknown) => {
    const { symbol, percent } = objectOf(entry, 'a target');
    if (typeof symbol !== 'string') throw new InputRefused('INVALID_SYMBOL', 'targets: symbol must be a string');
    const problem = decimalProblem(percent, 4);
    if (problem !== undefined)
      throw new InputRefused('INVALID_TARGETS', `targets: the percent of ${symbol} ${problem}`);
    // targetsProblem refuses what is not a decimal string.
    return { symbol, percent: percent as string };
  });
  const problem = targetsProblem(targets);
  if (problem !== undefined) throw new InputRefused('INVALID_TARGETS', problem);
  return targets.map(({ symbol, percent }) => ({ symbol, percent: decimal(percent).toFixed(PERCENT_DECIMALS) }));
}

/** Reads `SYMBOL=PERCENT` pairs. @throws InputRefused */
export function parseTargetPairs(pairs: readonly string[]): Target[] {
  return parseTargets(
    pairs.map((pair) => {
      const [symbol, ...percent] = pair.split('=');
      return { symbol, percent: percent.join('=') };
    }),
  );
}

/** Reads `SYMBOL=PRICE` pairs: USD per share, more than 0, at most 4 decimals. @throws InputRefused */
export function parsePrices(pairs: readonly string[]): Record<string, string> {
  if (pairs.length === 0) throw new InputRefused('INVALID_PRICE', 'name at least one price: META=440.00');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [symbol = '', price, ...rest] = pair.split('=');
      if (!SYMBOL_PATTERN.test(symbol))
        throw new InputRefused(
          'INVALID_SYMBOL',
          `symbol must look like "META" or "BRK.B", not ${JSON.stringify(symbol)}`,
        );
      const problem = rest.length > 0 ? 'must be one decimal' : decimalProblem(price ?? '', PRICE_DECIMALS);
      if (problem !== undefined) throw new InputRefused('INVALID_PRICE', `the price of ${symbol} ${problem}`);
      if (price === undefined || !decimal(price).greaterThan('0'))
        throw new InputRefused('INVALID_PRICE', `the price of ${symbol} must be more than 0`);
      return [symbol, price];
    }),
  );
}

function objectOf(input: unknown, what: string): Record<string, unknown> {
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Record<string, unknown>;
  throw new InputRefused('INVALID_FILE', `${what} must be a JSON object`);
}
