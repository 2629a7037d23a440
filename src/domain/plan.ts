// The plan: the orders that bring a portfolio to its targets, right as a set.
//
// P1. An order is floor9(|investable × target − holding × price| / price) shares at most; the set decides how much of that is traded.
// P2. A sell never exceeds the holding; an exit sells the exact quantity the broker reports.
// P3. Buys together never cost more than cash and the sells that are in the plan bring, in the cents a broker books, and leave the
//     reserve alone, but for a cent an order that rounding takes. Debt is paid back first.
// P4. Sells that would only pile up cash shrink, exits excepted: buys that were too small leave at most 1 % of the value behind.
// P5. Sells together are no more than could be bought back with the money there is. A plan that wants more is made in several runs.
// P6. Each pass takes orders out of the set and none comes back, so that it ends.
// P7. Neither the sells nor the buys of one plan are more than the turnover that the policy allows; exits come first. The rest is for later
//     runs.
// P8. Only the dust of exits is past the threshold: only that is traded, and the others stay as they are inside their bands.
// P9. What is traded in whole shares is rounded towards what is held, and what that leaves goes to the others (shrink.ts). A broker
//     reserves more than the price for a buy of whole shares, so such buys are smaller where they have only the money of the plan.
// P10. What 30 days may turn over is the smaller of what is bought and what is sold. Where both are beyond it, the side with more room
//     shrinks to it and the other one to the money; exits, and what their money buys, excepted.

import type { BatchExecution } from './batch';
import { aimedAt } from './destination';
import type { DriftPolicy, PricedPortfolio, PricedPosition } from './drift';
import { investableValueOf, measureDrift, valueOf } from './drift';
import {
  CENT,
  ceilToCents,
  ceilToShares,
  ceilToWholeShares,
  Decimal,
  decimal,
  floorToCents,
  floorToShares,
  HUNDRED,
  halfEvenToCents,
  sum,
  wholeSharesIn,
  ZERO,
} from './money';
import type { Side } from './order';
import type { Policy } from './policy';
import type { TickerSymbol } from './portfolio';
import { SMALLEST_REVERSAL_BUY } from './reversal';
import { cutTogether, type IsWhole, ONE, resized, share, shrunkTogether } from './shrink';
import type { TurnoverRoom } from './turnover';

/** One order of a plan. `quantity` is shares (9 decimals), `value` USD at the plan's price. */
export interface PlannedOrder {
  symbol: TickerSymbol;
  side: Side;
  quantity: Decimal;
  price: Decimal;
  value: Decimal;
}

/** Why an order that the targets ask for is not in the plan, as people read it. */
export const LEFT_OUT_TEXTS = {
  WHOLE_SHARES: 'less than one whole share, and it is traded in whole shares',
  RESTRICTED: 'a restriction of the portfolio keeps it from being traded this way',
  UNTRADABLE: 'the broker does not trade it now',
  SPREAD_TOO_WIDE: 'its bid and ask are too far apart now',
  TOO_SMALL: 'below the smallest order',
  NO_MONEY: 'the money that is left buys less than the smallest order',
  NOT_NEEDED: 'nothing could be bought with what it brings',
  NOT_UNDOABLE: 'there is no money to buy it back with',
  TURNOVER: 'beyond what one batch may trade',
  TURNOVER_30_DAYS: 'beyond what may be turned over within 30 days',
} as const;

export type LeftOutBecause = keyof typeof LEFT_OUT_TEXTS;

/** An order that the targets ask for and that is not in the plan, at its full size. */
export interface LeftOut extends PlannedOrder {
  because: LeftOutBecause;
}

export interface Plan {
  /** The sells, then the buys, each in symbol order. */
  orders: PlannedOrder[];
  leftOut: LeftOut[];
  /** The batch trades less than it should because of what it may trade or undo at once: later batches do the rest. */
  isCut?: boolean;
  /** It is one sell for cash that is missing, which there is no money to undo: alone in its batch it fills or it does not. */
  raisesCash: boolean;
}

