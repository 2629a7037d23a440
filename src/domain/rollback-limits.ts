// What undoing a batch would do now, and why a person should look first.
//
// L1. The limits are of the whole batch: while one symbol is outside, nothing of it is reversed.
// L2. What cannot be told (no price, no value) is outside.
// L3. A person may decide to pass the limits, but not for shares that became more or fewer since: the quantities are the old ones.

import type { Activity } from './activity';
import type { Batch } from './batch';
import type { LimitCode } from './causes';
import { type CorporateAction, isUnderWay } from './corporate-action';
import { pricePortfolio, valueOf } from './drift';
import { type Decimal, decimal, HUNDRED, halfEvenToCents, showCents, showPercent, ZERO } from './money';
import type { Order, Side } from './order';
import type { Portfolio, TickerSymbol } from './portfolio';
import { type Known, priceJump } from './price-jump';
import { type Attempts, unreversed } from './reversal';
import { attemptsBySymbol } from './shortfall';
import { isBefore } from './time';
import { tradingDayOf } from './trading-day';

/** What a weighing rests on, as read just before. Prices are USD per share, times ISO on the market's clock. */
export interface Undoing {
  batch: Pick<Batch, 'orders' | 'marketTime'>;
  portfolio: Pick<Portfolio, 'holdings' | 'cash' | 'policy'>;
  prices: ReadonlyMap<TickerSymbol, string>;
  market: { now: string; isOpen: boolean };
  /** Those that the broker trades now. */
  tradable: ReadonlySet<TickerSymbol>;
  knownPrices: ReadonlyMap<TickerSymbol, Known>;
  /** The cap of the worker by which a price has jumped, or null. */
  priceJumpPercent: string | null;
}

/** One limit that undoing would pass. */
export interface Breach {
  limit: LimitCode;
  message: string;
}

/** Returns every limit that undoing what is left of a batch would pass; none when nothing is left of it. */
export function rollbackBreaches(undoing: Undoing): Breach[] {
  const left = leftToUndo(undoing.batch);
  if (left.length === 0) return [];
  return [
    ...left.flatMap((one) => breachesOf(one, undoing)),
    ...sessionBreach(undoing),
    ...residualBreach(undoing, left),
  ];
}

/** "AAPL moved 8.1000 % since its fill (limit 5.0000 %); …" */
export function breachesText(breaches: readonly Breach[]): string {
  return breaches.map(({ message }) => message).join('; ');
}

/** USD that a rollback at these prices would not restore: cash after less cash before. Undefined when a price is missing. */
export function estimateResidual({ batch, prices }: Pick<Undoing, 'batch' | 'prices'>): Decimal | undefined {
  let residual = ZERO;
  for (const { filledQuantity, filledPrice, side } of batch.orders) {
    if (decimal(filledQuantity).isZero()) continue;
    if (filledPrice === null) return undefined;
    residual = residual.plus(cashOf(side, decimal(filledQuantity), filledPrice));
  }
  for (const { symbol, side, shares } of leftToUndo(batch)) {
    const price = prices.get(symbol);
    if (price === undefined) return undefined;
    residual = residual.minus(cashOf(side, shares, price));
  }
  return halfEvenToCents(residual);
}

/** Returns the symbols of which something is left to undo. */
export function symbolsToUndo(batch: Undoing['batch']): TickerSymbol[] {
  return leftToUndo(batch).map(({ symbol }) => symbol);
}

/**
 * L3: returns why `symbols` may not be traded in the quantities of the batch, not even by a decision: their shares became more or fewer after
 * it was planned. `waiting` is what the broker lists and the books do not have yet.
 */
export function outdatedQuantities(
  batch: Pick<Batch, 'marketTime'>,
  symbols: readonly TickerSymbol[],
  knownPrices: Undoing['knownPrices'],
  waiting: readonly Activity[],
): Breach[] {
  const splits = waiting.flatMap(({ kind, symbol, at }) =>
    kind === 'SPLIT' && symbol !== null ? [{ symbol, since: at }] : [],
  );
  const known = symbols.flatMap((symbol) => knownPrices.get(symbol)?.action ?? []);
  const seen = [...known, ...splits].filter((action) => isOutdated(batch, action));
  return symbols.flatMap((symbol) => {
    const action = seen.find((one) => one.symbol === symbol);
    return action === undefined ? [] : [shareBreach(action)];
  });
}

type Happened = Pick<CorporateAction, 'symbol' | 'since'>;

