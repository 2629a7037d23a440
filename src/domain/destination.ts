// Where a rebalance goes: to the targets, or only back into the band that the threshold leaves around them.
//
// B1. A position goes from what is held towards its target, and never past it.
// B2. What is past its band goes to the edge of the band, and a little inside: what rounding takes must not leave it outside,
//     where it would be traded again at the same prices.
// B3. All destinations together are the investable value. What the offenders bring goes to the positions that are under their targets,
//     and what they need comes from those above, by their distances. Inside its band a position moves for that alone.
// B4. An exit is whole: its target has no band.

import { investableValueOf, type PricedPortfolio, type PricedPosition } from './drift';
import { Decimal, decimal, HUNDRED, sum, ZERO } from './money';
import type { Policy } from './policy';

export const DESTINATIONS = ['target', 'band-edge'] as const;
export type Destination = (typeof DESTINATIONS)[number];

type Band = Pick<Policy, 'driftMode' | 'driftThreshold' | 'cashReserve'>;

/**
 * Returns `portfolio` with what a plan should reach as its targets: percents of the investable value, which is above 0, unrounded.
 */
export function aimedAt(portfolio: PricedPortfolio, policy: Band, destination: Destination): PricedPortfolio {
  if (destination === 'target') return portfolio;
  const investable = investableValueOf(portfolio, policy.cashReserve);
  const margin = CENT.times(portfolio.positions.length);
  const goals = portfolio.positions.map((position) => goalOf(position, investable, policy, margin));
  const spare = investable.minus(sum(goals.map(({ usd }) => usd)));
  // Of the distances from the targets the ones that the spare or missing money is for (B3).
  const distanceOf = ({ usd, target }: Goal) =>
    spare.isNegative() ? Decimal.max(usd.minus(target), ZERO) : Decimal.max(target.minus(usd), ZERO);
  const total = sum(goals.map(distanceOf));
  return {
    ...portfolio,
    positions: goals.map((goal) => {
      const moved = total.isZero() ? ZERO : spare.times(distanceOf(goal)).div(total);
      return { ...goal.position, target: goal.usd.plus(moved).times(HUNDRED).div(investable) };
    }),
  };
}

const CENT = decimal('0.01');
/** The smallest quantity of shares. */
const SHARE_UNIT = decimal('0.000000001');

/** USD. */
interface Goal {
  position: PricedPosition;
  target: Decimal;
  usd: Decimal;
}

/** B2: a cent an order, which booking may take, and one unit of shares, which flooring may. */
function goalOf(position: PricedPosition, investable: Decimal, policy: Band, cents: Decimal): Goal {
  const target = investable.times(position.target).div(HUNDRED);
  if (target.isZero()) return { position, target, usd: ZERO };
  const value = position.quantity.times(position.price);
  const width = (policy.driftMode === 'absolute' ? investable : target)
    .times(decimal(policy.driftThreshold))
    .div(HUNDRED);
  const inside = width.minus(cents).minus(position.price.times(SHARE_UNIT));
  const edge = Decimal.max(inside, ZERO);
  if (value.minus(target).abs().lessThanOrEqualTo(width)) return { position, target, usd: value };
  return { position, target, usd: value.greaterThan(target) ? target.plus(edge) : target.minus(edge) };
}