export interface PlanLimits {
  /** Whether the broker, or a restriction, keeps this side of a symbol from being traded now. */
  isBlocked: (symbol: TickerSymbol, side: Side) => boolean;
  /** Whether a restriction of the portfolio keeps this side from being traded. */
  isRestricted?: PlanLimits['isBlocked'];
  /** Whether only bid and ask, which are too far apart, keep it from that. */
  isTooWide?: PlanLimits['isBlocked'];
  /** Whether the broker takes parts of a share of a symbol; it does unless given. */
  isFractionable?: IsWhole;
  /** USD that free buys from waiting for the sells, where the policy lets them go together. */
  togetherMoney?: Decimal;
  /** USD that are free for buying back what was sold, beside what the sells bring. */
  undoMoney: Decimal;
  /** What 30 days may still turn over; without it, there is no limit. */
  room?: TurnoverRoom | undefined;
}

type PlanPolicy = DriftPolicy &
  Pick<
    Policy,
    'minOrder' | 'minOrderPercent' | 'minOrderPositionPercent' | 'maxTurnover' | 'destination' | 'bandReturn' | 'shares'
  >;

/**
 * Returns the orders that bring `portfolio` nearer to its targets, as far as minimum, money and `limits` let it, and what is left
 * out of them. What flooring leaves stays in cash. A portfolio that is worth nothing, or owes more than it has, has no plan.
 */
export function planOrders(portfolio: PricedPortfolio, policy: PlanPolicy, limits: PlanLimits): Plan {
  const value = valueOf(portfolio);
  const investable = investableValueOf(portfolio, policy.cashReserve);
  if (investable.lessThanOrEqualTo(ZERO)) return { orders: [], leftOut: [], raisesCash: false };
  const frame: Frame = {
    cash: portfolio.cash,
    reserve: value.minus(investable),
    cashLeftMax: value.times(CASH_LEFT_PERCENT).div(HUNDRED),
    roundedAway: CENT.times(portfolio.positions.length),
    minOrder: Decimal.max(
      decimal(policy.minOrder),
      value.times(decimal(policy.minOrderPercent)).div(HUNDRED),
      BROKER_MINIMUM,
    ),
    minOrderOfPosition: minOrderOfPosition(portfolio, policy, investable),
    turnoverMax: turnoverMaxOf(portfolio, policy, value),
    undoMoney: limits.undoMoney,
    togetherMoney: limits.togetherMoney,
    room: limits.room,
    isFractionable: limits.isFractionable ?? (() => true),
    isWhole: isWholeIn(policy, limits),
  };
  const all = aimedAt(portfolio, policy, { isBlocked: limits.isBlocked, isWhole: frame.isWhole })
    .positions.map((position) => wantedOrder(position, investable))
    .filter(({ quantity }) => quantity.greaterThan(ZERO));
  const wanted = isDustOnly(portfolio, policy, all, frame) ? all.filter(({ isExit }) => isExit) : all;
  const [sizeable, belowOne] = split(wanted, (order) =>
    wholeQuantity(order, frame).isZero() ? 'WHOLE_SHARES' : undefined,
  );
  const whole = sizeable.map((order) => ({ ...order, ...resized(order, wholeQuantity(order, frame)) }));
  const [tradable, leftOut] = split(whole, (order) => {
    if (!order.isExit && order.value.lessThan(leastOf(order, frame))) return 'TOO_SMALL';
    if (!limits.isBlocked(order.symbol, order.side)) return undefined;
    if (limits.isRestricted?.(order.symbol, order.side) === true) return 'RESTRICTED';
    return limits.isTooWide?.(order.symbol, order.side) === true ? 'SPREAD_TOO_WIDE' : 'UNTRADABLE';
  });
  const plan = solvedInSteps(tradable, [...belowOne, ...leftOut], frame);
  const made = plan.orders.length > 0 ? plan : (cashRaising(tradable, plan, frame) ?? plan);
  return withRests(made, portfolio, policy, frame);
}

