import type { CauseCode } from './causes';
import type { Order } from './order';

export type BatchState = 'PENDING' | 'SUCCESS' | 'ADJUSTED' | 'ROLLED_BACK' | 'STALE' | 'ADOPTED';

/**
 * | state   | becomes                               | note                                                          |
 * |---------|---------------------------------------|---------------------------------------------------------------|
 * | PENDING | SUCCESS, ADJUSTED, ROLLED_BACK, STALE | ADJUSTED: kept though something fell short, because it is safe |
 * | STALE   | ROLLED_BACK, ADJUSTED, ADOPTED        | by a `resolve`                                                |
 */
const NEXT: Record<BatchState, readonly BatchState[]> = {
  PENDING: ['SUCCESS', 'ADJUSTED', 'ROLLED_BACK', 'STALE'],
  STALE: ['ROLLED_BACK', 'ADJUSTED', 'ADOPTED'],
  SUCCESS: [],
  ADJUSTED: [],
  ROLLED_BACK: [],
  ADOPTED: [],
};

export function batchMayBecome(from: BatchState, to: BatchState): boolean {
  return NEXT[from].includes(to);
}

/** An open batch blocks every other of its portfolio. */
export function isOpen(state: BatchState): boolean {
  return state === 'PENDING' || state === 'STALE';
}

/** Which of a batch's orders run together: all at once, or the sells before the buys. */
export type BatchExecution = 'parallel' | 'sells-first';

/** Why a batch did not succeed, or why its portfolio is held; `symbol` is the order it hit. */
export interface Cause<Code extends CauseCode = CauseCode> {
  code: Code;
  message: string;
  symbol?: string;
}

/** Half the sum of all deviations from the targets, in percentage points at the same prices: without a batch, and with it. */
export interface Deviation {
  before: string;
  after: string;
}

/** One batch as the ledger keeps it, with its orders: the sells, then the buys, then the reversals, by symbol and attempt. */
export interface Batch {
  id: string;
  portfolioId: string;
  accountId: string;
  state: BatchState;
  /** Raised by every recovery; an activity that carries an older one may not send. */
  epoch: number;
  execution: BatchExecution;
  /** The version of the policy that it was planned with, and keeps to its end; null for a batch of a build that did not know. */
  policyVersion: number | null;
  /** ISO time on our clock at which its prices were read: `planTtl` counts from here. */
  pricedAt: string;
  /** ISO time on the market's clock at the same moment: fills of this batch are later. */
  marketTime: string;
  driftBefore: string;
  /** The drift that its plan was meant to leave, at the plan's prices. A batch of an earlier build has none. */
  driftPlanned: string | null;
  driftAfter: string | null;
  cause: Cause | null;
  /** USD that a rollback did not restore: cash after less cash before; null unless ROLLED_BACK. */
  residual: string | null;
  /** ISO time at which the buys of a sells-first batch got their final size, or null. */
  buysSizedAt: string | null;
  orders: Order[];
}

/** One execution at the broker. `cash` is USD booked for it: negative for a buy. */
export interface Fill {
  executionId: string;
  clientOrderId: string;
  quantity: string;
  price: string;
  cash: string;
  /** ISO time on the broker's clock. */
  at: string;
  /** No execution of the broker's: two people said that it filled (domain/declaration). `at` is then the time of the second. */
  declared?: true;
}
