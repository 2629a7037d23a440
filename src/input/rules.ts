// The rules for all plans, as a person enters them.

import { CENTS, decimal, decimalProblem, HUNDRED, PERCENT_DECIMALS } from '../domain/money';
import type { TickerSymbol } from '../domain/portfolio';
import { RULE_KINDS, type Rule, type RuleKind, SEVERITIES, type Severity } from '../domain/rules';
import { SYMBOL_PATTERN } from '../domain/targets';
import { objectOf } from './portfolio';
import { InputRefused } from './refused';

export const RULES_MAX = 100;
export const RULE_SYMBOLS_MAX = 1_000;

/** Which of them name symbols, and what their limit is. */
const SHAPES: Record<RuleKind, { limit: 'percent' | 'usd' | null; symbols: 'none' | 'some' | 'needed' }> = {
  'max-weight': { limit: 'percent', symbols: 'some' },
  'min-cash': { limit: 'percent', symbols: 'none' },
  restricted: { limit: null, symbols: 'needed' },
  'max-turnover': { limit: 'percent', symbols: 'none' },
  'max-order': { limit: 'usd', symbols: 'none' },
};

/** Returns the rules in the order in which they were given, with limits in one text form. @throws InputRefused INVALID_RULES */
export function parseRules(given: unknown): Rule[] {
  if (!Array.isArray(given)) throw refused('rules', 'must be a list: [{ "kind", "severity", "limit", "symbols" }]');
  if (given.length > RULES_MAX) throw refused('rules', `must be at most ${RULES_MAX}`);
  const rules = given.map((one, index) => parseRule(one, `rules[${index}]`));
  const seen = new Set<string>();
  for (const [index, { kind, severity, symbols }] of rules.entries()) {
    const key = [kind, severity, ...symbols].join(' ');
    if (seen.has(key)) throw refused(`rules[${index}]`, `repeats ${kind} with the severity ${severity}: keep one`);
    seen.add(key);
  }
  return rules;
}

function parseRule(given: unknown, field: string): Rule {
  const { kind, severity, limit = null, symbols = [], ...others } = objectOf(given, 'a rule', field);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw refused(`${field}.${unknown}`, 'is no field of a rule');
  if (!isOneOf(RULE_KINDS, kind))
    throw refused(`${field}.kind`, `must be one of ${Object.keys(RULE_KINDS).join(', ')}`);
  if (!isOneOf(SEVERITIES, severity))
    throw refused(`${field}.severity`, `must be one of ${Object.keys(SEVERITIES).join(', ')}`);
  return {
    kind: kind as RuleKind,
    severity: severity as Severity,
    limit: parseLimit(kind as RuleKind, limit, `${field}.limit`),
    symbols: parseSymbols(kind as RuleKind, symbols, `${field}.symbols`),
  };
}

function parseLimit(kind: RuleKind, limit: unknown, field: string): string | null {
  const { limit: unit } = SHAPES[kind];
  if (unit === null) {
    if (limit !== null) throw refused(field, `is not for ${kind}, which only names symbols`);
    return null;
  }
  const decimals = unit === 'percent' ? PERCENT_DECIMALS : CENTS;
  const problem = decimalProblem(limit ?? undefined, decimals);
  if (problem !== undefined) throw refused(field, problem);
  const amount = decimal(limit as string);
  if (amount.lessThanOrEqualTo(0)) throw refused(field, 'must be above 0');
  // A minimum above 100 is refused as a rule that nobody can meet.
  if (unit === 'percent' && kind !== 'min-cash' && amount.greaterThan(HUNDRED))
    throw refused(field, 'must be at most 100');
  return amount.toFixed(decimals);
}

function parseSymbols(kind: RuleKind, given: unknown, field: string): TickerSymbol[] {
  const isList = Array.isArray(given) && given.every((one) => typeof one === 'string' && SYMBOL_PATTERN.test(one));
  if (!isList) throw refused(field, 'must be a list of symbols such as "META"');
  const symbols = [...new Set(given as string[])].sort();
  if (symbols.length > RULE_SYMBOLS_MAX) throw refused(field, `must be at most ${RULE_SYMBOLS_MAX}`);
  if (SHAPES[kind].symbols === 'needed' && symbols.length === 0) throw refused(field, 'must name at least one symbol');
  if (SHAPES[kind].symbols === 'none' && symbols.length > 0) throw refused(field, `is not for ${kind}`);
  return symbols;
}

function isOneOf(table: object, given: unknown): boolean {
  return typeof given === 'string' && Object.hasOwn(table, given);
}

function refused(field: string, rule: string): InputRefused {
  return new InputRefused('INVALID_RULES', field, `${field} ${rule}`);
}