/** Says which symbols of a portfolio are traded in whole shares. */
export function isWholeIn(
  { shares }: Pick<Policy, 'shares'>,
  { isFractionable }: Pick<PlanLimits, 'isFractionable'>,
): IsWhole {
  return (symbol) => shares === 'whole' || isFractionable?.(symbol) === false;
}

/** P9. A holding that is sold whole is sold with the part of a share it ends with, if the broker takes that. */
function wholeQuantity({ symbol, quantity, isExit }: Wanted, { isWhole, isFractionable }: Frame): Decimal {
  return isWhole(symbol) && !(isExit && isFractionable(symbol)) ? wholeSharesIn(quantity) : quantity;
}

/** P9: names what stays past its band for want of a part of a share, beside the orders. */
function withRests(plan: Plan, portfolio: PricedPortfolio, policy: PlanPolicy, { isWhole }: Frame): Plan {
  if (!portfolio.positions.some(({ symbol }) => isWhole(symbol))) return plan;
  const after = afterOrders(portfolio, plan.orders);
  const investable = investableValueOf(after, policy.cashReserve);
  const named = new Set(plan.leftOut.map(({ symbol }) => symbol));
  const past = new Set(measureDrift(after, policy).positions.flatMap((one) => (one.exceeds ? [one.symbol] : [])));
  const rests = after.positions
    .filter(({ symbol }) => past.has(symbol) && isWhole(symbol) && !named.has(symbol))
    .map((position) => wantedOrder(position, investable))
    .filter(({ quantity }) => quantity.greaterThan(ZERO) && quantity.lessThan(ONE));
  return { ...plan, leftOut: [...plan.leftOut, ...rests.map((rest) => leftOutOf(rest, 'WHOLE_SHARES'))] };
}

/** P5: what would take more than fifty runs is not begun; the sells are left out then, and the money there is may still buy. */
function solvedInSteps(tradable: Wanted[], leftOut: LeftOut[], frame: Frame): Plan {
  const plan = solve(tradable, leftOut, frame);
  const sells = tradable.filter(({ side }) => side === 'SELL');
  const isUndoable = undoShortfall(sells, frame.undoMoney).isZero();
  const step = valueOfSide(plan.orders, 'SELL').times(RUNS_MAX);
  if (isUndoable || step.greaterThanOrEqualTo(valueOfSide(sells, 'SELL'))) return plan;
  const unsold = sells.map((order) => leftOutOf(order, 'NOT_UNDOABLE'));
  return solve(
    tradable.filter(({ side }) => side === 'BUY'),
    [...leftOut, ...unsold],
    frame,
  );
}

const RUNS_MAX = 50;

/** What of the money that buys could not take may stay above the reserve (P4): percent of the value. */
const CASH_LEFT_PERCENT = decimal('1');
/** No broker takes a buy of less. USD. */
const BROKER_MINIMUM = decimal('1');
/** All in USD. */
interface Frame {
  cash: Decimal;
  reserve: Decimal;
  cashLeftMax: Decimal;
  /** What buys of every position may take from the reserve by rounding. */
  roundedAway: Decimal;
  minOrder: Decimal;
  /** Of each position, where the policy asks for a part of it. */
  minOrderOfPosition: ReadonlyMap<TickerSymbol, Decimal>;
  undoMoney: Decimal;
  /** Undefined for no limit. */
  turnoverMax: Decimal | undefined;
  /** Undefined where buys wait for the sells. */
  togetherMoney: Decimal | undefined;
  /** Undefined for no limit. */
  room: TurnoverRoom | undefined;
  isFractionable: IsWhole;
  isWhole: IsWhole;
}

/** USD that an order in a symbol is at least worth, unless it sells the whole holding. */
function leastOf({ symbol }: PlannedOrder, { minOrder, minOrderOfPosition: ofPosition }: Frame): Decimal {
  const least = ofPosition.get(symbol);
  return least === undefined ? minOrder : Decimal.max(minOrder, least);
}

