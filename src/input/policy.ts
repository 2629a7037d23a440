// The policy in a portfolio's file: the fields that differ from the defaults, each checked by its rule.

import type { AssetClass } from '../domain/asset-class';
import { CENTS, decimal, decimalProblem, PERCENT_DECIMALS } from '../domain/money';
import {
  CALENDARS,
  DEFAULT_POLICY,
  DESTINATIONS,
  ON_FAILURE,
  ORDER_STEP_MS,
  type Policy,
  policyContradiction,
  SHARES,
} from '../domain/policy';
import { parseClasses } from './asset-classes';
import { InputRefused } from './refused';

const HOUR = 3_600_000;

/** The least and the most of each count. */
export const POLICY_BOUNDS = {
  calendarDay: [1, 253],
  maxRunsPerDay: [1, 1_000],
  lockTtlMs: [1_000, 30 * 24 * HOUR],
  reversalRetries: [0, 100],
  reversalDelayMs: [0, HOUR],
  // Together at most ORDER_STEP_MS, and each at least a second.
  orderDeadlineMs: [1_000, ORDER_STEP_MS - 1_000],
  planTtlMs: [1_000, ORDER_STEP_MS - 1_000],
  priceMaxAgeMs: [1_000, 7 * 24 * HOUR],
  cooldownAfterRollbackMs: [0, 24 * HOUR],
  cooldownAfterSuccessMs: [0, 30 * 24 * HOUR],
  cooldownAfterSuccessTradingDays: [0, 260],
} as const satisfies Partial<Record<keyof Policy, readonly [number, number]>>;

/** Returns the fitting value, or completes the sentence "FIELD …". */
/** `at` is the part of the field that it is about. */
type Rule = (value: unknown, current?: unknown) => { value: Value } | { problem: string; at?: string };
type Value =
  | string
  | number
  | boolean
  | null
  | AssetClass[]
  | Readonly<Record<string, string | number | boolean | null>>;

const RULES: Readonly<Record<keyof Policy, Rule>> = {
  driftThreshold: amount(PERCENT_DECIMALS, '0.0001', '1000'),
  driftMode: word('relative', 'absolute'),
  driftFloor: amount(PERCENT_DECIMALS, '0', '100'),
  driftCeiling: orNull(amount(PERCENT_DECIMALS, '0.0001', '100')),
  halfSumThreshold: orNull(amount(PERCENT_DECIMALS, '0.0001', '100')),
  assetClasses: parseClasses,
  cashAbove: orNull(amount(PERCENT_DECIMALS, '0.0001', '100')),
  cashBelow: orNull(amount(PERCENT_DECIMALS, '0', '99.9998')),
  calendar: word(...Object.keys(CALENDARS)),
  calendarDay: bounded('calendarDay'),
  destination: word(...Object.keys(DESTINATIONS)),
  // At the very edge the next move of a price is past the band, by less than the smallest order.
  bandReturn: amount(PERCENT_DECIMALS, '1', '100'),
  shares: word(...Object.keys(SHARES)),
  cashReserve: amount(PERCENT_DECIMALS, '0', '99.9999'),
  execution: word('auto', 'parallel', 'sells-first'),
  untargeted: word('refuse', 'sell'),
  // Below a dollar the broker takes no order.
  minOrder: amount(CENTS, '1', '1000000000'),
  minOrderPercent: amount(PERCENT_DECIMALS, '0', '100'),
  minOrderPositionPercent: amount(PERCENT_DECIMALS, '0', '100'),
  maxTurnover: orNull(amount(PERCENT_DECIMALS, '0.0001', '1000')),
  maxTurnover30Days: orNull(amount(PERCENT_DECIMALS, '0.0001', '1000')),
  minImprovement: amount(PERCENT_DECIMALS, '0', '100'),
  maxRunsPerDay: orNull(bounded('maxRunsPerDay')),
  externalCashLimit: orNull(amount(PERCENT_DECIMALS, '0', '1000')),
  lockTtlMs: bounded('lockTtlMs'),
  reversalRetries: bounded('reversalRetries'),
  reversalDelayMs: bounded('reversalDelayMs'),
  orderDeadlineMs: bounded('orderDeadlineMs'),
  planTtlMs: bounded('planTtlMs'),
  priceMaxAgeMs: bounded('priceMaxAgeMs'),
  onFailure: word(...Object.keys(ON_FAILURE)),
  rollbackLimits: fields({
    priceMovePercent: amount(PERCENT_DECIMALS, '0.0001', '1000'),
    residualPercent: amount(PERCENT_DECIMALS, '0.0001', '100'),
    sameSession: yesOrNo(),
  }),
  residualAlertPercent: amount(PERCENT_DECIMALS, '0.0001', '100'),
  cooldownAfterRollbackMs: bounded('cooldownAfterRollbackMs'),
  cooldownAfterSuccessMs: bounded('cooldownAfterSuccessMs'),
  cooldownAfterSuccessTradingDays: bounded('cooldownAfterSuccessTradingDays'),
};

