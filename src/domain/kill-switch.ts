// The kill switch: one position for all portfolios, read before a batch begins and before each of its orders leaves.
// Undoing what has begun passes, unless trading is halted: then only where a person asked for it.

import type { Side } from './order';

/** What each position lets through, as an operator reads it. */
export const TRADING_POSITIONS = {
  active: 'batches begin as they are needed',
  'reduce-only':
    'no batch with a buy begins; one that has begun goes on to its end, because stopping it would trade more',
  halted:
    'no batch begins, and no order or reversal is sent: what filled is held for a person, or reversed with --undo',
} as const;

export type TradingPosition = keyof typeof TRADING_POSITIONS;

/** Where the switch is, who put it there and why. `since` is ISO. */
export interface Trading {
  position: TradingPosition;
  /** While it is halted: reversals are sent all the same, because a person asked for them. */
  undo: boolean;
  reason: string;
  actor: string;
  since: string;
}

/** Says why no batch with these orders begins, if none does: what has begun goes on to its end, in every position. */
export function beginningRefusal(
  { position, reason }: Pick<Trading, 'position' | 'reason'>,
  orders: readonly { side: Side }[],
): { code: 'TRADING_HALTED' | 'TRADING_REDUCE_ONLY'; detail: string } | undefined {
  if (position === 'halted') return { code: 'TRADING_HALTED', detail: reason };
  const increases = position === 'reduce-only' && orders.some(({ side }) => side === 'BUY');
  return increases ? { code: 'TRADING_REDUCE_ONLY', detail: reason } : undefined;
}
