// Whether the market is open: when somebody said so, or by the exchange's hours.

import { marketValueOf } from './buying-power';
import { sessionAfter, sessionBefore } from './exchange-calendar';
import { endOrder, fillDueOrders, nextDueAt } from './fill-model';
import { iso, type SimulatorState } from './state';

/** A simulator that nobody asked anything for longer than this opens and closes once, not day by day. */
const FOLLOWED_MAX_MS = 40 * 24 * 60 * 60_000;

/** Does what was due by market time `at`: orders fill, and where the exchange's hours count, the market opens and closes. */
export function passTime(state: SimulatorState, at: number): void {
  if (state.settings.hours === 'exchange') followExchange(state, at);
  fillDueOrders(state, at);
}

/** Returns the market time at which something happens next, unless a request changes what does; undefined when nothing will. */
export function nextTurnAt(state: SimulatorState, at: number): number | undefined {
  const dueAt = nextDueAt(state);
  return state.settings.hours === 'exchange' ? Math.min(nextTurn(at).at, dueAt ?? Infinity) : dueAt;
}

export function openMarket({ clock }: SimulatorState, at: number): void {
  if (!clock.isOpen) clock.openedAt = at;
  clock.isOpen = true;
}

/** Ends the orders for the day, and remembers what was worth how much. */
export function closeMarket(state: SimulatorState, at: number): void {
  if (!state.clock.isOpen) return;
  state.clock.isOpen = false;
  for (const order of [...state.open]) if (order.timeInForce !== 'gtc') endOrder(state, order, 'expired', at);
  for (const asset of state.assets.values()) asset.lastClose = asset.price;
  for (const account of state.accounts.values()) {
    const held = marketValueOf(state, account.positions);
    account.closes.push({ at, cash: account.cash, held });
  }
}

/** An order sent after a clock was read is stamped later than that clock, even within one millisecond. */
export function laterThanShown({ clock }: SimulatorState, at: number): number {
  return Math.max(at, clock.shownAt + 1);
}

function followExchange(state: SimulatorState, at: number): void {
  const { clock } = state;
  const from = clock.followedAt;
  if (from !== null && at >= from && at - from < FOLLOWED_MAX_MS)
    for (let turn = nextTurn(from); turn.at <= at; turn = nextTurn(turn.at)) {
      fillDueOrders(state, turn.at);
      follow(state, turn.opens, turn.at);
    }
  else {
    const session = sessionBefore(at);
    const isOpen = at < session.closesAt;
    follow(state, isOpen, isOpen ? session.opensAt : at);
  }
  clock.followedAt = at;
}

function follow(state: SimulatorState, isOpen: boolean, at: number): void {
  if (isOpen !== state.clock.isOpen)
    state.journal.push({ at: iso(at), kind: 'clock', message: isOpen ? 'open' : 'closed' });
  if (isOpen) openMarket(state, at);
  else closeMarket(state, at);
}

/** The next opening or closing after `at`. */
function nextTurn(at: number): { at: number; opens: boolean } {
  const { closesAt } = sessionBefore(at);
  return closesAt > at ? { at: closesAt, opens: false } : { at: sessionAfter(at).opensAt, opens: true };
}
