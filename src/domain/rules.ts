// Rules that hold for the plans of all portfolios, whatever their policies say.
//
// M1. A rule is about what a plan does: a symbol that is above its limit already, and is not bought, breaks nothing. So no rule keeps a
//     portfolio from getting better.
// M2. A plan is judged at the prices it was made with, unrounded, and a limit is met at exactly its value. Cash may be a cent an order
//     lower, which rounding takes.
// M3. Undoing a batch is exempt.

import { investableValueOf, type PricedPortfolio, valueOf } from './drift';
import { CENT, ceilToCents, Decimal, decimal, HUNDRED, showCents, showPercent, sum, ZERO } from './money';
import { afterOrders, type PlannedOrder } from './plan';
import type { TickerSymbol } from './portfolio';

/** What each asks of a plan, as a person who sets it reads it. */
export const RULE_KINDS = {
  'max-weight': 'no buy leaves a symbol above this percent of what is invested',
  'min-cash': 'the buys leave at least this percent of the value in cash',
  restricted: 'these symbols are not bought',
  'max-turnover': 'neither the buys nor the sells are more than this percent of the value',
  'max-order': 'no order is larger than this many dollars',
} as const;

export type RuleKind = keyof typeof RULE_KINDS;

/** What becomes of a plan that breaks a rule. */
export const SEVERITIES = { block: 'it is not traded', warn: 'it is traded, and the plan says so' } as const;

export type Severity = keyof typeof SEVERITIES;

export interface Rule {
  kind: RuleKind;
  severity: Severity;
  /** Percent with 4 decimals, or USD with 2; null for `restricted`. */
  limit: string | null;
  /** Those it is about: all symbols when there are none. Only `restricted` and `max-weight` name any. */
  symbols: TickerSymbol[];
}

/** A set that was set once never changes: another one gets the next version. */
export interface RuleSet {
  /** 0 before anybody set one. */
  version: number;
  rules: Rule[];
}

export const NO_RULES: RuleSet = { version: 0, rules: [] };

/** A rule that a plan breaks. `value` is what the plan has: percent with 4 decimals, or USD with 2. */
export interface Finding {
  rule: RuleKind;
  severity: Severity;
  symbol: TickerSymbol | null;
  value: string;
  limit: string | null;
}

/** Returns which rules `orders` break, in the order of the rules. */
export function ruleFindings(
  rules: readonly Rule[],
  portfolio: PricedPortfolio,
  { cashReserve }: { cashReserve: string },
  orders: readonly PlannedOrder[],
): Finding[] {
  if (rules.length === 0 || orders.length === 0) return [];
  const plan: Judged = { before: portfolio, after: afterOrders(portfolio, orders), cashReserve, orders };
  return rules.flatMap((rule) =>
    JUDGES[rule.kind](rule, plan).map(({ symbol, value }) => ({
      rule: rule.kind,
      severity: rule.severity,
      symbol,
      value,
      limit: rule.limit,
    })),
  );
}

export function findingText({ rule, symbol, value, limit }: Finding): string {
  const of = symbol === null ? '' : ` ${symbol}`;
  if (rule === 'restricted') return `${rule}:${of} would be bought for $${value}`;
  const unit = (amount: string) => (rule === 'max-order' ? `$${amount}` : `${amount} %`);
  return `${rule}:${of} ${unit(value)}, ${rule === 'min-cash' ? 'at least' : 'at most'} ${unit(limit ?? '')}`;
}

interface Judged {
  before: PricedPortfolio;
  after: PricedPortfolio;
  cashReserve: string;
  orders: readonly PlannedOrder[];
}

type Broken = Pick<Finding, 'symbol' | 'value'>;

const JUDGES: Record<RuleKind, (rule: Rule, plan: Judged) => Broken[]> = {
  'max-weight': (rule, { after, cashReserve, orders }) => {
    const investable = investableValueOf(after, cashReserve);
    if (investable.lessThanOrEqualTo(ZERO)) return [];
    const bought = boughtOf(rule, orders);
    return after.positions
      .filter(({ symbol }) => bought.has(symbol))
      .map(({ symbol, quantity, price }) => ({
        symbol,
        weight: quantity.times(price).times(HUNDRED).div(investable),
      }))
      .filter(({ weight }) => weight.greaterThan(limitOf(rule)))
      .map(({ symbol, weight }) => ({ symbol, value: showPercent(weight) }));
  },
  'min-cash': (rule, { before, after, orders }) => {
    // What raises cash cannot break it.
    if (after.cash.greaterThanOrEqualTo(before.cash)) return [];
    const value = valueOf(after);
    const least = value.times(limitOf(rule)).div(HUNDRED).minus(CENT.times(orders.length));
    if (value.lessThanOrEqualTo(ZERO) || after.cash.greaterThanOrEqualTo(least)) return [];
    return [{ symbol: null, value: showPercent(after.cash.times(HUNDRED).div(value)) }];
  },
  restricted: (rule, { orders }) => {
    const bought = boughtOf(rule, orders);
    return orders
      .filter(({ symbol, side }) => side === 'BUY' && bought.has(symbol))
      .map(({ symbol, value }) => ({ symbol, value: showCents(ceilToCents(value)) }));
  },
  'max-turnover': (rule, { before, orders }) => {
    const value = valueOf(before);
    // A first purchase is not turned over: there is nothing to sell.
    const isFirst = before.positions.every(({ quantity }) => quantity.isZero());
    if (isFirst || value.lessThanOrEqualTo(ZERO)) return [];
    const of = (side: PlannedOrder['side']) => sum(orders.filter((one) => one.side === side).map((one) => one.value));
    const turnover = Decimal.max(of('BUY'), of('SELL')).times(HUNDRED).div(value);
    return turnover.greaterThan(limitOf(rule)) ? [{ symbol: null, value: showPercent(turnover) }] : [];
  },
  'max-order': (rule, { orders }) =>
    orders
      .filter(({ value }) => value.greaterThan(limitOf(rule)))
      .map(({ symbol, value }) => ({ symbol, value: showCents(ceilToCents(value)) })),
};

/** The symbols that a rule is about and a plan buys. */
function boughtOf({ symbols }: Rule, orders: readonly PlannedOrder[]): ReadonlySet<TickerSymbol> {
  const bought = orders.filter(({ side }) => side === 'BUY').map(({ symbol }) => symbol);
  return new Set(symbols.length === 0 ? bought : bought.filter((symbol) => symbols.includes(symbol)));
}

function limitOf({ limit }: Rule): Decimal {
  return decimal(limit ?? '0');
}

/** The portfolio with the fewest targets above zero, and how many it has. */
export interface FewestTargets {
  portfolioId: string;
  targets: number;
}

/** Says why nobody, or not every portfolio, can trade by these rules; undefined when all can. */
export function unmeetable(rules: readonly Rule[], fewest: FewestTargets | null): string | undefined {
  const blocking = rules.filter(({ severity }) => severity === 'block');
  for (const { kind, limit } of blocking)
    if (kind === 'min-cash' && decimal(limit ?? '0').greaterThanOrEqualTo(HUNDRED))
      return `a minimum of ${limit} % in cash leaves nothing to invest`;
  if (fewest === null) return undefined;
  const { portfolioId, targets } = fewest;
  for (const { kind, limit, symbols } of blocking)
    if (
      kind === 'max-weight' &&
      symbols.length === 0 &&
      decimal(limit ?? '0')
        .times(targets)
        .lessThan(HUNDRED)
    )
      return `${portfolioId} has ${targets} targets, and at ${limit} % each they do not make 100 %`;
  return undefined;
}
