// Models: targets, and if wanted a policy, that many portfolios follow.
//
// V1. A version of a model never changes. What is to be different is a new version.
// V2. A subscription says which model a portfolio follows, and in what it differs (overrides). From the version and the overrides follow the
//     portfolio's targets, which sum to exactly 100.0000 again.
// V3. What an override takes away has the target 0.0000: it is sold if it is held. A restriction `legacy` keeps a holding instead.

import { decimal, floorToPercent, HUNDRED, PERCENT_DECIMALS, sum, ZERO } from './money';
import { type Policy, policyContradiction } from './policy';
import type { Target, TickerSymbol } from './portfolio';

export const MODEL_STATUSES = ['ACTIVE', 'ARCHIVED'] as const;
export type ModelStatus = (typeof MODEL_STATUSES)[number];

/** Times are ISO. */
export interface Model {
  id: string;
  name: string;
  status: ModelStatus;
  /** The number of its newest version, from 1. */
  latest: number;
  /** The version that a new subscription begins with: the first one, and then the last one that was rolled out to the end. */
  current: number;
  createdBy: string;
  createdAt: string;
}

export interface ModelVersion {
  modelId: string;
  version: number;
  targets: Target[];
  /** Null when each portfolio keeps its own. */
  policy: Policy | null;
  reason: string;
  by: string;
  at: string;
}

/** In what a subscription differs from its model. */
export interface Overrides {
  /** Symbols that it does not have: the others share their part, each by its own weight. */
  exclude: TickerSymbol[];
  /** A symbol of the model, and what takes its place. */
  substitute: Record<TickerSymbol, TickerSymbol>;
  /** Percent of the value that stays in cash: the policy's `cashReserve`; null as the policy has it. */
  cashReserve: string | null;
}

export const NO_OVERRIDES: Overrides = { exclude: [], substitute: {}, cashReserve: null };

export interface Subscription {
  portfolioId: string;
  modelId: string;
  /** The version that it stays with, whatever is rolled out; null when it follows. */
  pinned: number | null;
  /** The version that its targets are from. */
  version: number;
  overrides: Overrides;
  /** The roll-out that brought this version, or null. */
  rolloutId: string | null;
  since: string;
  appliedAt: string;
}

/**
 * Returns the targets of a portfolio that follows these, summing to exactly 100.0000, in symbol order; undefined when the overrides leave
 * nothing. Shares of what is excluded are rounded down, and what that leaves goes to the largest target, of equal ones to the first.
 */
export function targetsFor(targets: readonly Target[], overrides: Overrides): Target[] | undefined {
  const weights = new Map(targets.map(({ symbol }) => [symbol, ZERO]));
  const excluded = new Set(overrides.exclude);
  for (const { symbol, percent } of targets) {
    const instead = overrides.substitute[symbol] ?? symbol;
    if (!excluded.has(instead) && !excluded.has(symbol))
      weights.set(instead, (weights.get(instead) ?? ZERO).plus(decimal(percent)));
  }
  const left = sum(weights.values());
  if (left.isZero()) return undefined;
  const shares = [...weights].map(([symbol, weight]) => ({
    symbol,
    percent: left.equals(HUNDRED) ? weight : floorToPercent(weight.times(HUNDRED).div(left)),
  }));
  shares.sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  const largest = shares.reduce((most, one) => (one.percent.greaterThan(most.percent) ? one : most));
  largest.percent = largest.percent.plus(HUNDRED.minus(sum(shares.map(({ percent }) => percent))));
  return shares.map(({ symbol, percent }) => ({ symbol, percent: percent.toFixed(PERCENT_DECIMALS) }));
}

/** Returns the policy of a portfolio that follows a version with `policy`, and has `own` by now. */
export function policyFor(policy: Policy | null, own: Policy, { cashReserve, substitute }: Overrides): Policy {
  const followed = policy === null ? own : substituted(policy, substitute);
  return cashReserve === null ? followed : { ...followed, cashReserve };
}

/** Says what of `policy` the overrides contradict, or undefined. A policy that contradicts itself without them is as it was stored. */
export function contradictionOf(policy: Policy | null, own: Policy, overrides: Overrides): string | undefined {
  if (policyContradiction(policy ?? own) !== undefined) return undefined;
  const found = policyContradiction(policyFor(policy, own, overrides));
  return found && `${found.field} ${found.message}`;
}

/** What takes a symbol's place takes it in its class as well, unless another class has it. */
function substituted(policy: Policy, substitute: Overrides['substitute']): Policy {
  if (policy.assetClasses.length === 0) return policy;
  const classed = new Set(policy.assetClasses.flatMap(({ symbols }) => symbols));
  const assetClasses = policy.assetClasses.map((one) => {
    const added = one.symbols.flatMap((symbol) => substitute[symbol] ?? []).filter((symbol) => !classed.has(symbol));
    for (const symbol of added) classed.add(symbol);
    return added.length === 0 ? one : { ...one, symbols: [...new Set([...one.symbols, ...added])].sort() };
  });
  return { ...policy, assetClasses };
}

/** Says what is wrong with overrides as a whole sentence, or undefined when nothing is. */
export function overridesProblem({ exclude, substitute }: Overrides): string | undefined {
  const twice = exclude.find((symbol, index) => exclude.indexOf(symbol) !== index);
  if (twice !== undefined) return `exclude: ${twice} appears more than once`;
  for (const [symbol, instead] of Object.entries(substitute)) {
    if (symbol === instead) return `substitute: ${symbol} would take its own place`;
    if (exclude.includes(symbol)) return `${symbol} is excluded and has a substitute: it can be one of them only`;
    if (exclude.includes(instead)) return `substitute: ${instead} takes the place of ${symbol}, and is excluded`;
    if (Object.hasOwn(substitute, instead))
      return `substitute: ${instead} takes the place of ${symbol}, and has a substitute itself`;
  }
  return undefined;
}

/** How many portfolios have a version of a model, and how many of those are pinned to it. */
export interface VersionCount {
  version: number;
  subscribers: number;
  pinned: number;
}
