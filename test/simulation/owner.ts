// An order that the owner of an account sends past us: it holds shares or money and makes ours on the other side wash trades.

import { type Decimal, floorToShares } from '../../src/domain/money';

export interface OwnOrder {
  symbol: string;
  side: 'buy' | 'sell';
}

/** Returns it in Alpaca's JSON: so far from the market that it never fills, and a sell of half of what is held. */
export function ownOrder(
  { symbol, side }: OwnOrder,
  { price, held, id }: { price: Decimal; held: Decimal; id: string },
): Record<string, string> & { client_order_id: string } {
  return {
    symbol,
    side,
    qty: side === 'buy' ? '10' : floorToShares(held.div('2')).toFixed(),
    type: 'limit',
    limit_price: price.times(side === 'buy' ? '0.01' : '100').toFixed(2),
    time_in_force: 'day',
    client_order_id: `${OF_OWNER}${id}`,
  };
}

/** What the owner does is no doing of ours, and is not judged. */
export function isNotOwners({ clientOrderId = '' }: { clientOrderId?: string }): boolean {
  return !clientOrderId.startsWith(OF_OWNER);
}

const OF_OWNER = 'owner-';
