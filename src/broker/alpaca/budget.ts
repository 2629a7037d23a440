// The request budget of one key, as the broker's own headers tell it: they count what all programs with this key spend.
//
// A1. What settles or undoes may spend all of it. A new order leaves the last tenth to that, and a new batch is planned only
//     while what it will ask for fits beside the tenth: half a batch is worse than a later one.
// A2. Nobody knows yet what others spend of a new minute: a few requests go first, the rest wait for the first answer.
// A3. Requests are reserved while it is decided whether there is a batch, and given back when there is none. A batch that finds them
//     taken by undecided ones asks again soon, because most of a herd may be refused. One that finds them kept waits for the next minute.
// A4. Our clock may be far from the broker's, or be set: no wait is longer than a minute, and a minute hardly longer than one.

import type { IncomingHttpHeaders } from 'node:http';
import type { Reservation } from '../broker';
import { type RateLimit, readRateLimit } from './rate-limit';

export interface Budget {
  /** How long to wait before this request may leave, in milliseconds; 0 when it may at once. */
  waitMs(isNewOrder: boolean): number;
  /** A request leaves now. Returns what to call once it ended, however it did. */
  leave(): () => void;
  /** Takes note of an answer, and returns how long it asks to wait, or undefined when it does not. */
  note(status: number, headers: IncomingHttpHeaders): number | undefined;
  /** A1: sets this many of this minute's requests aside, or returns how long to wait before asking again, in milliseconds. */
  reserve(requests: number): Reservation | number;
}

/** Without a header that says when, a spent budget is asked for again after this long. */
const DEFAULT_WAIT_MS = 1_000;
const MAX_WAIT_MS = 60_000;
/** A minute whose end is told in whole seconds, later than it is. */
const MINUTE_MAX_MS = 61_000;
/** A1 */
const KEPT_SHARE = 0.1;
/** A2 */
const UNTOLD_MAX = 10;
const UNTOLD_WAIT_MS = 50;
const ASK_AGAIN_MS = 250;

/** What is known of the budget. */
interface Spent {
  blockedUntil: number;
  reservedAtMs: number;
  /** Requests that have left and have not ended. */
  onItsWay: number;
  /** `none` until the first answer; a good answer without the headers tells of no limit. */
  told: 'none' | 'no-limit' | 'limit';
  minute: Minute;
  /** A3: what of `minute.reserved` is not decided yet. */
  undecided: Map<Reservation, number>;
}

interface Minute {
  limit: number;
  left: number;
  /** Milliseconds since 1970, by the broker's clock. */
  endsAt: number;
  /** When it was first told of, by ours. */
  toldAt: number;
  reserved: number;
  /** A2: it has begun, and no answer has told of it. */
  isNew: boolean;
}

/** `now` is the wall clock in milliseconds: the reset header is a time of day. */
export function createBudget(now: () => number): Budget {
  const spent: Spent = {
    blockedUntil: 0,
    reservedAtMs: Number.NEGATIVE_INFINITY,
    onItsWay: 0,
    told: 'none',
    minute: { limit: 0, left: 0, endsAt: 0, toldAt: 0, reserved: 0, isNew: false },
    undecided: new Map(),
  };
  return {
    waitMs: (isNewOrder) => waitMs(spent, now(), isNewOrder),
    leave: () => {
      spent.onItsWay += 1;
      spent.minute.left -= 1;
      return () => {
        spent.onItsWay -= 1;
      };
    },
    note: (status, headers) => note(spent, now(), status, readRateLimit(headers)),
    reserve: (requests) => reserve(spent, now(), requests),
  };
}

function waitMs(spent: Spent, now: number, isNewOrder: boolean): number {
  const blocked = blockedMs(spent, now);
  if (blocked > 0) return blocked;
  beginMinute(spent, now);
  if (isUntold(spent)) return spent.onItsWay < UNTOLD_MAX ? 0 : UNTOLD_WAIT_MS;
  if (spent.told === 'no-limit') return 0;
  return spent.minute.left > (isNewOrder ? kept(spent.minute) : 0) ? 0 : untilItEnds(spent.minute, now);
}

