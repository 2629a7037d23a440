// What a person gives for a portfolio, checked field by field. A wrong value is refused with a code and a sentence.

import { PORTFOLIO_ID_PATTERN } from '../domain/ids';
import { decimal, decimalProblem, PERCENT_DECIMALS } from '../domain/money';
import type { Policy } from '../domain/policy';
import type { Target } from '../domain/portfolio';
import { targetsProblem } from '../domain/targets';
import { checkClasses } from './asset-classes';
import { parsePolicy } from './policy';
import { InputRefused } from './refused';

export interface PortfolioInput {
  id: string;
  accountId: string;
  targets: Target[];
  policy: Policy;
}

/**
 * Reads `{ "id", "accountId", "targets": [{ "symbol", "percent" }], "policy"?: { … } }`; percents are decimal strings, and
 * what the policy does not name is the default's.
 *
 * @throws InputRefused
 */
export function parsePortfolio(input: unknown): PortfolioInput {
  const { id, accountId, targets, policy = {}, ...others } = objectOf(input, 'a portfolio', 'file');
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw new InputRefused(
      'INVALID_FILE',
      unknown,
      `${unknown} is not a field of a portfolio: id, accountId, targets and policy are`,
    );
  if (typeof id !== 'string' || !PORTFOLIO_ID_PATTERN.test(id))
    throw new InputRefused(
      'INVALID_PORTFOLIO_ID',
      'id',
      'id must be 1 to 64 letters, digits, "-" or "_", and start with a letter or digit',
    );
  if (typeof accountId !== 'string' || !PORTFOLIO_ID_PATTERN.test(accountId))
    throw new InputRefused('INVALID_ACCOUNT', 'accountId', 'accountId must be the id of an account at the broker');
  const parsed = { targets: parseTargets(targets), policy: parsePolicy(objectOf(policy, 'policy', 'policy')) };
  checkClasses(parsed.policy, parsed.targets);
  return { id, accountId, ...parsed };
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

export function parseTargets(input: unknown): Target[] {
  if (!Array.isArray(input)) throw refusedTargets('targets must be a list of { "symbol", "percent" }');
  const targets = input.map((entry: unknown) => {
    const { symbol, percent } = objectOf(entry, 'a target', 'targets');
    if (typeof symbol !== 'string')
      throw new InputRefused('INVALID_SYMBOL', 'targets', 'targets: symbol must be a string');
    const problem = decimalProblem(percent, PERCENT_DECIMALS);
    if (problem !== undefined) throw refusedTargets(`targets: the percent of ${symbol} ${problem}`);
    return { symbol, percent: percent as string };
  });
  const problem = targetsProblem(targets);
  if (problem !== undefined) throw refusedTargets(problem);
  return targets.map(({ symbol, percent }) => ({ symbol, percent: decimal(percent).toFixed(PERCENT_DECIMALS) }));
}

function refusedTargets(message: string): InputRefused {
  return new InputRefused('INVALID_TARGETS', 'targets', message);
}

export function objectOf(input: unknown, what: string, field: string): Record<string, unknown> {
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Record<string, unknown>;
  throw new InputRefused('INVALID_FILE', field, `${what} must be a JSON object`);
}
