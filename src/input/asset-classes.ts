// The asset classes of a policy, as a person gives them.

import { type AssetClass, classesProblem } from '../domain/asset-class';
import { decimal, decimalProblem, PERCENT_DECIMALS } from '../domain/money';
import type { Policy } from '../domain/policy';
import type { Target } from '../domain/portfolio';
import { SYMBOL_PATTERN } from '../domain/targets';
import { InputRefused } from './refused';

/** "EQUITY", "US-BONDS" */
const NAME_PATTERN = /^[A-Za-z][A-Za-z0-9_-]{0,31}$/;
const CLASSES_MAX = 50;
const SYMBOLS_MAX = 500;
const BAND_MAX = decimal('1000');
const FIELDS = 'name, band and symbols';

interface Problem {
  problem: string;
  /** The part of the field that it is about. */
  at?: string;
}

/** Returns them with bands of 4 decimals and symbols in order, or completes the sentence "FIELD …". */
export function parseClasses(input: unknown): { value: AssetClass[] } | Problem {
  if (!Array.isArray(input) || input.length > CLASSES_MAX)
    return { problem: `must be a list of at most ${CLASSES_MAX} { "name", "band", "symbols" }` };
  const value: AssetClass[] = [];
  for (const [index, given] of input.entries()) {
    const one = parseClass(given as unknown, value);
    if ('problem' in one) return { ...one, at: `[${index}]${one.at ?? ''}` };
    value.push(one);
  }
  return { value };
}

/** Holds the classes of a policy against the targets that it is for. @throws InputRefused INVALID_POLICY */
export function checkClasses(policy: Pick<Policy, 'assetClasses' | 'driftMode'>, targets: readonly Target[]): void {
  const problem = classesProblem(policy, targets);
  if (problem !== undefined)
    throw new InputRefused('INVALID_POLICY', 'policy.assetClasses', `policy.assetClasses ${problem}`);
}

/** The same for targets that are given for a policy. @throws InputRefused INVALID_TARGETS */
export function checkTargetsOf(policy: Pick<Policy, 'assetClasses' | 'driftMode'>, targets: readonly Target[]): void {
  const problem = classesProblem(policy, targets);
  if (problem !== undefined)
    throw new InputRefused('INVALID_TARGETS', 'targets', `targets do not fit the policy: its classes ${problem}`);
}

function parseClass(input: unknown, before: readonly AssetClass[]): AssetClass | Problem {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return { problem: `must be an object with ${FIELDS}` };
  const { name, band, symbols, ...others } = input as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return { problem: `is not a field: there are ${FIELDS}`, at: `.${unknown}` };
  if (typeof name !== 'string' || !NAME_PATTERN.test(name))
    return { problem: 'must be 1 to 32 letters, digits, "-" or "_", and start with a letter', at: '.name' };
  if (before.some((one) => one.name === name)) return { problem: `is ${name}, as another class is`, at: '.name' };
  const problem = decimalProblem(band, PERCENT_DECIMALS);
  if (problem !== undefined) return { problem, at: '.band' };
  const width = decimal(band as string);
  if (!width.greaterThan('0') || width.greaterThan(BAND_MAX))
    return { problem: `must be from 0.0001 to ${BAND_MAX.toFixed()}`, at: '.band' };
  const members = parseSymbols(symbols, before);
  return 'problem' in members
    ? { ...members, at: '.symbols' }
    : { name, band: width.toFixed(PERCENT_DECIMALS), symbols: members.symbols };
}

function parseSymbols(input: unknown, before: readonly AssetClass[]): { symbols: string[] } | Problem {
  if (!Array.isArray(input) || input.length === 0 || input.length > SYMBOLS_MAX)
    return { problem: `must be a list of 1 to ${SYMBOLS_MAX} symbols` };
  const symbols: string[] = [];
  for (const symbol of input as unknown[]) {
    if (typeof symbol !== 'string' || !SYMBOL_PATTERN.test(symbol))
      return { problem: `must look like "META" or "BRK.B", not ${JSON.stringify(symbol)?.slice(0, 40) ?? 'nothing'}` };
    if (symbols.includes(symbol)) return { problem: `must name ${symbol} only once` };
    const other = before.find((one) => one.symbols.includes(symbol));
    if (other !== undefined)
      return { problem: `must not name ${symbol}, which is in ${other.name}: a symbol is in one class` };
    symbols.push(symbol);
  }
  return { symbols: symbols.sort() };
}
