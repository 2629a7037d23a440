// What people say of the orders of which the broker says nothing: the truth, as its records have it, or something else.

import type { Records } from '../../src/check/records';
import { type Declaration, isDeclared } from '../../src/domain/declaration';
import { decimal, floorToShares } from '../../src/domain/money';
import type { Order } from '../../src/domain/order';
import type { Resolve } from '../../src/domain/stale';
import { createRandom } from '../support/random';

/** One in this many is declared wrongly. */
const WRONG_SHARE = 0.25;

/** What comes of people who may say what they like: as often as there are unknown orders in a batch, nearly always. */
const ORDERS_MAX = 4;
const PERSONS = ['ann', ' Ann', 'bob'] as const;

export type Attempt = Pick<Resolve, 'action' | 'actor'>;

/** Tried after everything else, an hour later: they declare what is unknown, and then it is undone or adopted. */
export const DECLARING: readonly Attempt[] = [
  ...Array.from({ length: ORDERS_MAX }, () =>
    PERSONS.map((actor) => ({ action: 'declare-outcome', actor }) as const),
  ).flat(),
  { action: 'retry-reversal', actor: 'ann' },
  { action: 'adopt-positions', actor: 'ann' },
  { action: 'adopt-positions', actor: 'bob' },
  { action: 'adopt-positions', actor: 'ann' },
];

/** Returns what people say of the first unknown order: all of them say the same. Undefined when there is none. */
export function declarationOf(seed: number, { batches, broker }: Records): Declaration | undefined {
  const order = batches.flatMap(({ orders }) => orders).find(({ state }) => state === 'UNKNOWN');
  if (order === undefined) return undefined;
  const truth = truthOf(order, broker.orders);
  const random = createRandom(seed, `declare ${order.clientOrderId}`);
  return random.chance(WRONG_SHARE) ? otherwise(order, truth) : truth;
}

/** The orders that were declared wrongly, and whether the broker shows what is true. */
export function wronglyDeclared({ batches, broker, fills }: Records): { clientOrderId: string; shown: boolean }[] {
  return batches
    .flatMap(({ orders }) => orders.filter(isDeclared))
    .filter((order) => {
      const truth = truthOf(order, broker.orders);
      const booked = fills.find(({ clientOrderId }) => clientOrderId === order.clientOrderId);
      return truth.outcome === 'filled'
        ? !decimal(truth.quantity).equals(decimal(order.filledQuantity)) || truth.price !== order.filledPrice
        : booked !== undefined;
    })
    .map(({ clientOrderId }) => ({
      clientOrderId,
      shown: broker.orders.some((order) => order.clientOrderId === clientOrderId && order.type === 'market'),
    }));
}

function truthOf({ clientOrderId }: Order, shown: Records['broker']['orders']): Declaration {
  const found = shown.find((order) => order.clientOrderId === clientOrderId && order.type === 'market');
  const { filledQuantity = '0', filledPrice = null } = found ?? {};
  return filledQuantity === '0' || filledPrice === null
    ? { clientOrderId, outcome: 'never-arrived' }
    : { clientOrderId, outcome: 'filled', quantity: filledQuantity, price: filledPrice };
}

function otherwise({ quantity, notional, clientOrderId }: Order, truth: Declaration): Declaration {
  if (truth.outcome === 'filled') return { clientOrderId, outcome: 'never-arrived' };
  const price = '100';
  const all = quantity ?? floorToShares(decimal(notional ?? '1').div(decimal(price))).toFixed();
  return { clientOrderId, outcome: 'filled', quantity: all, price };
}