/** A position that is about to be bought counts as large as its target, so that a first purchase is not left out. */
function minOrderOfPosition(
  { positions }: PricedPortfolio,
  { minOrderPositionPercent: percent }: PlanPolicy,
  investable: Decimal,
): ReadonlyMap<TickerSymbol, Decimal> {
  const part = decimal(percent).div(HUNDRED);
  if (part.isZero()) return new Map();
  return new Map(
    positions.map(({ symbol, quantity, price, target }) => {
      const position = Decimal.max(quantity.times(price), investable.times(target).div(HUNDRED));
      return [symbol, position.times(part)];
    }),
  );
}

interface Wanted extends PlannedOrder {
  isExit: boolean;
}

function wantedOrder(position: PricedPosition, investable: Decimal): Wanted {
  const { symbol, price, quantity: held } = position;
  if (position.target.isZero())
    return { symbol, side: 'SELL', quantity: held, price, value: held.times(price), isExit: true };
  const difference = investable.times(position.target).div(HUNDRED).minus(held.times(price));
  const side = difference.isNegative() ? 'SELL' : 'BUY';
  const shares = floorToShares(difference.abs().div(price));
  const quantity = side === 'SELL' && shares.greaterThan(held) ? held : shares;
  return { symbol, side, quantity, price, value: quantity.times(price), isExit: false };
}

/** P8. Exits that are worth more than may stay in cash are no dust: what they bring has to be invested. */
function isDustOnly(portfolio: PricedPortfolio, policy: PlanPolicy, wanted: Wanted[], frame: Frame): boolean {
  const exits = wanted.filter(({ isExit }) => isExit);
  if (exits.length === 0 || sum(exits.map(({ value }) => value)).greaterThan(frame.cashLeftMax)) return false;
  const { triggers, positions } = measureDrift(portfolio, policy);
  const isDriftAlone = triggers.every((trigger) => trigger === 'DRIFT');
  const past = positions.filter(({ exceeds }) => exceeds);
  return isDriftAlone && past.length > 0 && past.every(({ target }) => target.isZero());
}

function split(wanted: Wanted[], because: (order: Wanted) => LeftOutBecause | undefined): [Wanted[], LeftOut[]] {
  const kept: Wanted[] = [];
  const leftOut: LeftOut[] = [];
  for (const order of wanted) {
    const why = because(order);
    if (why === undefined) kept.push(order);
    else leftOut.push(leftOutOf(order, why));
  }
  return [kept, leftOut];
}

function leftOutOf(order: PlannedOrder, because: LeftOutBecause): LeftOut {
  return { ...resized(order, order.quantity), because };
}

/** P6: sizes the set, takes out what became too small in it, and sizes what is left, until nothing is too small. */
function solve(tradable: Wanted[], leftOutBefore: LeftOut[], frame: Frame): Plan {
  const leftOut = [...leftOutBefore];
  for (let kept = tradable; ; ) {
    const { orders, isCut, sellsShrinkBecause, buysShrinkBecause } = sized(kept, frame);
    const out = tooSmall(kept, orders, frame) ?? unfit(orders, frame);
    if (out.size === 0)
      return { orders: inOrder(withinCents(orders, frame)), leftOut, raisesCash: false, ...(isCut && { isCut }) };
    for (const order of kept)
      if (out.has(order.symbol))
        leftOut.push(leftOutOf(order, order.side === 'BUY' ? buysShrinkBecause : sellsShrinkBecause));
    kept = kept.filter(({ symbol }) => !out.has(symbol));
  }
}

interface Sized {
  /** As many as were given, in the same order. */
  orders: PlannedOrder[];
  sellsShrinkBecause: LeftOutBecause;
  buysShrinkBecause: LeftOutBecause;
  /** Undoing it, or the turnover of a batch, has made it smaller. */
  isCut: boolean;
}

