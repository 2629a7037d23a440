// What moves cash or shares of an account without an order of ours, as a broker lists it.

import type { TickerSymbol } from './portfolio';

export const ACTIVITY_KINDS = [
  'CASH_FLOW',
  'DIVIDEND',
  'INTEREST',
  'FEE',
  'SPLIT',
  'SPIN_OFF',
  'MERGER',
  'NAME_CHANGE',
  'SHARES_MOVED',
  'UNKNOWN',
] as const;

/** `UNKNOWN` is what a broker calls something that is not known here: nobody guesses what it moves. */
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

export interface Activity {
  /** The broker's: it names the same activity for ever. */
  id: string;
  kind: ActivityKind;
  /** The broker's own word, for people: "CSD". */
  type: string;
  /** ISO. What has only a date counts as the end of that day. */
  at: string;
  /** USD that the account got, or paid if negative. */
  cash: string;
  symbol: TickerSymbol | null;
  /** Shares of the symbol that the account got, or lost if negative; null when it moves none. */
  quantity: string | null;
  description: string;
  /** The broker took it back: it moves nothing. */
  isVoid: boolean;
}

/**
 * `WAITING`: the account does not show it yet. `BOOKED`: it is in the books by itself. `INCLUDED`: the books had it already, because
 * they began with it or somebody took the account over. `IGNORED`: of an unknown kind, or taken back by the broker; it books nothing.
 */
export const ACTIVITY_STATES = ['WAITING', 'BOOKED', 'INCLUDED', 'IGNORED'] as const;
export type ActivityState = (typeof ACTIVITY_STATES)[number];

/** An activity as the ledger keeps it. `number` rises in the order in which they were seen. Times are ISO. */
export interface KeptActivity extends Activity {
  portfolioId: string;
  number: number;
  state: ActivityState;
  seenAt: string;
  /** When it was booked or found in the books, or null. */
  settledAt: string | null;
}

/** What an activity that was just seen is. */
export function firstStateOf({ kind, isVoid }: Pick<Activity, 'kind' | 'isVoid'>): ActivityState {
  return kind === 'UNKNOWN' || isVoid ? 'IGNORED' : 'WAITING';
}

/** A broker dates some activities back: what it lists is asked for from this long before the last one that was seen. */
export const LISTED_LATE_MS = 5 * 24 * 60 * 60_000;
