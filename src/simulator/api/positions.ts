// The positions of an account, and selling them.

import { decimal, decimalProblem, floorToShares, HUNDRED, SHARE_DECIMALS } from '../../domain/money';
import type { TickerSymbol } from '../../domain/portfolio';
import { heldQuantity } from '../engine/buying-power';
import type { Effect } from '../engine/faults';
import { endOrder } from '../engine/fill-model';
import { laterThanShown } from '../engine/market-clock';
import { submit } from '../engine/submit';
import { findAsset } from './asset-view';
import type { AccountCall, OrderCall } from './call';
import { positionViews } from './position-view';
import { invalid, ok, positionNotFound, type Reply } from './reply';

export function listPositions({ state, account, at }: AccountCall): Reply {
  return ok(positionViews(state, account, at));
}

export function showPosition(call: AccountCall): Reply {
  const { state, account, at } = call;
  const position = positionViews(state, account, at).find(({ symbol }) => symbol === symbolOf(call));
  return position === undefined ? positionNotFound(call.id) : ok(position);
}

/** Sells a position at the market: all of it, so many shares (`qty`), or so many percent of it (`percentage`). */
export const closePosition: OrderCall = {
  operation: 'submit',
  about: (call) => ({ symbol: symbolOf(call), side: 'SELL' }),
  run: (call, effect) => {
    const symbol = symbolOf(call);
    const held = heldQuantity(call.account, symbol);
    if (!held.greaterThan('0')) return positionNotFound(call.id);
    const [quantity, percentage] = [call.query.get('qty'), call.query.get('percentage')];
    if (quantity !== null && percentage !== null) return invalid('only one of qty or percentage is accepted');
    const problem = decimalProblem(quantity ?? percentage ?? '100', SHARE_DECIMALS);
    if (problem !== undefined) return invalid(`${quantity === null ? 'percentage' : 'qty'} ${problem}`);
    if (decimal(percentage ?? '100').greaterThan(HUNDRED)) return invalid('percentage must be between 0 and 100');
    const share = held.times(decimal(percentage ?? '100')).div(HUNDRED);
    return sell(call, symbol, quantity ?? floorToShares(share).toFixed(), effect);
  },
};

/** Sells every position, and answers for each; with `cancel_orders` its open orders are cancelled first. */
export const closeAllPositions: OrderCall = {
  operation: 'submit',
  about: () => undefined,
  run: (call, effect) => {
    const { state, account, query, at } = call;
    if (query.get('cancel_orders')?.toLowerCase() === 'true')
      for (const order of [...state.open]) if (order.account === account) endOrder(state, order, 'canceled', at);
    const held = [...account.positions].filter(([, quantity]) => quantity.greaterThan('0'));
    const sold = held.map(([symbol, quantity]) => {
      const { status, body } = sell(call, symbol, quantity.toFixed(), effect);
      return { symbol, status, body };
    });
    return { status: 207, body: sold };
  },
};

function sell({ state, account, at }: AccountCall, symbol: TickerSymbol, quantity: string, effect?: Effect): Reply {
  const order = { symbol, qty: quantity, side: 'sell', type: 'market', time_in_force: 'day' };
  const intent = { position_intent: 'sell_to_close' };
  return submit(state, account, { ...order, ...intent }, laterThanShown(state, at), effect);
}

function symbolOf({ state, id }: AccountCall): TickerSymbol {
  return findAsset(state, id)?.symbol ?? id;
}