/** Sells are what can be undone (P5), both sides what may be traded (P7); the side that is too large shrinks to the other (P3, P4). */
function sized(kept: readonly Wanted[], frame: Frame): Sized {
  const inBatch = shrunkToTurnover(shrunkToUndo(kept, frame), kept, frame);
  const undoable = shrunkToRoom(inBatch, kept, frame);
  const isCapped = (side: Side) => frame.turnoverMax?.lessThan(valueOfSide(kept, side)) === true;
  const capOf = (side: Side) => (undoable !== inBatch ? 'TURNOVER_30_DAYS' : isCapped(side) ? 'TURNOVER' : undefined);
  const buysShrinkBecause = capOf('BUY') ?? 'NO_MONEY';
  const isCut = inBatch.some(({ value }, index) => kept[index]?.value.greaterThan(value));
  const buys = valueOfSide(undoable, 'BUY');
  const free = frame.cash.plus(valueOfSide(undoable, 'SELL')).minus(frame.reserve);
  const limit = free.plus(CENT.times(kept.length));
  if (buys.greaterThan(limit)) {
    const scale = share(limit, buys);
    const shrunk = replaced(
      undoable,
      (order) => order.side === 'BUY',
      (some) => shrunkTogether(some, scale, frame.isWhole),
    );
    return {
      orders: reservable(shrunk, frame),
      sellsShrinkBecause: capOf('SELL') ?? 'NOT_UNDOABLE',
      buysShrinkBecause,
      isCut,
    };
  }
  const excess = free.minus(buys).minus(frame.cashLeftMax);
  const isWhole = undoable.every(({ value }, index) => kept[index]?.value.equals(value));
  const sellsShrinkBecause = capOf('SELL') ?? (isWhole ? 'NOT_NEEDED' : 'NOT_UNDOABLE');
  if (excess.lessThanOrEqualTo(ZERO))
    return { orders: reservable(undoable, frame), sellsShrinkBecause, buysShrinkBecause, isCut };
  const mayShrink = (order: PlannedOrder, index: number) => order.side === 'SELL' && kept[index]?.isExit === false;
  const cut = replaced(undoable, mayShrink, (some) => cutTogether(some, excess, frame.isWhole));
  return { orders: reservable(cut, frame), sellsShrinkBecause, buysShrinkBecause, isCut };
}

/** P9: what a broker reserves for buys of whole shares is there, unless the buys need not wait for the sells. */
function reservable(orders: PlannedOrder[], { cash, togetherMoney, isWhole }: Frame): PlannedOrder[] {
  const buys = valueOfSide(orders, 'BUY');
  const isWholeBuy = ({ side, symbol }: PlannedOrder) => side === 'BUY' && isWhole(symbol);
  const wholes = sum(orders.filter(isWholeBuy).map(({ value }) => value));
  if (wholes.isZero() || togetherMoney?.greaterThanOrEqualTo(buys.times(BUY_RESERVE))) return orders;
  const money = cash.plus(valueOfSide(orders, 'SELL')).minus(buys.minus(wholes));
  const scale = share(money.div(BUY_RESERVE), wholes);
  return replaced(orders, isWholeBuy, (some) => shrunkTogether(some, scale, isWhole));
}

/** The orders, with those that `isOne` of replaced together: as many, in the same order. */
function replaced(
  orders: readonly PlannedOrder[],
  isOne: (order: PlannedOrder, index: number) => boolean,
  replace: (some: PlannedOrder[]) => PlannedOrder[],
): PlannedOrder[] {
  const others = replace(orders.filter(isOne)).values();
  return orders.map((order, index) => (isOne(order, index) ? (others.next().value ?? order) : order));
}

/** P5: exits come first; where even they are too much, each of them is sold in part. */
function shrunkToUndo(kept: readonly Wanted[], frame: Frame): PlannedOrder[] {
  const needOf = (orders: readonly PlannedOrder[]) => sum(orders.map(({ value }) => undoNeed(value)));
  const exits = kept.filter(({ isExit }) => isExit);
  const sells = kept.filter(({ side, isExit }) => side === 'SELL' && !isExit);
  const [exitNeed, sellNeed] = [needOf(exits), needOf(sells)];
  if (exitNeed.plus(sellNeed).lessThanOrEqualTo(frame.undoMoney)) return [...kept];
  const scales = {
    exits: share(frame.undoMoney, exitNeed),
    sells: share(frame.undoMoney.minus(exitNeed), sellNeed),
    buys: ONE,
  };
  return scaledBySide(kept, kept, scales, frame);
}

