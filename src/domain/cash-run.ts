// A run that only invests cash, or only raises it. Nothing is traded against its direction.
//
// C1. Investing buys what is furthest under its target by dollars, each in proportion to what it lacks, and never past its target.
// C2. Raising sells what is furthest over its target by ratio, until all that is sold is equally over.
// C3. An order below the minimum leaves the run and the others take its part. Each pass only removes, so that it ends.

import type { PricedPortfolio, PricedPosition } from './drift';
import { investableValueOf, valueOf } from './drift';
import { ceilToShares, Decimal, decimal, floorToCents, floorToShares, HUNDRED, sum, ZERO } from './money';
import type { PlanLimits, PlannedOrder } from './plan';
import type { Policy } from './policy';

type RunPolicy = Pick<Policy, 'cashReserve' | 'minOrder'>;
type Blocked = PlanLimits['isBlocked'];

/** USD above the cash reserve: what an investment may spend at most. Never below zero. */
export function deployableCash(portfolio: PricedPortfolio, cashReserve: string): Decimal {
  const reserve = valueOf(portfolio).minus(investableValueOf(portfolio, cashReserve));
  return Decimal.max(floorToCents(portfolio.cash.minus(reserve)), ZERO);
}

/**
 * Returns the buys that invest at most `amount` USD of what `deployableCash` gives, in symbol order. Quantities are floored to 9
 * decimals, so what rounding leaves stays in cash. What no target lacks stays in cash too (C1).
 */
export function planInvestment(
  portfolio: PricedPortfolio,
  policy: RunPolicy,
  amount: Decimal,
  isBlocked: Blocked,
): PlannedOrder[] {
  const money = Decimal.min(amount, deployableCash(portfolio, policy.cashReserve));
  const total = sum(portfolio.positions.map(valueAt)).plus(money);
  const lacking = portfolio.positions
    .filter(({ symbol }) => !isBlocked(symbol, 'BUY'))
    .map((position) => ({ position, usd: targetOf(position, total).minus(valueAt(position)) }))
    .filter(({ usd }) => usd.greaterThan(ZERO));
  return aboveMinimum(lacking, policy, (kept) => {
    const lacked = sum(kept.map(({ usd }) => usd));
    const scale = lacked.lessThanOrEqualTo(money) ? ONE : money.div(lacked);
    return kept.map(({ position, usd }) => buyOf(position, usd.times(scale)));
  });
}

/**
 * Returns the sells that bring at least `amount` USD, in symbol order, or undefined when all that may be sold brings less.
 * A rest that is worth less than the minimum is sold too.
 */
export function planRaise(
  portfolio: PricedPortfolio,
  policy: RunPolicy,
  amount: Decimal,
  isBlocked: Blocked,
): PlannedOrder[] | undefined {
  const sellable = portfolio.positions.filter(
    ({ symbol, quantity }) => quantity.greaterThan(ZERO) && !isBlocked(symbol, 'SELL'),
  );
  const total = sum(portfolio.positions.map(valueAt)).minus(amount);
  const over = sellable.map((position) => ({ position, target: Decimal.max(targetOf(position, total), ZERO) }));
  if (sum(sellable.map(valueAt)).lessThan(amount)) return undefined;
  const orders = aboveMinimum(over, policy, (kept) => {
    const level = levelOf(kept, amount);
    return kept.map((one) => sellOf(one.position, usdToSell(one, level), decimal(policy.minOrder)));
  });
  return sum(orders.map(({ value }) => value)).lessThan(amount) ? undefined : orders;
}

const ONE = decimal('1');

/** C3 */
function aboveMinimum<Leg>(legs: Leg[], policy: RunPolicy, size: (kept: Leg[]) => PlannedOrder[]): PlannedOrder[] {
  for (let kept = legs; kept.length > 0; ) {
    const orders = size(kept);
    const isSmall = (order: PlannedOrder) => order.value.lessThan(decimal(policy.minOrder));
    // What the level does not reach is no order, and taking it out changes nothing for the others.
    const wanted = orders.filter(({ quantity }) => !quantity.isZero());
    const smallest = [...wanted].filter(isSmall).sort((a, b) => a.value.comparedTo(b.value))[0];
    if (smallest === undefined) return wanted;
    kept = kept.filter((_leg, index) => orders[index] !== smallest);
  }
  return [];
}

interface Over {
  position: PricedPosition;
  /** USD that it should be worth once the money has left. */
  target: Decimal;
}

/** How far all that is sold stays over its target: a ratio, or a part of what has no target. */
type Level = { of: 'targets'; ratio: Decimal } | { of: 'untargeted'; part: Decimal };

/** C2: the ratio at which what lies above it brings `amount`. What has no target goes first. */
function levelOf(legs: readonly Over[], amount: Decimal): Level {
  const untargeted = sum(legs.filter(({ target }) => target.isZero()).map(({ position }) => valueAt(position)));
  if (untargeted.greaterThanOrEqualTo(amount)) return { of: 'untargeted', part: amount.div(untargeted) };
  const targeted = legs.filter(({ target }) => !target.isZero()).sort((a, b) => ratioOf(b).comparedTo(ratioOf(a)));
  let brought = untargeted;
  let targets = ZERO;
  for (const [index, leg] of targeted.entries()) {
    brought = brought.plus(valueAt(leg.position));
    targets = targets.plus(leg.target);
    const ratio = Decimal.max(brought.minus(amount), ZERO).div(targets);
    const next = targeted[index + 1];
    if (next === undefined || ratio.greaterThanOrEqualTo(ratioOf(next))) return { of: 'targets', ratio };
  }
  return { of: 'targets', ratio: ZERO };
}

function usdToSell({ position, target }: Over, level: Level): Decimal {
  const value = valueAt(position);
  if (level.of === 'untargeted') return target.isZero() ? value.times(level.part) : ZERO;
  return target.isZero() ? value : Decimal.max(value.minus(target.times(level.ratio)), ZERO);
}

function ratioOf({ position, target }: Over): Decimal {
  return valueAt(position).div(target);
}

function buyOf({ symbol, price }: PricedPosition, usd: Decimal): PlannedOrder {
  // In whole cents, so that what the broker books for all of them is never a cent more than there is.
  const quantity = floorToShares(floorToCents(usd).div(price));
  return { symbol, side: 'BUY', quantity, price, value: quantity.times(price) };
}

function sellOf(position: PricedPosition, usd: Decimal, minOrder: Decimal): PlannedOrder {
  const { symbol, price, quantity: held } = position;
  const needed = Decimal.min(held, ceilToShares(usd.div(price)));
  const isRestSmall = held.minus(needed).times(price).lessThan(minOrder);
  const quantity = needed.isZero() || !isRestSmall ? needed : held;
  return { symbol, side: 'SELL', quantity, price, value: quantity.times(price) };
}

function valueAt({ quantity, price }: PricedPosition): Decimal {
  return quantity.times(price);
}

function targetOf({ target }: PricedPosition, total: Decimal): Decimal {
  return total.times(target).div(HUNDRED);
}
