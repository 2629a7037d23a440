// What a contender's portfolio knows of the days before: its calendar, its rest and what it traded.

import { calendarDue } from '../../domain/calendar';
import { restAfterSuccess } from '../../domain/cool-down';
import { type Decimal, showCents, sum } from '../../domain/money';
import type { Side } from '../../domain/order';
import { bookedUsd, type PlannedOrder } from '../../domain/plan';
import type { Policy } from '../../domain/policy';
import { isBefore } from '../../domain/time';
import { turnoverSince } from '../../domain/turnover';
import type { Moment } from '../../domain/what-if';

export interface Life {
  /** A day that the calendar asks for is looked at whatever the drift is, and one of rest is not. */
  readonly askedOn: (date: string) => 'calendar' | 'rest' | undefined;
  /** What a decision of a day finds. */
  readonly momentOn: (date: string) => Moment;
  /** A look of the calendar is done. */
  readonly looked: (calendarDay: string | undefined) => void;
  readonly traded: (date: string, orders: readonly PlannedOrder[]) => void;
}

/** Every look of the calendar up to `firstDay` counts as done: on it everything is bought. */
export function startLife(policy: Policy, firstDay: string): Life {
  let [coolUntil, calendarDoneOn]: [string | null, string] = [null, firstDay];
  let traded: { date: string; side: Side; usd: Decimal }[] = [];
  const tradedUsd = (side: Side) => showCents(sum(traded.filter((one) => one.side === side).map(({ usd }) => usd)));
  return {
    askedOn: (date) => {
      if (coolUntil !== null && isBefore(lookOn(date), coolUntil)) return 'rest';
      return calendarDue({ policy, calendarDoneOn }, lookOn(date)) === undefined ? undefined : 'calendar';
    },
    momentOn: (date) => {
      const moment = { now: lookOn(date), coolUntil, calendarDoneOn };
      if (policy.maxTurnover30Days === null) return moment;
      const since = turnoverSince(`${date}T00:00:00.000Z`);
      traded = traded.filter((one) => !isBefore(lookOn(one.date), since));
      return { ...moment, turnover: { boughtUsd: tradedUsd('BUY'), soldUsd: tradedUsd('SELL') } };
    },
    looked: (calendarDay) => {
      calendarDoneOn = calendarDay ?? calendarDoneOn;
    },
    traded: (date, orders) => {
      coolUntil = restAfterSuccess(policy, lookOn(date));
      if (policy.maxTurnover30Days === null) return;
      traded.push(...orders.map((order) => ({ date, side: order.side, usd: bookedUsd(order) })));
    },
  };
}

/** The one time of a day at which everything happens. It is the same day in New York. */
function lookOn(date: string): string {
  return `${date}T17:00:00.000Z`;
}
