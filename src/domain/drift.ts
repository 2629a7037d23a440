// Drift: how far each holding's weight is from its target.
//
// D1. Deciding never rounds: weight and drift are compared cross-multiplied, so 5.0000 % is not above 5.0000 %.
// D2. A target of 0 that is not held has no part in anything: it needs no price, and a market that no longer knows it blocks nothing.

import { type ClassDrift, measureClasses } from './asset-class';
import { type BandPolicy, bandWidth } from './band';
import { type Decimal, decimal, HUNDRED, showPercent, sum, ZERO } from './money';
import type { Policy } from './policy';
import type { Portfolio, TickerSymbol } from './portfolio';
import { managedPart } from './restriction';
import { setAsideUsd } from './withdrawal';

/** A portfolio whose every held or targeted symbol has a price: USD per share. */
export interface PricedPortfolio {
  /** What is its own: without what open withdrawals set aside, and below zero when they lack money. */
  cash: Decimal;
  /** Open withdrawals set money aside. */
  hasWithdrawals?: boolean;
  /** The day of its policy's calendar whose look is due ("2026-03-02"). */
  calendarDay?: string;
  positions: PricedPosition[];
}

/** `target` is percent of the investable value; 0 for a holding to exit. */
export interface PricedPosition {
  symbol: TickerSymbol;
  quantity: Decimal;
  price: Decimal;
  target: Decimal;
}

type Held = Pick<Portfolio, 'targets' | 'holdings'> & Partial<Pick<Portfolio, 'restrictions' | 'withdrawals'>>;

/**
 * Puts prices to what of a portfolio is rebalanced. Every symbol of `symbolsOf` must have one; a holding without target counts as 0.
 */
export function pricePortfolio(
  given: Held & Pick<Portfolio, 'cash'>,
  prices: ReadonlyMap<TickerSymbol, string>,
): PricedPortfolio | { missing: TickerSymbol } {
  const portfolio = managedPart(given);
  const targets = new Map(portfolio.targets.map((target) => [target.symbol, target.percent]));
  const quantities = new Map(portfolio.holdings.map((holding) => [holding.symbol, holding.quantity]));
  const positions: PricedPosition[] = [];
  for (const symbol of symbolsOf(portfolio)) {
    const quantity = decimal(quantities.get(symbol) ?? '0');
    const target = decimal(targets.get(symbol) ?? '0');
    const price = prices.get(symbol);
    if (price === undefined) return { missing: symbol };
    positions.push({ symbol, quantity, price: decimal(price), target });
  }
  const setAside = setAsideUsd(given);
  const cash = decimal(portfolio.cash).minus(setAside);
  return { cash, positions, ...(!setAside.isZero() && { hasWithdrawals: true }) };
}

/** Returns the prices alone of quotes that also say when each was traded. */
export function priceBySymbol(quotes: ReadonlyMap<TickerSymbol, { price: string }>): Map<TickerSymbol, string> {
  return new Map([...quotes].map(([symbol, { price }]) => [symbol, price]));
}

/** Every symbol of which a portfolio holds or targets more than nothing (D2) and that is rebalanced, in symbol order. */
export function symbolsOf(portfolio: Held): TickerSymbol[] {
  const { targets, holdings } = managedPart(portfolio);
  const targeted = targets.filter(({ percent }) => !decimal(percent).isZero());
  const held = holdings.filter(({ quantity }) => !decimal(quantity).isZero());
  return [...new Set([...targeted, ...held].map(({ symbol }) => symbol))].sort();
}

/** Holdings at price, plus cash: USD. */
export function valueOf(portfolio: PricedPortfolio): Decimal {
  return sum(portfolio.positions.map((position) => position.quantity.times(position.price))).plus(portfolio.cash);
}

/** Value less the cash reserve, which is a percent of value: USD. */
export function investableValueOf(portfolio: PricedPortfolio, cashReserve: string): Decimal {
  return valueOf(portfolio)
    .times(HUNDRED.minus(decimal(cashReserve)))
    .div(HUNDRED);
}

/**
 * Half the sum of all distances from the targets: the USD that are in the wrong place. Trading at these prices changes no value,
 * so two portfolios that differ by such trades are compared by it without a division (D1).
 */
export function misplacedUsd(portfolio: PricedPortfolio, investable: Decimal): Decimal {
  const distances = portfolio.positions.map(({ quantity, price, target }) =>
    quantity.times(price).minus(investable.times(target).div(HUNDRED)).abs(),
  );
  return sum(distances).div(2);
}

/** Half the sum of all deviations from the targets: percent of `investable`, which is more than 0, with 4 decimals for showing. */
export function showHalfSum(portfolio: PricedPortfolio, investable: Decimal): string {
  return showPercent(misplacedUsd(portfolio, investable).times(HUNDRED).div(investable));
}