function note(spent: Spent, now: number, status: number, said: RateLimit): number | undefined {
  const { limit, remaining, resetAtMs, retryAfterMs } = said;
  if (limit !== undefined && remaining !== undefined && resetAtMs !== undefined) {
    // It is told in whole seconds of the broker's clock, and later than it is.
    const endsAt = retryAfterMs === undefined ? resetAtMs : Math.min(resetAtMs, now + retryAfterMs);
    takeHeaders(spent, now, { limit, remaining, endsAt });
  } else if (status < 300) spent.told = 'no-limit';
  if (status !== 429 && remaining !== 0) return undefined;
  const asked = retryAfterMs ?? (resetAtMs === undefined ? DEFAULT_WAIT_MS : resetAtMs - now);
  const wait = Math.min(Math.max(asked, 0), MAX_WAIT_MS);
  spent.blockedUntil = now + Math.max(blockedMs(spent, now), wait);
  return wait;
}

function takeHeaders(spent: Spent, now: number, told: Pick<Minute, 'limit' | 'endsAt'> & { remaining: number }): void {
  const { limit, remaining, endsAt } = told;
  const { minute } = spent;
  if (endsAt === minute.endsAt) minute.left = Math.min(minute.left, remaining);
  if (endsAt > minute.endsAt) {
    beginMinute(spent, now);
    const isSame = isUntold(spent);
    if (!isSame) spent.undecided.clear();
    spent.minute = {
      limit,
      // What is on its way may be counted in the answer or not.
      left: remaining - spent.onItsWay,
      endsAt,
      toldAt: now,
      reserved: isSame ? spent.minute.reserved : 0,
      isNew: false,
    };
  }
  spent.told = 'limit';
}

function reserve(spent: Spent, now: number, requests: number): Reservation | number {
  const blocked = blockedMs(spent, now);
  if (blocked > 0) return blocked;
  beginMinute(spent, now);
  const untold = isUntold(spent);
  const { minute, undecided } = spent;
  if (spent.told === 'no-limit') return UNLIMITED;
  // A2: one plan at a time finds out.
  if (untold && Math.abs(now - spent.reservedAtMs) < ASK_AGAIN_MS) return ASK_AGAIN_MS;
  const room = Math.min(minute.limit - minute.reserved, minute.left) - kept(minute);
  // One that asks for more than a minute has would never be planned.
  const needed = Math.min(requests, minute.limit / 2);
  if (!untold && needed > room) {
    const mayComeBack = [...undecided.values()].reduce((sum, one) => sum + one, 0);
    const comesTooLate = needed > room + mayComeBack || needed > minute.left - kept(minute);
    return comesTooLate ? Math.max(untilItEnds(minute, now), ASK_AGAIN_MS) : ASK_AGAIN_MS;
  }
  spent.reservedAtMs = now;
  return setAside(spent, requests);
}

const UNLIMITED: Reservation = { keep: () => undefined, giveBack: () => undefined };

function setAside(spent: Spent, requests: number): Reservation {
  const { undecided } = spent;
  spent.minute.reserved += requests;
  const reservation = {
    keep: () => void undecided.delete(reservation),
    giveBack: () => {
      if (undecided.delete(reservation)) spent.minute.reserved -= requests;
    },
  };
  undecided.set(reservation, requests);
  return reservation;
}

/** A2: once the minute is over that was told of, another one has begun. Call it before anything of the minute is read. */
function beginMinute(spent: Spent, now: number): void {
  const { minute } = spent;
  if (spent.told !== 'limit' || minute.isNew || untilItEnds(minute, now) > 0) return;
  spent.minute = { ...minute, left: minute.limit, reserved: 0, isNew: true };
  spent.undecided.clear();
}

/** A2 */
function isUntold({ told, minute }: Spent): boolean {
  return told === 'limit' ? minute.isNew : told === 'none';
}

/** A1 */
function kept({ limit }: Minute): number {
  return Math.ceil(limit * KEPT_SHARE);
}

/** A4 */
function untilItEnds({ endsAt, toldAt }: Minute, now: number): number {
  const told = now - toldAt;
  return told < 0 ? 0 : Math.max(Math.min(endsAt - now, MAX_WAIT_MS, MINUTE_MAX_MS - told), 0);
}

/** A4 */
function blockedMs({ blockedUntil }: Spent, now: number): number {
  const left = blockedUntil - now;
  return left > 0 && left <= MAX_WAIT_MS ? left : 0;
}
