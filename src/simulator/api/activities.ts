// What happened in an account: its executions, and what moved cash or shares without an order.

import type { SimulatedActivity } from '../engine/activities';
import { dateInNewYork } from '../engine/exchange-calendar';
import { iso, type SimulatedAccount, type SimulatorState } from '../engine/state';
import { limitOf, timeOf } from './call';
import { fillView } from './fill-view';
import { ok, type Reply } from './reply';

const PAGE_MAX = 100;

interface Listed {
  id: string;
  at: number;
  view: () => object;
}

/** Of these accounts, or only of these types. Pages follow the id of the last activity of the page before. */
export function listActivities(
  { settings }: SimulatorState,
  accounts: readonly SimulatedAccount[],
  types: readonly string[] | undefined,
  query: URLSearchParams,
  now: number,
): Reply {
  const until = {
    fills: now - (settings.executionsLagMs ?? Infinity),
    others: now - (settings.activitiesLagMs ?? Infinity),
  };
  const times = settings.activitiesTwice ? 2 : 1;
  const listed = accounts.flatMap((account) => listedOf(account, types, until, times));
  const wanted = listed.filter(isAsked(query));
  const oldestFirst = isInOrder(wanted) ? wanted : wanted.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  const sorted = query.get('direction') === 'asc' ? oldestFirst : oldestFirst.reverse();
  const token = query.get('page_token');
  const start = sorted.findIndex(({ id }) => id === token) + 1;
  // A day is answered whole unless somebody asks for pages.
  const standard = query.get('date') === null ? PAGE_MAX : Infinity;
  return ok(sorted.slice(start, start + limitOf(query.get('page_size'), standard, standard)).map(({ view }) => view()));
}

function listedOf(
  account: SimulatedAccount,
  types: readonly string[] | undefined,
  until: { fills: number; others: number },
  times: number,
): Listed[] {
  const isAsked = (type: string) => types === undefined || types.includes(type);
  const fills = isAsked('FILL') ? account.fills.filter(({ at }) => at <= until.fills) : [];
  const others = account.activities.filter(({ type, at }) => isAsked(type) && at <= until.others);
  return [
    ...fills.map((fill) => ({ id: fill.id, at: fill.at, view: () => fillView(fill) })),
    ...others.flatMap((other) =>
      Array.from({ length: times }, () => ({ id: other.id, at: other.at, view: () => activityView(account, other) })),
    ),
  ];
}

function activityView(account: SimulatedAccount, activity: SimulatedActivity) {
  const { id, type, usd, symbol, quantity, perShare, description, at } = activity;
  return {
    id,
    account_id: account.id,
    activity_type: type,
    date: dateInNewYork(at),
    created_at: iso(at),
    net_amount: usd.toFixed(2),
    currency: 'USD',
    description,
    status: 'executed',
    ...(symbol === null ? {} : { symbol }),
    ...(quantity === null ? {} : { qty: quantity.toFixed() }),
    ...(perShare === null ? {} : { per_share_amount: perShare.toFixed() }),
  };
}

/** On one day, or between two times. */
function isAsked(query: URLSearchParams): (one: Listed) => boolean {
  const [after, until, date] = [timeOf(query, 'after'), timeOf(query, 'until'), query.get('date')?.slice(0, 10)];
  return ({ at }) => !(at <= after) && !(at >= until) && (date === undefined || dateInNewYork(at) === date);
}

/** Executions alone always are, and there are many of them. */
function isInOrder(listed: readonly Listed[]): boolean {
  return listed.every(({ at }, index) => index === 0 || at >= (listed[index - 1]?.at ?? 0));
}
