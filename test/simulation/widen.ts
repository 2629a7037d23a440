// Portfolios at the edges of what validation accepts.

import type { AssetClass } from '../../src/domain/asset-class';
import { Decimal, decimal, sum } from '../../src/domain/money';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy';
import { isAccepted, POLICY_EDGES, POLICY_FIELDS } from '../support/policy-edges';
import type { Random } from '../support/random';
import type { PlannedPortfolio } from './schedule';

/** Moves some fields of the policy to an edge, and sometimes what the portfolio holds: debt, nothing but cash, exits, holdings without a target. */
export function widened(
  random: Random,
  portfolio: PlannedPortfolio,
  prices: ReadonlyMap<string, number>,
): PlannedPortfolio {
  const held = withHoldings(random, { ...portfolio, policy: widePolicy(random, portfolio) });
  return random.chance(0.3) ? withCash(random, held, prices) : held;
}

function widePolicy(random: Random, { policy, targets }: PlannedPortfolio): Partial<Policy> {
  for (;;) {
    const moved: [string, unknown][] = random
      .some(POLICY_FIELDS, random.int(1, 4))
      .map((field) => [field, random.pick<unknown>(POLICY_EDGES[field])]);
    const given: Policy = { ...DEFAULT_POLICY, ...policy, ...(Object.fromEntries(moved) as Partial<Policy>) };
    const wide = { ...given, assetClasses: ofTargets(given.assetClasses, targets) };
    if (isAccepted(wide)) return wide;
  }
}

/** The classes of the edges have symbols of no portfolio: "S02" is its third target. */
function ofTargets(classes: readonly AssetClass[], targets: PlannedPortfolio['targets']): AssetClass[] {
  return classes
    .map((one) => ({ ...one, symbols: one.symbols.flatMap((name) => targets[Number(name.slice(1))]?.symbol ?? []) }))
    .filter(({ symbols }) => symbols.length > 0);
}

/** A target becomes 0, or goes; the first one takes its percents. What was held of it stays. */
function withHoldings(random: Random, portfolio: PlannedPortfolio): PlannedPortfolio {
  const [first, second, ...others] = portfolio.targets;
  if (first === undefined || second === undefined || random.chance(0.6)) return portfolio;
  const whole = decimal(first.percent).plus(decimal(second.percent)).toFixed(4);
  const rest = random.chance(0.5) ? [{ ...second, percent: '0.0000' }, ...others] : others;
  return { ...portfolio, targets: [{ ...first, percent: whole }, ...rest] };
}

function withCash(random: Random, portfolio: PlannedPortfolio, prices: ReadonlyMap<string, number>): PlannedPortfolio {
  const { margin, positions } = portfolio;
  const worth = sum(
    Object.entries(positions).map(([symbol, shares]) => decimal(shares).times(new Decimal(prices.get(symbol) ?? 0))),
  );
  const percent = random.pick(margin ? [-10, -1, 0, 100] : [0, 100]);
  const value = worth.isZero() ? decimal(portfolio.cash) : worth;
  const cash = value.times(Math.abs(percent)).div(100).toFixed(2);
  return { ...portfolio, cash: percent < 0 ? `-${cash}` : cash, positions: percent === 100 ? {} : positions };
}
