// The money of a cash account that it may spend. What its sells bring is in its cash at once, and some accounts may buy with it only when it
// has settled, on the next trading day.

import { Decimal, decimal } from './money';

/** USD: all of the cash, or what the broker lets it buy for when that is less. A margin account buys with more than its cash. */
export function spendableUsd({ cash, buyingPower, margin }: { cash: string; buyingPower: string; margin: boolean }) {
  return margin ? decimal(cash) : Decimal.min(decimal(cash), decimal(buyingPower));
}
