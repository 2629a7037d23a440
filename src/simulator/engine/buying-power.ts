// What an account may still spend, and which shares it may still sell.

import { type Decimal, decimal, HUNDRED, sum, ZERO } from '../../domain/money';
import type { TickerSymbol } from '../../domain/portfolio';
import { type Books, booksAsOf } from './lagging-books';
import { unsettledOf } from './settlement';
import type { SimulatedAccount, SimulatedOrder, SimulatorState } from './state';

/** A market buy by quantity is reckoned this many times the latest price. */
export function buyReserveOf({ settings }: SimulatorState): Decimal {
  return HUNDRED.plus(decimal(settings.buyReservePercent)).div(HUNDRED);
}

/**
 * USD. A cash account spends its cash; a margin account up to twice its equity less what it holds. What sells bring may lag; what was
 * spent cannot be spent again.
 */
export function buyingPowerOf(
  state: SimulatorState,
  account: SimulatedAccount,
  at: number,
  except?: SimulatedOrder,
): Decimal {
  const reserved = reservedOf(state, account, except);
  const { cash, positions } = booksAsOf(account, at - account.lag.buyingPowerMs, 'SELL');
  if (multiplierOf(account) === '1') {
    const unsettled = account.restrictions.settledCashOnly ? unsettledOf(account, at) : ZERO;
    return atLeastZero(cash.minus(reserved).minus(unsettled));
  }
  const held = marketValueOf(state, positions);
  const twice = cash.plus(held).times(decimal(multiplierOf(account)));
  return atLeastZero(twice.minus(held).minus(reserved));
}

/** USD that open buys may still take, but for one of them. */
export function reservedOf(state: SimulatorState, account: SimulatedAccount, except?: SimulatedOrder): Decimal {
  return sum(openOrders(state, account, except).map(reservedFor));
}

export function multiplierOf({ multiplier, configurations }: SimulatedAccount): '1' | '2' {
  return configurations.maxMarginMultiplier === '1' ? '1' : multiplier;
}

export function marketValueOf(state: SimulatorState, positions: Books['positions']): Decimal {
  return sum([...positions].map(([symbol, quantity]) => quantity.times(priceOf(state, symbol))));
}

export function heldQuantity(account: SimulatedAccount, symbol: TickerSymbol): Decimal {
  return account.positions.get(symbol) ?? ZERO;
}

/** Shares that open sells may still take, but for one of them. */
export function quantityInOpenSells(
  state: SimulatorState,
  account: SimulatedAccount,
  symbol: TickerSymbol,
  except?: SimulatedOrder,
): Decimal {
  const sells = openOrders(state, account, except).filter((order) => order.side === 'SELL' && order.symbol === symbol);
  return sum(
    sells.map((order) => (order.quantity ?? notionalInShares(order.notional, order)).minus(order.filledQuantity)),
  );
}

export function priceOf(state: SimulatorState, symbol: TickerSymbol): Decimal {
  return state.assets.get(symbol)?.price ?? ZERO;
}

function openOrders(state: SimulatorState, account: SimulatedAccount, except?: SimulatedOrder): SimulatedOrder[] {
  return [...state.open].filter((order) => order.account === account && order !== except);
}

function reservedFor(order: SimulatedOrder): Decimal {
  if (order.side === 'SELL') return ZERO;
  if (order.quantity !== null) return order.quantity.minus(order.filledQuantity).times(order.reservedPrice);
  const spent = order.filledQuantity.times(order.filledPrice ?? ZERO);
  return (order.notional ?? ZERO).minus(spent);
}

function notionalInShares(notional: Decimal | null, order: SimulatedOrder): Decimal {
  return (notional ?? ZERO).div(order.reservedPrice);
}

function atLeastZero(usd: Decimal): Decimal {
  return usd.isNegative() ? ZERO : usd;
}
