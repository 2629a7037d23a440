// The accounts: one by its key or id, and the Broker API's list of customers.

import type { SimulatedAccount, SimulatorState } from '../engine/state';
import { iso } from '../engine/state';
import { accountView, customerView } from './account-view';
import { type AccountCall, timeOf } from './call';
import { positionViews } from './position-view';
import { accountNotFound, ok, type Reply } from './reply';

export function showAccount({ state, account, at }: AccountCall): Reply {
  return ok(accountView(state, account, at));
}

export function showCustomer({ accounts }: SimulatorState, id: string): Reply {
  const account = accounts.get(id);
  return account === undefined ? accountNotFound() : ok(customerView(account));
}

/** Newest first, unless `sort` says otherwise. */
export function listCustomers({ accounts }: SimulatorState, query: URLSearchParams): Reply {
  const wanted = [...accounts.values()].filter((account) => fits(account, query));
  const oldestFirst = wanted.sort((a, b) => a.createdAt - b.createdAt);
  return ok((query.get('sort') === 'asc' ? oldestFirst : oldestFirst.reverse()).map(customerView));
}

/** The positions of all accounts that have any. */
export function listAllPositions(state: SimulatorState, at: number): Reply {
  const held = [...state.accounts.values()].map((account) => [account.id, positionViews(state, account, at)] as const);
  return ok({ as_of: iso(at), positions: Object.fromEntries(held.filter(([, positions]) => positions.length > 0)) });
}

function fits({ id, createdAt }: SimulatedAccount, query: URLSearchParams): boolean {
  const words = (query.get('query') ?? '').split(' ');
  const statuses = query.getAll('status').flatMap((status) => status.split(','));
  return (
    words.every((word) => id.includes(word)) &&
    (statuses.length === 0 || statuses.includes('ACTIVE')) &&
    !(createdAt <= timeOf(query, 'created_after')) &&
    !(createdAt >= timeOf(query, 'created_before'))
  );
}