/** Returns the default policy with what `input` names instead. @throws InputRefused INVALID_POLICY, POLICY_CONTRADICTS */
export function parsePolicy(input: Readonly<Record<string, unknown>>): Policy {
  return changePolicy(DEFAULT_POLICY, input);
}

/** Returns `policy` with what `input` names instead. @throws InputRefused INVALID_POLICY, POLICY_CONTRADICTS */
export function changePolicy(policy: Policy, input: Readonly<Record<string, unknown>>): Policy {
  const given = Object.entries(input).map(([name, value]): [string, Value] => {
    const field = `policy.${name}`;
    const rule = Object.hasOwn(RULES, name) ? RULES[name as keyof Policy] : undefined;
    if (rule === undefined)
      throw new InputRefused(
        'INVALID_POLICY',
        field,
        `${field} is not a field: there are ${Object.keys(RULES).join(', ')}`,
      );
    const fit = rule(value, policy[name as keyof Policy]);
    if ('problem' in fit) {
      const at = `${field}${fit.at ?? ''}`;
      throw new InputRefused('INVALID_POLICY', at, `${at} ${fit.problem}`);
    }
    return [name, fit.value];
  });
  const changed: Policy = { ...policy, ...Object.fromEntries(given) };
  const contradiction = policyContradiction(changed);
  if (contradiction === undefined) return changed;
  const field = `policy.${contradiction.field}`;
  throw new InputRefused('POLICY_CONTRADICTS', field, `${field} ${contradiction.message}`);
}

/** Reads `FIELD=VALUE` pairs as the fields of a policy's file: what is no text there is JSON. @throws InputRefused */
export function parsePolicyPairs(pairs: readonly string[]): Record<string, unknown> {
  const given = new Map<string, unknown>();
  for (const pair of pairs) {
    const [name = '', ...rest] = pair.split('=');
    if (rest.length === 0)
      throw new InputRefused('INVALID_POLICY', 'field', `${pair} must be FIELD=VALUE, such as driftThreshold=3`);
    if (given.has(name))
      throw new InputRefused('INVALID_POLICY', `policy.${name}`, `policy.${name} appears more than once`);
    given.set(name, valueOf(name, rest.join('=')));
  }
  return nested(given);
}

/** "rollbackLimits.sameSession" is the field of a field. */
function nested(given: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [name, value] of given) {
    const [outer = '', inner] = name.split('.', 2);
    input[outer] = inner === undefined ? value : { ...(input[outer] as object | undefined), [inner]: value };
  }
  return input;
}

/** An amount is a text in the file ("3.5"), a count is a number. */
function valueOf(name: string, text: string): unknown {
  const [outer = '', inner] = name.split('.', 2);
  const field = Object.hasOwn(RULES, outer) ? RULES[outer as keyof Policy] : undefined;
  const rule = inner === undefined ? field : field && ((value: unknown) => field({ [inner]: value }, {}));
  if (rule === undefined || 'value' in rule(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    // What fits neither way is refused as the text that was typed.
    return 'value' in rule(value) ? value : text;
  } catch {
    return text;
  }
}

function amount(decimals: number, least: string, most: string): Rule {
  return (value) => {
    const problem = decimalProblem(value, decimals);
    if (problem !== undefined) return { problem };
    const given = decimal(value as string);
    if (given.lessThan(decimal(least)) || given.greaterThan(decimal(most)))
      return { problem: `must be from ${least} to ${most}` };
    return { value: given.toFixed(decimals) };
  };
}

function orNull(rule: Rule): Rule {
  return (value) => {
    if (value === null) return { value };
    const fit = rule(value);
    return 'problem' in fit ? { problem: `${fit.problem}, or null` } : fit;
  };
}

function word(...words: string[]): Rule {
  return (value) =>
    typeof value === 'string' && words.includes(value) ? { value } : { problem: `must be one of ${words.join(', ')}` };
}

function yesOrNo(): Rule {
  return (value) => (typeof value === 'boolean' ? { value } : { problem: 'must be one of true, false' });
}

/** An object of which each field may be left out: it stays as it is. */
function fields(rules: Readonly<Record<keyof Policy['rollbackLimits'], Rule>>): Rule {
  const names = Object.keys(rules).join(', ');
  return (value, current) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return { problem: `must be an object with any of ${names}` };
    const given: Record<string, string | boolean> = { ...(current as Record<string, string | boolean>) };
    for (const [name, part] of Object.entries(value)) {
      const rule = Object.hasOwn(rules, name) ? rules[name as keyof typeof rules] : undefined;
      if (rule === undefined) return { problem: `is not a field: there are ${names}`, at: `.${name}` };
      const fit = rule(part);
      if ('problem' in fit) return { ...fit, at: `.${name}` };
      given[name] = fit.value as string | boolean;
    }
    return { value: given };
  };
}

function bounded(name: keyof typeof POLICY_BOUNDS): Rule {
  const [least, most] = POLICY_BOUNDS[name];
  return (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? { value: value as number }
      : { problem: `must be a whole number from ${least} to ${most}` };
}