/** `kept` has the same orders at their full size, and says which of them are exits. */
function scaledBySide(
  orders: readonly PlannedOrder[],
  kept: readonly Wanted[],
  scales: Record<'exits' | 'sells' | 'buys', Decimal>,
  { isWhole }: Frame,
): PlannedOrder[] {
  const kindOf = ({ side }: PlannedOrder, index: number) =>
    side === 'BUY' ? 'buys' : kept[index]?.isExit === true ? 'exits' : 'sells';
  return (['exits', 'sells', 'buys'] as const).reduce<PlannedOrder[]>(
    (some, kind) =>
      replaced(
        some,
        (order, index) => kindOf(order, index) === kind,
        (ofKind) => shrunkTogether(ofKind, scales[kind], isWhole),
      ),
    [...orders],
  );
}

/** P7 */
function shrunkToTurnover(orders: PlannedOrder[], kept: readonly Wanted[], frame: Frame): PlannedOrder[] {
  const { turnoverMax } = frame;
  if (turnoverMax === undefined) return orders;
  const exits = sum(orders.filter((_order, index) => kept[index]?.isExit === true).map(({ value }) => value));
  const scales = {
    exits: share(turnoverMax, exits),
    sells: share(turnoverMax.minus(exits), valueOfSide(orders, 'SELL').minus(exits)),
    buys: share(turnoverMax, valueOfSide(orders, 'BUY')),
  };
  return scaledBySide(orders, kept, scales, frame);
}

/** P10. Returns the orders themselves where they are not beyond it. */
function shrunkToRoom(orders: PlannedOrder[], kept: readonly Wanted[], frame: Frame): PlannedOrder[] {
  if (frame.room === undefined) return orders;
  const exits = sum(orders.filter((_order, index) => kept[index]?.isExit === true).map(({ value }) => value));
  const [buys, sells] = [valueOfSide(orders, 'BUY'), valueOfSide(orders, 'SELL').minus(exits)];
  const buysMax = frame.room.buys.plus(exits);
  const sellsMax = Decimal.max(frame.room.sells.minus(exits), ZERO);
  if (buys.lessThanOrEqualTo(buysMax) || sells.lessThanOrEqualTo(sellsMax)) return orders;
  const isSells = frame.room.sells.greaterThanOrEqualTo(frame.room.buys);
  const scales = {
    exits: ONE,
    sells: isSells ? share(sellsMax, sells) : ONE,
    buys: isSells ? ONE : share(buysMax, buys),
  };
  return scaledBySide(orders, kept, scales, frame);
}

/** A first purchase is not turned over: there is nothing to sell. */
function turnoverMaxOf(
  { positions }: PricedPortfolio,
  { maxTurnover }: PlanPolicy,
  value: Decimal,
): Decimal | undefined {
  if (maxTurnover === null || positions.every(({ quantity }) => quantity.isZero())) return undefined;
  return value.times(decimal(maxTurnover)).div(HUNDRED);
}

/** The smallest of what fell under the minimum, an eighth of it at a time, or all that is nothing. Whole exits have no minimum. */
function tooSmall(
  kept: readonly Wanted[],
  orders: readonly PlannedOrder[],
  frame: Frame,
): Set<TickerSymbol> | undefined {
  const small = orders
    .filter(({ value, quantity }, index) => {
      const wanted = kept[index] as Wanted;
      return value.lessThan(leastOf(wanted, frame)) && !(wanted.isExit && quantity.equals(wanted.quantity));
    })
    .sort((a, b) => a.value.comparedTo(b.value));
  if (small.length === 0) return undefined;
  const nothing = small.filter(({ quantity }) => quantity.isZero());
  const out = nothing.length > 0 ? nothing : small.slice(0, Math.max(1, Math.floor(small.length / 8)));
  return new Set(out.map(({ symbol }) => symbol));
}