function isOutdated({ marketTime }: Pick<Batch, 'marketTime'>, { since }: Happened): boolean {
  return isBefore(marketTime, since);
}

function shareBreach({ symbol, since }: Happened): Breach {
  return { limit: 'CORPORATE_ACTION', message: `the shares of ${symbol} became more or fewer since ${since}` };
}

interface Left {
  symbol: TickerSymbol;
  /** Of what was done. */
  side: Side;
  /** Negative is a surplus of its reversals. */
  shares: Decimal;
  attempts: Attempts<Order>;
}

function leftToUndo({ orders }: Pick<Batch, 'orders'>): Left[] {
  return attemptsBySymbol(orders).flatMap((attempts) => {
    const [{ symbol, side }] = attempts;
    const reversals = orders.filter((order) => order.kind === 'reversal' && order.symbol === symbol);
    const shares = unreversed(attempts, reversals);
    return shares.isZero() ? [] : [{ symbol, side, shares, attempts }];
  });
}

function cashOf(side: Side, shares: Decimal, price: string): Decimal {
  const usd = shares.times(decimal(price));
  return side === 'BUY' ? usd.negated() : usd;
}

function breachesOf({ symbol, attempts }: Left, undoing: Undoing): Breach[] {
  const { prices, market, tradable, knownPrices, priceJumpPercent } = undoing;
  const price = prices.get(symbol);
  if (price === undefined) return [{ limit: 'PRICE_MISSING', message: `${symbol} has no price` }];
  const known = knownPrices.get(symbol);
  const { action = null } = known ?? {};
  if (action !== null && (isUnderWay(action, market.now) || isOutdated(undoing.batch, action)))
    return [shareBreach(action)];
  const jump = known === undefined ? undefined : priceJump(known, price, market.now, priceJumpPercent);
  return [
    ...(tradable.has(symbol) ? [] : [{ limit: 'NOT_TRADABLE' as const, message: `${symbol} is not tradable` }]),
    ...(jump === undefined ? [] : [{ limit: 'PRICE_JUMP' as const, message: `${symbol} jumped: ${jump}` }]),
    ...attempts.flatMap((order) => moveBreach(order, price, undoing.portfolio.policy.rollbackLimits.priceMovePercent)),
  ];
}

function moveBreach({ symbol, filledQuantity, filledPrice }: Order, price: string, limit: string): Breach[] {
  if (decimal(filledQuantity).isZero()) return [];
  if (filledPrice === null || decimal(filledPrice).isZero())
    return [{ limit: 'PRICE_MISSING', message: `the price at which ${symbol} filled is not known` }];
  const moved = decimal(price).minus(decimal(filledPrice)).abs().times(HUNDRED);
  if (moved.lessThanOrEqualTo(decimal(limit).times(decimal(filledPrice)))) return [];
  const percent = showPercent(moved.div(decimal(filledPrice)));
  const message = `${symbol} moved ${percent} % since its fill ($${filledPrice} → $${price}; limit ${limit} %)`;
  return [{ limit: 'PRICE_MOVE', message }];
}

function sessionBreach({ batch, market, portfolio }: Undoing): Breach[] {
  const isSame = market.isOpen && tradingDayOf(market.now) === tradingDayOf(batch.marketTime);
  if (isSame || !portfolio.policy.rollbackLimits.sameSession) return [];
  return [{ limit: 'SESSION', message: `the market session of ${tradingDayOf(batch.marketTime)} is over` }];
}

function residualBreach(undoing: Undoing, left: readonly Left[]): Breach[] {
  const { portfolio, prices } = undoing;
  // Its own breach says so already.
  if (left.some(({ symbol }) => !prices.has(symbol))) return [];
  const residual = estimateResidual(undoing);
  const priced = pricePortfolio({ ...portfolio, targets: [] }, prices);
  if (residual === undefined || 'missing' in priced)
    return [{ limit: 'PRICE_MISSING', message: 'what the rollback would cost cannot be estimated' }];
  const limit = portfolio.policy.rollbackLimits.residualPercent;
  const value = valueOf(priced);
  if (residual.abs().times(HUNDRED).lessThanOrEqualTo(decimal(limit).times(value))) return [];
  const of = `a portfolio worth $${showCents(halfEvenToCents(value))}`;
  const message = `the rollback would leave a residual of about $${showCents(residual)} in ${of} (limit ${limit} %)`;
  return [{ limit: 'RESIDUAL', message }];
}