/** Why a portfolio needs a rebalance, as people read it. */
export const TRIGGERS = {
  DRIFT: 'a symbol is past its band',
  CLASS: 'an asset class is past its band',
  HALF_SUM: 'half the sum of all deviations is above halfSumThreshold',
  CASH_ABOVE: 'there is more cash than cashAbove',
  CASH_BELOW: 'there is less cash than cashBelow',
  WITHDRAWAL: 'there is less cash than its withdrawals take',
  CALENDAR: 'its calendar is due',
} as const;

export type Trigger = keyof typeof TRIGGERS;

export type DriftPolicy = BandPolicy &
  Pick<Policy, 'cashReserve' | 'halfSumThreshold' | 'assetClasses' | 'cashAbove' | 'cashBelow'>;

export interface Drift {
  /** The largest drift of all positions beyond the policy's floor: percent (relative) or percentage points (absolute). */
  largest: Decimal;
  /** Where it is, or null without any. */
  symbol: TickerSymbol | null;
  /** None: nothing is to be done. */
  triggers: Trigger[];
  exceeds: boolean;
  positions: PositionDrift[];
  /** In the order of the policy. */
  classes: ClassDrift[];
}

export interface PositionDrift {
  symbol: TickerSymbol;
  /** Percent of the investable value. */
  weight: Decimal;
  target: Decimal;
  drift: Decimal;
  /** Strictly past its band (D1). */
  exceeds: boolean;
}

/**
 * Measures how far a portfolio is from its targets, and why that needs a rebalance. A holding to exit (target 0) drifts by 100 % in
 * relative mode however small it is. A portfolio worth nothing has no drift, but may lack the money of its withdrawals.
 */
export function measureDrift(portfolio: PricedPortfolio, policy: DriftPolicy): Drift {
  const investable = investableValueOf(portfolio, policy.cashReserve);
  const isOwing = portfolio.hasWithdrawals === true && portfolio.cash.isNegative();
  const others: Trigger[] = isOwing ? ['WITHDRAWAL'] : [];
  if (portfolio.calendarDay !== undefined) others.push('CALENDAR');
  const none: Drift = {
    largest: ZERO,
    symbol: null,
    triggers: others,
    exceeds: others.length > 0,
    positions: [],
    classes: [],
  };
  if (investable.lessThanOrEqualTo(ZERO)) return none;
  const positions = portfolio.positions.map((position) => measurePosition(position, investable, policy));
  const triggers: Trigger[] = positions.some(({ exceeds }) => exceeds) ? ['DRIFT'] : [];
  const classes = measureClasses(portfolio.positions, investable, policy);
  if (classes.some(({ exceeds }) => exceeds)) triggers.push('CLASS');
  if (isScattered(portfolio, investable, policy)) triggers.push('HALF_SUM');
  triggers.push(...cashTriggers(portfolio, policy), ...others);
  const floor = decimal(policy.driftFloor);
  return positions
    .filter(({ weight, target }) => weight.minus(target).abs().greaterThan(floor))
    .reduce<Drift>(
      (drift, { symbol, drift: largest }) =>
        largest.greaterThan(drift.largest) ? { ...drift, largest, symbol } : drift,
      { ...none, triggers, exceeds: triggers.length > 0, positions, classes },
    );
}

/** Percent with 4 decimals, for showing. */
export function showDrift(drift: Drift): string {
  return showPercent(drift.largest);
}

function isScattered(portfolio: PricedPortfolio, investable: Decimal, { halfSumThreshold }: DriftPolicy): boolean {
  if (halfSumThreshold === null) return false;
  return misplacedUsd(portfolio, investable).times(HUNDRED).greaterThan(decimal(halfSumThreshold).times(investable));
}

function cashTriggers(portfolio: PricedPortfolio, { cashAbove, cashBelow }: DriftPolicy): Trigger[] {
  if (cashAbove === null && cashBelow === null) return [];
  const [value, cash] = [valueOf(portfolio), portfolio.cash.times(HUNDRED)];
  if (cashAbove !== null && cash.greaterThan(value.times(decimal(cashAbove)))) return ['CASH_ABOVE'];
  return cashBelow !== null && cash.lessThan(value.times(decimal(cashBelow))) ? ['CASH_BELOW'] : [];
}

function measurePosition(position: PricedPosition, investable: Decimal, policy: BandPolicy): PositionDrift {
  const { symbol, target } = position;
  const usd = position.quantity.times(position.price).times(HUNDRED);
  const weight = usd.div(investable);
  // D1: |q·p·100 − t·V| > width·V, with nothing divided.
  const exceeds = usd.minus(target.times(investable)).abs().greaterThan(bandWidth(target, policy).times(investable));
  const points = weight.minus(target).abs();
  if (policy.driftMode === 'absolute') return { symbol, weight, target, drift: points, exceeds };
  const drift = target.isZero() ? (weight.isZero() ? ZERO : HUNDRED) : points.times(HUNDRED).div(target);
  return { symbol, weight, target, drift, exceeds };
}
