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
// B7. A class past its band goes back into it as a position does: the members that are on its side of their targets move, by their
//     distances. Nothing is shared out (B3) into a class that is above its target, nor out of one that is below.
// B8. Where all this would leave a class outside its band, every position goes on towards its target, by the same part of its way.

import { type AssetClass, classBandWidth, membersOf } from './asset-class';
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

type AimPolicy = BandPolicy & Pick<Policy, 'cashReserve' | 'destination' | 'bandReturn' | 'assetClasses'>;

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
  const isFixed = ({ position, value, target }: Goal) =>
    isBlocked(position.symbol, value.greaterThan(target) ? 'SELL' : 'BUY');
  const positionGoals = portfolio.positions.map((position) => goalOf(position, investable, policy, margin));
  const goals = policy.assetClasses
    .reduce((some, one) => intoBand(one, some, { investable, policy, margin, isFixed }), positionGoals)
    .map((goal) => (isWhole(goal.position.symbol) ? inWholeShares(goal) : goal));
  const shared = sharedOut(goals, investable, policy, isFixed);
  const part = partOfWay(shared, investable, policy, margin);
  return {
    ...portfolio,
    positions: shared.map(({ position, target, usd }) => {
      const goal = usd.plus(target.minus(usd).times(part));
      return { ...position, target: goal.times(HUNDRED).div(investable) };
    }),
  };
}

/** B3. The goals of what cannot be traded stay what they are: they take nothing and give nothing. */
function sharedOut(
  goals: readonly Goal[],
  investable: Decimal,
  { assetClasses }: AimPolicy,
  isFixed: (goal: Goal) => boolean,
): Goal[] {
  const spare = investable.minus(sum(goals.map((goal) => (isFixed(goal) ? goal.value : goal.usd))));
  // B7
  const closed = assetClasses.filter((one) => {
    const off = classOff(membersOf(goals, one, symbolOf));
    return spare.isNegative() ? off.isNegative() : off.greaterThan(ZERO);
  });
  const closedSymbols = new Set(closed.flatMap(({ symbols }) => symbols));
  // Of the distances from the targets the ones that the spare or missing money is for.
  const distanceOf = (goal: Goal) => {
    if (isFixed(goal) || closedSymbols.has(goal.position.symbol)) return ZERO;
    const missing = goal.target.minus(goal.usd);
    return Decimal.max(spare.isNegative() ? missing.negated() : missing, ZERO);
  };
  const total = sum(goals.map(distanceOf));
  const shared = Decimal.max(Decimal.min(spare, total), total.negated());
  if (total.isZero()) return [...goals];
  return goals.map((goal) => ({ ...goal, usd: goal.usd.plus(shared.times(distanceOf(goal)).div(total)) }));
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

const symbolOf = ({ position }: Goal) => position.symbol;

/** How far a class with these goals is above its target: USD. */
function classOff(members: readonly Goal[]): Decimal {
  return sum(members.map(({ usd, target }) => usd.minus(target)));
}

/** Returns how far from its target a class may be, and where inside that it is safe from what rounding takes (B2): USD. */
function classEdges(
  one: AssetClass,
  members: readonly Goal[],
  investable: Decimal,
  { driftMode }: AimPolicy,
  cents: Decimal,
): { width: Decimal; safe: Decimal } {
  const target = sum(members.map(({ position }) => position.target));
  const width = investable.times(classBandWidth(target, one, driftMode)).div(HUNDRED);
  const units = sum(members.map(({ position }) => position.price.times(SHARE_UNIT)));
  return { width, safe: Decimal.max(width.minus(cents).minus(units), ZERO) };
}

/** B7 */
function intoBand(
  one: AssetClass,
  goals: Goal[],
  {
    investable,
    policy,
    margin,
    isFixed,
  }: { investable: Decimal; policy: AimPolicy; margin: Decimal; isFixed: (goal: Goal) => boolean },
): Goal[] {
  const members = membersOf(goals, one, symbolOf);
  const off = classOff(members);
  const { width, safe } = classEdges(one, members, investable, policy, margin);
  if (off.abs().lessThanOrEqualTo(width)) return goals;
  const kept = HUNDRED.minus(decimal(policy.bandReturn)).div(HUNDRED);
  const edge = Decimal.min(width.times(kept), safe);
  const distanceOf = (goal: Goal) => {
    const above = goal.usd.minus(goal.target);
    const isMember = one.symbols.includes(goal.position.symbol) && above.isNegative() === off.isNegative();
    return isMember && !isFixed(goal) ? above : ZERO;
  };
  const total = sum(goals.map((goal) => distanceOf(goal).abs()));
  if (total.isZero()) return goals;
  const part = Decimal.min(off.abs().minus(edge).div(total), decimal('1'));
  return goals.map((goal) => ({ ...goal, usd: goal.usd.minus(distanceOf(goal).times(part)) }));
}

/** B8: how much of the rest of its way every position goes on. */
function partOfWay(goals: readonly Goal[], investable: Decimal, policy: AimPolicy, margin: Decimal): Decimal {
  const parts = policy.assetClasses.map((one) => {
    const members = membersOf(goals, one, symbolOf);
    // What does not move cannot be rounded either.
    const isMoved = members.some(({ value, usd }) => !value.equals(usd));
    const { width, safe } = classEdges(one, members, investable, policy, margin);
    const off = classOff(members).abs();
    return off.lessThanOrEqualTo(isMoved ? safe : width) ? ZERO : decimal('1').minus(safe.div(off));
  });
  return parts.reduce((most, part) => Decimal.max(most, part), ZERO);
}
