// What the shares of a position cost on average.

import { type Decimal, halfEvenToAverage } from '../../domain/money';
import type { TickerSymbol } from '../../domain/portfolio';
import { heldQuantity } from './buying-power';
import type { SimulatedAccount } from './state';

/**
 * Reckons a trade in, before it is booked: `quantity` is negative for a sell. What adds to a position moves its average, what takes from
 * it does not, and what turns it around begins anew.
 */
export function reckonIn(account: SimulatedAccount, symbol: TickerSymbol, quantity: Decimal, price: Decimal): void {
  const held = heldQuantity(account, symbol);
  const after = held.plus(quantity);
  const average = account.entryPrices.get(symbol) ?? price;
  if (held.isZero() || held.isNegative() !== after.isNegative()) account.entryPrices.set(symbol, price);
  else if (after.abs().greaterThan(held.abs())) {
    const cost = held.times(average).plus(quantity.times(price));
    account.entryPrices.set(symbol, halfEvenToAverage(cost.div(after)));
  }
}

/** Takes a buy out again whose execution is taken back, before that is booked. A sell had not moved the average. */
export function reckonOut(account: SimulatedAccount, symbol: TickerSymbol, quantity: Decimal, price: Decimal): void {
  const held = heldQuantity(account, symbol);
  const after = held.minus(quantity);
  const average = account.entryPrices.get(symbol);
  if (average === undefined || !after.greaterThan('0')) return;
  const cost = held.times(average).minus(quantity.times(price));
  if (cost.greaterThan('0')) account.entryPrices.set(symbol, halfEvenToAverage(cost.div(after)));
}
