// Which path of the Broker API is which call. The Trading API's paths have become these before.

import * as quotes from '../engine/quotes';
import type { SimulatorState } from '../engine/state';
import * as accounts from './accounts';
import { listActivities } from './activities';
import { listAssets, showAsset } from './assets';
import type { AccountCall, OrderCall } from './call';
import { showCalendar, showClock } from './clock';
import { changeConfigurations, showConfigurations } from './configurations';
import * as orders from './orders';
import { showPortfolioHistory } from './portfolio-history';
import * as positions from './positions';
import { accountNotFound, type Reply, unauthorized } from './reply';

/** The calls about one account, by method and what follows the account in the path. Those about orders are in `ORDER_CALLS`. */
export const ACCOUNT_READS: Record<string, (call: AccountCall) => Reply> = {
  'GET account': accounts.showAccount,
  'GET account/configurations': showConfigurations,
  'PATCH account/configurations': changeConfigurations,
  'GET account/portfolio/history': showPortfolioHistory,
  'GET orders': orders.listOrders,
  'GET positions': positions.listPositions,
  'GET positions/:id': positions.showPosition,
};

export const ORDER_CALLS: Record<string, OrderCall> = {
  'POST orders': orders.submitOrder,
  'DELETE orders': orders.cancelAllOrders,
  'GET orders:by_client_order_id': orders.findByClientOrderId,
  'GET orders/:id': orders.findById,
  'PATCH orders/:id': orders.replaceById,
  'DELETE orders/:id': orders.cancelOrder,
  'DELETE positions': positions.closeAllPositions,
  'DELETE positions/:id': positions.closePosition,
};

/** "GET orders/:id" and the id, of what follows the account. */
export function nameOf(method: string, [noun = '', ...rest]: readonly string[]): { name: string; id: string } {
  const [id = ''] = rest;
  if (id === '') return { name: `${method} ${noun}`, id };
  const path = noun === 'account' ? [noun, ...rest] : [noun, ':id', ...rest.slice(1)];
  return { name: `${method} ${path.join('/')}`, id };
}

/** A read that is not under one account. */
export interface Read {
  state: SimulatorState;
  query: URLSearchParams;
  /** Market time. */
  at: number;
  /** True on the Trading API, where the account is the key's. */
  byKey: boolean;
}

const READS: Record<string, (read: Read) => Reply> = {
  '/v1/clock': ({ state, at }) => showClock(state, at),
  '/v1/calendar': ({ state, query }) => showCalendar(state, query),
  '/v1/assets': ({ state, query }) => listAssets(state, query),
  '/v1/accounts': ({ state, query }) => accounts.listCustomers(state, query),
  '/v1/accounts/positions': ({ state, at }) => accounts.listAllPositions(state, at),
  '/v1/accounts/activities': (read) => showActivities(read),
  '/v2/stocks/trades/latest': ({ state, query, at }) => quotes.latestTrades(state, query, at),
  '/v2/stocks/quotes/latest': ({ state, query, at }) => quotes.latestQuotes(state, query, at),
  '/v2/stocks/snapshots': ({ state, query, at }) => quotes.snapshots(state, query, at),
};

/** Those whose path ends with what they are about. */
const READS_OF: readonly [path: string, read: (read: Read, name: string) => Reply][] = [
  ['/v1/assets/', ({ state }, symbol) => showAsset(state, symbol)],
  ['/v1/accounts/activities/', (read, type) => showActivities(read, type)],
  ['/v1/accounts/', ({ state }, id) => accounts.showCustomer(state, id)],
];

export function findRead(path: string): ((read: Read) => Reply) | undefined {
  const exact = READS[path];
  if (exact !== undefined) return exact;
  const [start, run] = READS_OF.find(([beginning]) => path.startsWith(beginning)) ?? [];
  const name = path.slice(start?.length);
  return run === undefined || name.includes('/') ? undefined : (read) => run(read, name);
}

/** Of one account, or on the Broker API of all; of the type in the path, or of those in the query. */
function showActivities({ state, query, at, byKey }: Read, type?: string): Reply {
  const id = query.get('account_id');
  const account = state.accounts.get(id ?? '');
  if (id !== null && account === undefined) return byKey ? unauthorized() : accountNotFound();
  const types = type === undefined ? query.get('activity_types')?.split(',') : [type];
  return listActivities(state, account === undefined ? [...state.accounts.values()] : [account], types, query, at);
}
