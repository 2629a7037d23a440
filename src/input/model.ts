// A model, and in what a subscription differs from it, as a person enters them.

import { PORTFOLIO_ID_PATTERN } from '../domain/ids';
import { type Overrides, overridesProblem } from '../domain/model';
import { decimal, decimalProblem, PERCENT_DECIMALS } from '../domain/money';
import type { Policy } from '../domain/policy';
import type { Target, TickerSymbol } from '../domain/portfolio';
import { SYMBOL_PATTERN } from '../domain/targets';
import { checkClasses } from './asset-classes';
import { parsePolicy } from './policy';
import { objectOf, parseTargets } from './portfolio';
import { InputRefused } from './refused';

export interface ModelInput {
  id: string;
  name: string;
  targets: unknown;
  /** The fields that differ from the default policy; null when each portfolio keeps its own. */
  policy?: unknown;
}

const NAME_MAX = 100;

/** @throws InputRefused */
export function parseModel(given: ModelInput): { id: string; name: string; targets: Target[]; policy: Policy | null } {
  const { id } = given;
  if (!PORTFOLIO_ID_PATTERN.test(id))
    throw new InputRefused(
      'INVALID_MODEL',
      'id',
      'id must be 1 to 64 letters, digits, "-" or "_", and start with a letter or digit',
    );
  const name = given.name.trim();
  if (name === '' || name.length > NAME_MAX || /[\r\n]/.test(name))
    throw new InputRefused('INVALID_MODEL', 'name', `name must be one line of 1 to ${NAME_MAX} characters`);
  return { id, name, ...parseVersion(given) };
}

/** @throws InputRefused */
export function parseVersion({ targets, policy = null }: Pick<ModelInput, 'targets' | 'policy'>): {
  targets: Target[];
  policy: Policy | null;
} {
  const parsed = {
    targets: parseTargets(targets),
    policy: policy === null ? null : parsePolicy(objectOf(policy, 'policy', 'policy')),
  };
  if (parsed.policy !== null) checkClasses(parsed.policy, parsed.targets);
  return parsed;
}

export interface OverridesInput {
  exclude?: readonly string[] | undefined;
  substitute?: Readonly<Record<string, string>> | undefined;
  cashReserve?: string | null | undefined;
}

/** What is not given is not overridden. @throws InputRefused INVALID_SYMBOL, INVALID_OVERRIDES */
export function parseOverrides({ exclude = [], substitute = {}, cashReserve = null }: OverridesInput): Overrides {
  for (const symbol of [...exclude, ...Object.keys(substitute), ...Object.values(substitute)]) checkSymbol(symbol);
  const overrides = {
    exclude: [...exclude].sort(),
    substitute: Object.fromEntries(Object.entries(substitute).sort(([a], [b]) => (a < b ? -1 : 1))),
    cashReserve: cashReserve === null ? null : parseReserve(cashReserve),
  };
  const problem = overridesProblem(overrides);
  if (problem !== undefined) throw new InputRefused('INVALID_OVERRIDES', 'overrides', problem);
  return overrides;
}

/** Reads `FROM=TO` pairs. @throws InputRefused */
export function parseSubstitutes(pairs: readonly string[]): Record<TickerSymbol, TickerSymbol> {
  const substitute = new Map<string, string>();
  for (const pair of pairs) {
    const [from = '', to, ...others] = pair.split('=');
    if (to === undefined || others.length > 0)
      throw new InputRefused('INVALID_OVERRIDES', 'substitute', `${pair} must be SYMBOL=SYMBOL, such as META=GOOGL`);
    if (substitute.has(from))
      throw new InputRefused('INVALID_OVERRIDES', 'substitute', `substitute: ${from} appears more than once`);
    substitute.set(from, to);
  }
  return Object.fromEntries(substitute);
}

function parseReserve(text: string): string {
  const problem = decimalProblem(text, PERCENT_DECIMALS);
  const reserve = problem === undefined ? decimal(text) : undefined;
  if (reserve === undefined || reserve.isNegative() || reserve.greaterThan(decimal('99.9999')))
    throw new InputRefused('INVALID_OVERRIDES', 'cashReserve', `cashReserve ${problem ?? 'must be from 0 to 99.9999'}`);
  return reserve.toFixed(PERCENT_DECIMALS);
}

function checkSymbol(symbol: string): void {
  if (!SYMBOL_PATTERN.test(symbol))
    throw new InputRefused(
      'INVALID_SYMBOL',
      'overrides',
      `overrides: symbol must look like "META" or "BRK.B", not ${JSON.stringify(symbol)}`,
    );
}
