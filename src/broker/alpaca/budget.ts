// The request budget of one key, as the broker's own headers tell it: they count what all programs with this key spend.
//
// A1. What settles or undoes may spend all of it. A new order leaves the last tenth to that, and a new batch is planned only
//     while what it will ask for fits beside the tenth: half a batch is worse than a later one.
// A2. Of a new minute nobody knows yet what others spend: a few requests go first, the rest wait for the first answer.
// A3. Requests are reserved while it is decided whether there is a batch, and given back when there is none. Who finds them taken by
//     undecided ones asks again soon, because most of a herd may be refused; who finds them kept waits for the next minute.

import type { IncomingHttpHeaders } from 'node:http';
import type { Reservation } from '../broker';

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
/** A1 */
const KEPT_SHARE = 0.1;
/** A2 */
const UNTOLD_MAX = 10;
const UNTOLD_WAIT_MS = 50;
const ASK_AGAIN_MS = 250;

/** `now` is the wall clock in milliseconds: the reset header is a time of day. */
export function createBudget(now: () => number): Budget {
  let blockedUntil = 0;
  let reservedAtMs = Number.NEGATIVE_INFINITY;
  let onItsWay = 0;
  /** `none` until the first answer; a good answer without the headers tells of no limit. */
  let told: 'none' | 'no-limit' | 'limit' = 'none';
  let minute = { limit: 0, left: 0, endsAt: 0, reserved: 0, isNew: false };
  /** A3: what of `minute.reserved` is not decided yet. */
  const undecided = new Map<Reservation, number>();

  const kept = () => Math.ceil(minute.limit * KEPT_SHARE);
  const untilItEnds = () => Math.min(minute.endsAt - now(), MAX_WAIT_MS);
  /** A2 */
  const isUntold = () => {
    if (told !== 'limit') return told === 'none';
    if (now() >= minute.endsAt && !minute.isNew) {
      minute = { ...minute, left: minute.limit, reserved: 0, isNew: true };
      undecided.clear();
    }
    return minute.isNew;
  };
  const setAside = (requests: number): Reservation => {
    minute.reserved += requests;
    const reservation = {
      keep: () => void undecided.delete(reservation),
      giveBack: () => {
        if (undecided.delete(reservation)) minute.reserved -= requests;
      },
    };
    undecided.set(reservation, requests);
    return reservation;
  };
  const takeHeaders = ({ limit, remaining, endsAt }: Told) => {
    if (endsAt > minute.endsAt) {
      // What is on its way may be counted in the answer or not.
      const isSame = isUntold();
      const reserved = isSame ? minute.reserved : 0;
      if (!isSame) undecided.clear();
      minute = { limit, left: remaining - onItsWay, endsAt, reserved, isNew: false };
    } else if (endsAt === minute.endsAt) minute.left = Math.min(minute.left, remaining);
    told = 'limit';
  };

  return {
    waitMs: (isNewOrder) => {
      const blockedMs = blockedUntil - now();
      if (blockedMs > 0) return blockedMs;
      if (isUntold()) return onItsWay < UNTOLD_MAX ? 0 : UNTOLD_WAIT_MS;
      if (told === 'no-limit') return 0;
      return minute.left > (isNewOrder ? kept() : 0) ? 0 : untilItEnds();
    },
    leave: () => {
      onItsWay += 1;
      minute.left -= 1;
      return () => {
        onItsWay -= 1;
      };
    },
    note: (status, headers) => {
      const said = readHeaders(headers, now());
      if (said !== undefined) takeHeaders(said);
      else if (status < 300) told = 'no-limit';
      const spent = status === 429 || wholeOf(headers['x-ratelimit-remaining']) === 0;
      if (!spent) return undefined;
      const wait = resetMs(headers, now());
      blockedUntil = Math.max(blockedUntil, now() + wait);
      return wait;
    },
    reserve: (requests) => {
      const blockedMs = blockedUntil - now();
      if (blockedMs > 0) return blockedMs;
      const untold = isUntold();
      if (told === 'no-limit') return UNLIMITED;
      // A2: one plan at a time finds out.
      if (untold && now() - reservedAtMs < ASK_AGAIN_MS) return ASK_AGAIN_MS;
      const room = Math.min(minute.limit - minute.reserved, minute.left) - kept();
      // One that asks for more than a minute has would never be planned.
      const needed = Math.min(requests, minute.limit / 2);
      if (!untold && needed > room) {
        const mayComeBack = [...undecided.values()].reduce((sum, one) => sum + one, 0);
        const comesTooLate = needed > room + mayComeBack || needed > minute.left - kept();
        return comesTooLate ? Math.max(untilItEnds(), ASK_AGAIN_MS) : ASK_AGAIN_MS;
      }
      reservedAtMs = now();
      return setAside(requests);
    },
  };
}

const UNLIMITED: Reservation = { keep: () => undefined, giveBack: () => undefined };

interface Told {
  limit: number;
  remaining: number;
  /** Milliseconds since 1970. */
  endsAt: number;
}

function readHeaders(headers: IncomingHttpHeaders, now: number): Told | undefined {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
    wholeOf(headers[`x-ratelimit-${name}`]),
  );
  if (limit === undefined || remaining === undefined || reset === undefined) return undefined;
  const retryAfter = wholeOf(headers['retry-after']);
  // It is told in whole seconds of the broker's clock, and later than it is.
  const endsAt = retryAfter === undefined ? reset * 1_000 : Math.min(reset * 1_000, now + retryAfter * 1_000);
  return { limit, remaining, endsAt };
}

function resetMs(headers: IncomingHttpHeaders, now: number): number {
  const retryAfter = wholeOf(headers['retry-after']);
  const resetAt = wholeOf(headers['x-ratelimit-reset']);
  const wait = retryAfter !== undefined ? retryAfter * 1000 : resetAt !== undefined ? resetAt * 1000 - now : undefined;
  return Math.min(Math.max(wait ?? DEFAULT_WAIT_MS, 0), MAX_WAIT_MS);
}

/** A whole number, of seconds or requests; the other forms of these headers count as absent. */
function wholeOf(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^[0-9]{1,12}$/.test(header) ? Number.parseInt(header, 10) : undefined;
}