/** What shrinking cannot fix: a small sell that needs more to be undone than there is, and a buy that cents take under the minimum. */
function unfit(orders: readonly PlannedOrder[], frame: Frame): Set<TickerSymbol> {
  const smallest = [...orders].filter(({ side }) => side === 'SELL').sort((a, b) => a.value.comparedTo(b.value))[0];
  if (smallest !== undefined && undoShortfall(orders, frame.undoMoney).greaterThan(ZERO))
    return new Set([smallest.symbol]);
  const trimmed = withinCents(orders, frame).find(
    (order) => order.side === 'BUY' && order.value.lessThan(leastOf(order, frame)),
  );
  return new Set(trimmed === undefined ? [] : [trimmed.symbol]);
}

/** P3: rounding to cents can make the buys some cents dearer than the means; the largest buy gives way. */
function withinCents(orders: readonly PlannedOrder[], { cash, isWhole }: Frame): PlannedOrder[] {
  const buys = orders.filter(({ side }) => side === 'BUY');
  const excess = centsOfSide(orders, 'BUY').minus(cash).minus(centsOfSide(orders, 'SELL'));
  // Cents are less than any whole share.
  const parts = largestOf(buys.filter(({ symbol }) => !isWhole(symbol)));
  const largest = parts?.value.greaterThan(excess) ? parts : largestOf(buys);
  if (largest === undefined || excess.lessThanOrEqualTo(ZERO)) return [...orders];
  const affordable = Decimal.max(bookedUsd(largest).minus(excess), ZERO).div(largest.price);
  const trimmed = resized(largest, isWhole(largest.symbol) ? wholeSharesIn(affordable) : floorToShares(affordable));
  return orders.map((order) => (order === largest ? trimmed : order));
}

/**
 * One sell for the cash that is missing in an account that has no money to undo any. It is alone in its batch, so that there is
 * nothing to undo when it fills or is refused; only one that fills in part needs a person.
 */
function cashRaising(tradable: readonly Wanted[], { leftOut }: Plan, frame: Frame): Plan | undefined {
  const missing = frame.reserve.minus(frame.cash);
  // What rounding took from the reserve stays missing (P3): raised, it would be spent and missing again.
  const spare = frame.cash.isNegative() ? ZERO : frame.roundedAway;
  if (missing.lessThanOrEqualTo(spare)) return undefined;
  const largest = largestOf(tradable.filter(({ side }) => side === 'SELL'));
  if (largest === undefined) return undefined;
  const least = Decimal.max(missing, frame.minOrder);
  const most = frame.turnoverMax;
  if (most?.lessThan(frame.minOrder)) return undefined;
  const [ceil, floor] = frame.isWhole(largest.symbol)
    ? [ceilToWholeShares, wholeSharesIn]
    : [ceilToShares, floorToShares];
  const wanted = Decimal.min(largest.quantity, ceil(least.div(largest.price)));
  const quantity = most === undefined ? wanted : Decimal.min(wanted, floor(most.div(largest.price)));
  const order = resized(largest, quantity);
  if (quantity.lessThan(wanted) && order.value.lessThan(frame.minOrder)) return undefined;
  return { orders: [order], leftOut: leftOut.filter(({ symbol }) => symbol !== order.symbol), raisesCash: true };
}

function inOrder(orders: readonly PlannedOrder[]): PlannedOrder[] {
  const plain = orders.map((order) => resized(order, order.quantity));
  return [...plain.filter(({ side }) => side === 'SELL'), ...plain.filter(({ side }) => side === 'BUY')];
}

function largestOf<One extends PlannedOrder>(orders: readonly One[]): One | undefined {
  return orders.reduce<One | undefined>((a, b) => (a === undefined || b.value.greaterThan(a.value) ? b : a), undefined);
}

/** USD of one order, half-even to cents: what a broker books. */
export function bookedUsd({ value }: Pick<PlannedOrder, 'value'>): Decimal {
  return halfEvenToCents(value);
}

