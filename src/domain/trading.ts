// The kill switch: one position for all portfolios, read before a batch begins and before each of its orders leaves.
// Undoing what has begun passes in every position.

/** What each position lets through, as an operator reads it. */
export const TRADING_POSITIONS = {
  active: 'batches begin as they are needed',
  'reduce-only':
    'no batch with a buy begins; one that has begun goes on to its end, because stopping it would trade more',
  halted: 'no batch begins, and no further order of one that has begun is sent: what filled of it is reversed',
} as const;

export type TradingPosition = keyof typeof TRADING_POSITIONS;

/** Where the switch stands, who put it there and why. `since` is ISO. */
export interface Trading {
  position: TradingPosition;
  reason: string;
  actor: string;
  since: string;
}
