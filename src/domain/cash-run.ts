// A run that only invests cash, or only raises it. Nothing is traded against its direction.
//
// C1. Investing buys what is furthest under its target by dollars, each in proportion to what it lacks, and never past its target.
// C2. Raising sells what is furthest over its target by ratio, until all that is sold is equally over.
// C3. An order below the minimum leaves the run and the others take its part. Each pass only removes, so that it ends.
//     Where too little is left to raise what is missing, what is furthest over its target is sold whole, one after the other: a whole
//     holding has no minimum, and the last one is sold for the minimum at least.
// C4. What is traded in whole shares is rounded so that a buy stays below its part, and the sells bring enough; the others take the rest.

import type { PricedPortfolio, PricedPosition } from './drift';
import { investableValueOf, valueOf } from './drift';
import {
  ceilToCents,
  ceilToShares,
  ceilToWholeShares,
  Decimal,
  decimal,
  floorToCents,
  floorToShares,
  HUNDRED,
  sum,
  wholeSharesIn,
  ZERO,
} from './money';
import type { Side } from './order';
import { isWholeIn, type PlanLimits, type PlannedOrder } from './plan';
import type { Policy } from './policy';
import { cutTogether, type IsWhole, share } from './shrink';

type RunPolicy = Pick<Policy, 'cashReserve' | 'minOrder' | 'shares'>;
type RunLimits = Pick<PlanLimits, 'isBlocked' | 'isFractionable'>;

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
  limits: RunLimits,
): PlannedOrder[] {
  const money = Decimal.min(amount, deployableCash(portfolio, policy.cashReserve));
  const total = sum(portfolio.positions.map(valueAt)).plus(money);
  const lacking = portfolio.positions
    .filter(({ symbol }) => !limits.isBlocked(symbol, 'BUY'))
    .map((position) => ({ position, usd: targetOf(position, total).minus(valueAt(position)) }))
    .filter(({ usd }) => usd.greaterThan(ZERO));
  return aboveMinimum(lacking, policy, (kept) => buysOf(kept, money, isWholeIn(policy, limits)));
}

/**
 * Returns the sells that bring at least `amount` USD, in symbol order, or undefined when all that may be sold brings less.
 * A rest that is worth less than the minimum is sold too.
 */
export function planRaise(
  portfolio: PricedPortfolio,
  policy: RunPolicy,
  amount: Decimal,
  limits: RunLimits,
): PlannedOrder[] | undefined {
  const { isBlocked, isFractionable } = limits;
  const isWhole = isWholeIn(policy, limits);
  const sellable = portfolio.positions
    .map((position) =>
      isFractionable?.(position.symbol) === false
        ? { ...position, quantity: wholeSharesIn(position.quantity) }
        : position,
    )
    .filter(({ symbol, quantity }) => quantity.greaterThan(ZERO) && !isBlocked(symbol, 'SELL'));
  const total = sum(portfolio.positions.map(valueAt)).minus(amount);
  const over = sellable.map((position) => ({ position, target: Decimal.max(targetOf(position, total), ZERO) }));
  if (sum(sellable.map(valueAt)).lessThan(amount)) return undefined;
  const orders = aboveMinimum(over, policy, (kept) => {
    const level = levelOf(kept, amount);
    const sells = kept.map((one) => sellOf(one.position, usdToSell(one, level), decimal(policy.minOrder), isWhole));
    return withoutSurplus(sells, amount, isWhole);
  });
  return valueOfAll(orders).lessThan(amount) ? wholesFirst(over, policy, amount, isWhole) : orders;
}

/** C3: what may be sold brings `amount` at least. In symbol order. */
function wholesFirst(legs: readonly Over[], policy: RunPolicy, amount: Decimal, isWhole: IsWhole): PlannedOrder[] {
  const sells = new Map<string, PlannedOrder>();
  for (const { position } of furthestFirst(legs)) {
    const missing = amount.minus(valueOfAll([...sells.values()]));
    if (missing.lessThanOrEqualTo(ZERO)) break;
    const usd = Decimal.max(missing, decimal(policy.minOrder));
    sells.set(position.symbol, sellOf(position, usd, decimal(policy.minOrder), isWhole));
  }
  return legs.flatMap(({ position }) => sells.get(position.symbol) ?? []);
}

