// Drift: how far each holding's weight is from its target.
//
// D1. Deciding never rounds: weight and drift are compared cross-multiplied, so 5.0000 % is not above 5.0000 %.
// D2. A target of 0 that is not held has no part in anything: it needs no price, and a market that no longer knows it blocks nothing.

import { type Decimal, decimal, HUNDRED, showPercent, sum, ZERO } from './money';
import type { DriftMode, Policy } from './policy';
import type { Portfolio, TickerSymbol } from './portfolio';

/** A portfolio whose every held or targeted symbol has a price: USD per share. */
export interface PricedPortfolio {
  cash: Decimal;
  positions: PricedPosition[];
}

/** `target` is percent of the investable value; 0 for a holding to exit. */
export interface PricedPosition {
  symbol: TickerSymbol;
  quantity: Decimal;
  price: Decimal;
  target: Decimal;
}

/** Puts prices to a portfolio. Every symbol of `symbolsOf` must have one; a holding without target counts as 0. */
export function pricePortfolio(
  portfolio: Pick<Portfolio, 'targets' | 'holdings' | 'cash'>,
  prices: ReadonlyMap<TickerSymbol, string>,
): PricedPortfolio | { missing: TickerSymbol } {
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
  return { cash: decimal(portfolio.cash), positions };
}

/** Returns the prices alone of quotes that also say when each was traded. */
export function priceBySymbol(quotes: ReadonlyMap<TickerSymbol, { price: string }>): Map<TickerSymbol, string> {
  return new Map([...quotes].map(([symbol, { price }]) => [symbol, price]));
}

/** Every symbol of which a portfolio holds or targets more than nothing (D2), in symbol order. */
export function symbolsOf({ targets, holdings }: Pick<Portfolio, 'targets' | 'holdings'>): TickerSymbol[] {
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

export interface Drift {
  /** The largest drift of all positions: percent (relative) or percentage points (absolute). */
  largest: Decimal;
  /** Where it is, or null without positions. */
  symbol: TickerSymbol | null;
  /** Strictly above the policy's threshold (D1). */
  exceeds: boolean;
  positions: PositionDrift[];
}

export interface PositionDrift {
  symbol: TickerSymbol;
  /** Percent of the investable value. */
  weight: Decimal;
  target: Decimal;
  drift: Decimal;
  /** Strictly above the threshold by itself (D1). */
  exceeds: boolean;
}

/**
 * Measures how far a portfolio is from its targets. A holding to exit (target 0) drifts by 100 % in relative mode however
 * small it is. A portfolio worth nothing has no drift.
 */
export function measureDrift(
  portfolio: PricedPortfolio,
  policy: Pick<Policy, 'driftMode' | 'driftThreshold' | 'cashReserve'>,
): Drift {
  const investable = investableValueOf(portfolio, policy.cashReserve);
  const none: Drift = { largest: ZERO, symbol: null, exceeds: false, positions: [] };
  if (investable.lessThanOrEqualTo(ZERO)) return none;
  const threshold = decimal(policy.driftThreshold);
  return portfolio.positions.reduce<Drift>((drift, position) => {
    const measured = {
      ...measurePosition(position, investable, policy.driftMode),
      exceeds: isAbove(position, investable, policy.driftMode, threshold),
    };
    const larger = measured.drift.greaterThan(drift.largest);
    return {
      largest: larger ? measured.drift : drift.largest,
      symbol: larger ? position.symbol : drift.symbol,
      exceeds: drift.exceeds || measured.exceeds,
      positions: [...drift.positions, measured],
    };
  }, none);
}

/** Percent with 4 decimals, for showing. */
export function showDrift(drift: Drift): string {
  return showPercent(drift.largest);
}

function measurePosition(
  position: PricedPosition,
  investable: Decimal,
  mode: DriftMode,
): Omit<PositionDrift, 'exceeds'> {
  const { symbol, target } = position;
  const weight = position.quantity.times(position.price).times(HUNDRED).div(investable);
  const points = weight.minus(target).abs();
  if (mode === 'absolute') return { symbol, weight, target, drift: points };
  const drift = target.isZero() ? (weight.isZero() ? ZERO : HUNDRED) : points.times(HUNDRED).div(target);
  return { symbol, weight, target, drift };
}

/** D1: |q·p·100 − t·V| > τ·V (absolute) or ·100 > τ·t·V (relative), with nothing divided. */
function isAbove(position: PricedPosition, investable: Decimal, mode: DriftMode, threshold: Decimal): boolean {
  const distance = position.quantity
    .times(position.price)
    .times(HUNDRED)
    .minus(position.target.times(investable))
    .abs();
  if (mode === 'absolute') return distance.greaterThan(threshold.times(investable));
  if (position.target.isZero()) return !distance.isZero();
  return distance.times(HUNDRED).greaterThan(threshold.times(position.target).times(investable));
}
