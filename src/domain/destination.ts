// Where a rebalance goes: to the targets, or only back into the band that the threshold leaves around them.
//
// B1. A position goes from what is held towards its target, and never past it.
// B2. What is past its band goes to the edge of the band, or on towards its target as far as the policy says, and always a little
//     inside: what rounding takes must not leave it outside, where it would be traded again at the same prices.
// B3. All destinations together are the investable value. What the offenders bring goes to the positions that are under their targets,
//     and what they need comes from those above, by their distances. Inside its band a position moves for that alone.
// B4. An exit is whole: its target has no band.
// B5. What cannot be traded now keeps its value, and the others share the rest. A share that it could not take would be offered
//     again run after run, a little less each time.
// B6. What is traded in whole shares goes to the first whole share inside its band, or to the last one before its target.

import { type BandPolicy, bandWidth } from './band';
import { investableValueOf, type PricedPortfolio, type PricedPosition } from './drift';
import { CENT, ceilToWholeShares, Decimal, decimal, HUNDRED, SHARE_UNIT, sum, wholeSharesIn, ZERO } from './money';
import type { Side } from './order';
import type { Policy } from './policy';
import type { TickerSymbol } from './portfolio';
import type { IsWhole } from './shrink';

interface Aim {
  isBlocked: (symbol: TickerSymbol, side: Side) => boolean;
  isWhole?: IsWhole;
}

type AimPolicy = BandPolicy & Pick<Policy, 'cashReserve' | 'destination' | 'bandReturn'>;

/**
 * Returns `portfolio` with what a plan should reach as its targets: percents of the investable value, which is above 0, unrounded.
 * `isBlocked` says which side of which symbol cannot be traded now, `isWhole` what is traded in whole shares.
 */
export function aimedAt(
  portfolio: PricedPortfolio,
  policy: AimPolicy,
  { isBlocked, isWhole = () => false }: Aim,
): PricedPortfolio {
  if (policy.destination === 'target') return portfolio;
  const investable = investableValueOf(portfolio, policy.cashReserve);
  const margin = CENT.times(portfolio.positions.length);
  const goals = portfolio.positions
    .map((position) => goalOf(position, investable, policy, margin))
    .map((goal) => (isWhole(goal.position.symbol) ? inWholeShares(goal) : goal));
  const isFixed = ({ position, value, target }: Goal) =>
    isBlocked(position.symbol, value.greaterThan(target) ? 'SELL' : 'BUY');
  const spare = investable.minus(sum(goals.map((goal) => (isFixed(goal) ? goal.value : goal.usd))));
  // Of the distances from the targets the ones that the spare or missing money is for (B3).
  const distanceOf = (goal: Goal) => {
    if (isFixed(goal)) return ZERO;
    const missing = goal.target.minus(goal.usd);
    return Decimal.max(spare.isNegative() ? missing.negated() : missing, ZERO);
  };
  const total = sum(goals.map(distanceOf));
  const shared = Decimal.max(Decimal.min(spare, total), total.negated());
  return {
    ...portfolio,
    positions: goals.map((goal) => {
      const moved = total.isZero() ? ZERO : shared.times(distanceOf(goal)).div(total);
      return { ...goal.position, target: goal.usd.plus(moved).times(HUNDRED).div(investable) };
    }),
  };
}

/** USD. */
interface Goal {
  position: PricedPosition;
  value: Decimal;
  target: Decimal;
  usd: Decimal;
}

/** B6 */
function inWholeShares(goal: Goal): Goal {
  const { position, value, target, usd } = goal;
  if (target.isZero()) return goal;
  const wanted = ceilToWholeShares(value.minus(usd).abs().div(position.price));
  const shares = Decimal.min(wanted, wholeSharesIn(value.minus(target).abs().div(position.price)));
  const moved = shares.times(position.price);
  return { ...goal, usd: value.greaterThan(target) ? value.minus(moved) : value.plus(moved) };
}

/** B2: a cent an order, which booking may take, and one unit of shares, which flooring may. */
function goalOf(position: PricedPosition, investable: Decimal, policy: AimPolicy, cents: Decimal): Goal {
  const target = investable.times(position.target).div(HUNDRED);
  const value = position.quantity.times(position.price);
  if (target.isZero()) return { position, value, target, usd: ZERO };
  const width = investable.times(bandWidth(position.target, policy)).div(HUNDRED);
  if (value.minus(target).abs().lessThanOrEqualTo(width)) return { position, value, target, usd: value };
  const kept = HUNDRED.minus(decimal(policy.bandReturn)).div(HUNDRED);
  const edge = Decimal.max(
    Decimal.min(width.times(kept), width.minus(cents).minus(position.price.times(SHARE_UNIT))),
    ZERO,
  );
  return { position, value, target, usd: value.greaterThan(target) ? target.plus(edge) : target.minus(edge) };
}
