// The orders with which the id of a lost order can be taken: limit orders that rest until they are cancelled.
//
// A broker may refuse a limit far from the market, or a limit for a part of a share, and says neither in advance. So there is more
// than one, the safest first: a claim that fills has traded what nobody meant. What is traded in whole shares is claimed with one.

import { Decimal, decimal, floorToShares, floorToTick } from './money';
import type { Side } from './order';

/** `quantity` is shares, `limitPrice` USD per share. */
export interface Claim {
  quantity: string;
  limitPrice: string;
}

/** More than the smallest order a broker takes, with a margin for its rounding. USD. */
const CLAIM_VALUE = decimal('1.50');

/** What the market price is multiplied by. A market moves that far in a moment seldom (near) or never (far). */
const FAR: Readonly<Record<Side, Decimal>> = { BUY: decimal('0.5'), SELL: decimal('2') };
const NEAR: Readonly<Record<Side, Decimal>> = { BUY: decimal('0.85'), SELL: decimal('1.15') };

/** Returns the claims to try in turn. None when the price is too small to be halved. `price` is USD per share. */
export function claimsFor(side: Side, price: string): Claim[] {
  const market = decimal(price);
  const [far, near] = [floorToTick(market.times(FAR[side])), floorToTick(market.times(NEAR[side]))];
  if (far.isZero()) return [];
  // What a sell is worth counts at the market.
  const fraction = (limit: Decimal) => floorToShares(CLAIM_VALUE.div(side === 'BUY' ? limit : market)).toFixed();
  return [
    { quantity: fraction(far), limitPrice: far.toFixed() },
    { quantity: fraction(near), limitPrice: near.toFixed() },
    { quantity: '1', limitPrice: far.toFixed() },
    { quantity: '1', limitPrice: near.toFixed() },
  ];
}