function centsOfSide(orders: readonly PlannedOrder[], side: Side): Decimal {
  return sum(orders.filter((order) => order.side === side).map(bookedUsd));
}

/** USD that buys together would cost beyond cash and what the sells bring, in the cents a broker books (P3). Zero when funded. */
export function buyShortfall(orders: readonly PlannedOrder[], cash: Decimal): Decimal {
  const buys = centsOfSide(orders, 'BUY');
  // A sell needs no money, also where there is none.
  if (buys.isZero()) return ZERO;
  return Decimal.max(buys.minus(cash).minus(centsOfSide(orders, 'SELL')), ZERO);
}

/** Returns the portfolio as it is when `orders` have filled at the plan's prices. */
export function afterOrders(portfolio: PricedPortfolio, orders: readonly PlannedOrder[]): PricedPortfolio {
  const change = new Map(
    orders.map(({ symbol, side, quantity }) => [symbol, side === 'BUY' ? quantity : quantity.negated()]),
  );
  return {
    ...portfolio,
    cash: portfolio.cash.plus(valueOfSide(orders, 'SELL')).minus(valueOfSide(orders, 'BUY')),
    positions: portfolio.positions.map((position) => ({
      ...position,
      quantity: position.quantity.plus(change.get(position.symbol) ?? ZERO),
    })),
  };
}

/** What a broker may reserve above the market price for a buy by quantity. */
const BUY_RESERVE = decimal('1.05');

/** The account as far as funding is concerned: USD. */
export interface Funding {
  cash: Decimal;
  buyingPower: Decimal;
  margin: boolean;
}

/**
 * Decides whether a plan's orders run together. `parallel` needs buying power for the buys before the sells have filled;
 * it is never used for more than the sells bring. Undefined when the policy asks for what the account cannot do.
 */
export function chooseExecution(
  orders: readonly PlannedOrder[],
  funding: Funding,
  execution: Policy['execution'],
): BatchExecution | undefined {
  const buys = valueOfSide(orders, 'BUY').times(BUY_RESERVE);
  const canRunTogether = buys.lessThanOrEqualTo(funding.margin ? funding.buyingPower : funding.cash);
  if (execution === 'sells-first') return 'sells-first';
  if (canRunTogether) return 'parallel';
  return execution === 'parallel' ? undefined : 'sells-first';
}

/** USD that are free for buying back what was sold. */
export function undoMoneyOf({ margin, buyingPower, cash }: Funding): Decimal {
  return margin ? buyingPower : cash;
}

/**
 * USD that an account lacks to undo the plan: while rebuying what was sold, the broker reserves up to 5 % above the
 * market, and beyond the sells' own proceeds only what is free already is there for it. Zero when it is funded.
 */
export function undoShortfall(orders: readonly PlannedOrder[], undoMoney: Decimal): Decimal {
  const sells = orders.filter(({ side }) => side === 'SELL');
  if (sells.length === 0) return ZERO;
  return Decimal.max(ceilToCents(sum(sells.map(({ value }) => undoNeed(value)))).minus(undoMoney), ZERO);
}

/** USD beyond what a sell brings that buying it back needs. */
function undoNeed(sold: Decimal): Decimal {
  return Decimal.max(sold, SMALLEST_REVERSAL_BUY).times(BUY_RESERVE).minus(sold);
}

/**
 * Returns what each buy of a sells-first batch may spend: `planned` dollars scaled down to `available` cash, floored to cents.
 */
export function sizeBuys(planned: ReadonlyMap<TickerSymbol, Decimal>, available: Decimal): Map<TickerSymbol, Decimal> {
  const total = sum(planned.values());
  const spendable = available.lessThan(ZERO) ? ZERO : available;
  const scale = (usd: Decimal) => (total.lessThanOrEqualTo(spendable) ? usd : usd.times(spendable).div(total));
  return new Map([...planned].map(([symbol, usd]) => [symbol, floorToCents(scale(usd))]));
}

function valueOfSide(orders: readonly PlannedOrder[], side: Side): Decimal {
  return sum(orders.filter((order) => order.side === side).map((order) => order.value));
}
