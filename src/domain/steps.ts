// What crosses between the saga and its steps: JSON, with amounts as decimal strings and times as ISO strings.

import type { BatchExecution, Cause } from './batch';
import type { OrderState, Side } from './order';
import type { TickerSymbol } from './portfolio';
import type { Refusal } from './refusal';

export interface PrepareBatchInput {
  portfolioId: string;
  /** A UUID drawn by the caller: the same id always gives the same batch. */
  batchId: string;
}

export interface BatchRef {
  batchId: string;
  epoch: number;
}

export interface OrderRef extends BatchRef {
  symbol: TickerSymbol;
}

export type PreparedBatch =
  | { kind: 'refused'; refusal: Refusal; drift: string | null }
  | { kind: 'not-needed'; drift: string }
  | { kind: 'stale'; reason: string; message: string }
  | { kind: 'trade'; batch: BatchToRun }
  /** An earlier run left it open: reconcile before anything else. */
  | { kind: 'leftover'; batch: BatchToRun };

export interface BatchToRun extends BatchRef {
  execution: BatchExecution;
  driftBefore: string;
  /** ISO time after which an unknown outcome makes the portfolio STALE. */
  giveUpAt: string;
  reversalRetries: number;
  reversalDelayMs: number;
  /** Sells, then buys, each in symbol order. */
  orders: OrderToPlace[];
}

export interface OrderToPlace {
  symbol: TickerSymbol;
  side: Side;
  /** Shares, or null when the order is sized in dollars. */
  quantity: string | null;
  notional: string | null;
}

export interface OrderResult {
  symbol: TickerSymbol;
  state: OrderState;
  filledQuantity: string;
  code: string | null;
  message: string | null;
}

export type ReversalResult =
  | { kind: 'reversed' }
  | { kind: 'refused'; code: string; message: string; permanent: boolean }
  | { kind: 'unknown'; message: string };

export interface CloseBatchInput extends BatchRef {
  state: 'SUCCESS' | 'ROLLED_BACK';
  cause: Cause | null;
}

export interface ClosedBatch {
  driftAfter: string;
  /** USD a rollback did not restore, or null. */
  residual: string | null;
}

export interface MarkStaleInput {
  portfolioId: string;
  reason: string;
  cause: Cause | null;
}

export type Outcome =
  | { outcome: 'REBALANCED'; batchId: string; driftBefore: string; driftAfter: string }
  | { outcome: 'NOT_NEEDED'; drift: string }
  | { outcome: 'REFUSED'; refusal: Refusal; drift: string | null }
  | { outcome: 'ROLLED_BACK'; batchId: string; cause: Cause; residual: string; driftBefore: string; driftAfter: string }
  | { outcome: 'STALE'; batchId: string | null; reason: string; cause: Cause | null };