/** What has no target is infinitely far over it. */
function furthestFirst(legs: readonly Over[]): Over[] {
  const targeted = legs.filter(({ target }) => !target.isZero()).sort((a, b) => ratioOf(b).comparedTo(ratioOf(a)));
  return [...legs.filter(({ target }) => target.isZero()), ...targeted];
}

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

interface Lacking {
  position: PricedPosition;
  usd: Decimal;
}

/** C1, C4. In whole cents, so that what the broker books for all of them is never a cent more than there is. */
function buysOf(kept: readonly Lacking[], money: Decimal, isWhole: IsWhole): PlannedOrder[] {
  const scale = share(money, sum(kept.map(({ usd }) => usd)));
  const wholes = kept.filter(({ position }) => isWhole(position.symbol));
  const parts = kept.filter(({ position }) => !isWhole(position.symbol));
  const sizes = new Map<string, Decimal>();
  let left = ZERO;
  for (const { position, usd } of [...wholes].sort((a, b) => b.position.price.comparedTo(a.position.price))) {
    const mine = usd.times(scale).plus(left);
    const shares = wholeSharesIn(Decimal.min(floorToCents(mine), usd).div(position.price));
    sizes.set(position.symbol, shares);
    left = mine.minus(ceilToCents(shares.times(position.price)));
  }
  const lacked = sum(parts.map(({ usd }) => usd));
  const scaleOfParts = wholes.length === 0 ? scale : share(lacked.times(scale).plus(left), lacked);
  return kept.map(({ position, usd }) =>
    orderOf(
      position,
      'BUY',
      sizes.get(position.symbol) ?? floorToShares(floorToCents(usd.times(scaleOfParts)).div(position.price)),
    ),
  );
}

/** C4: rounding up may have made more of the sells than it takes. */
function withoutSurplus(sells: readonly PlannedOrder[], amount: Decimal, isWhole: IsWhole): PlannedOrder[] {
  const surplus = valueOfAll(sells).minus(amount);
  const wholes = sells.filter(({ symbol, quantity }) => isWhole(symbol) && quantity.isInteger());
  if (wholes.length === 0 || surplus.lessThanOrEqualTo(ZERO)) return [...sells];
  // Only what is rounded up by itself: parts of a share bring what they are to bring.
  const cut = new Map(cutTogether(wholes, surplus, isWhole).map((order) => [order.symbol, order]));
  return sells.map((order) => cut.get(order.symbol) ?? order);
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
  const targeted = furthestFirst(legs).filter(({ target }) => !target.isZero());
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

function sellOf(position: PricedPosition, usd: Decimal, minOrder: Decimal, isWhole: IsWhole): PlannedOrder {
  const { symbol, price, quantity: held } = position;
  const shares = usd.div(price);
  const needed = Decimal.min(held, isWhole(symbol) ? ceilToWholeShares(shares) : ceilToShares(shares));
  const isRestSmall = held.minus(needed).times(price).lessThan(minOrder);
  return orderOf(position, 'SELL', needed.isZero() || !isRestSmall ? needed : held);
}

function orderOf({ symbol, price }: PricedPosition, side: Side, quantity: Decimal): PlannedOrder {
  return { symbol, side, quantity, price, value: quantity.times(price) };
}

function valueOfAll(orders: readonly PlannedOrder[]): Decimal {
  return sum(orders.map(({ value }) => value));
}

function valueAt({ quantity, price }: PricedPosition): Decimal {
  return quantity.times(price);
}

function targetOf({ target }: PricedPosition, total: Decimal): Decimal {
  return total.times(target).div(HUNDRED);
}
