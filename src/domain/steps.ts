// What crosses between the saga and its steps: JSON, with amounts as decimal strings and times as ISO strings.

import type { BatchExecution, Cause } from './batch';
import type { OrderState, Side } from './order';
import type { TickerSymbol } from './portfolio';
import type { Refusal } from './refusal';
import type { Resolve, Verdict } from './stale';

export interface PrepareBatchInput {
  portfolioId: string;
  /** A UUID drawn by the caller: the same id always gives the same batch. */
  batchId: string;
  /** The run was stopped: settle what is open, plan nothing. */
  settleOnly: boolean;
  /** How many reads of this run differed from the books. A payload of an earlier build has none: then the first one is believed. */
  differed?: number;
  /** ISO time after which an account or a market that cannot be read is a refusal. A payload of an earlier build has none. */
  askUntil?: string;
}

export interface BatchRef {
  batchId: string;
  epoch: number;
}

export interface SizeBuysInput extends BatchRef {
  /** ISO time until which the account may show less than the sells brought. A payload of an earlier build has none. */
  moneyUntil?: string;
}

export interface OrderRef extends BatchRef {
  symbol: TickerSymbol;
}

export type PreparedBatch =
  | { kind: 'refused'; refusal: Refusal; drift: string | null }
  | { kind: 'not-needed'; drift: string }
  | { kind: 'stale'; reason: string; message: string }
  /** The books and the broker differ: ask again after `waitMs`. */
  | { kind: 'differs'; message: string; waitMs: number }
  /** The ledger says STALE already, and nothing holds the portfolio. */
  | { kind: 'held'; hold: StaleHold }
  | { kind: 'trade'; batch: BatchToRun }
  /** An earlier run left it open: reconcile before anything else, but not before `waitMs`, when nothing older sends any more. */
  | { kind: 'leftover'; batch: BatchToRun; waitMs: number };

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
  /** Percent, or null when the market did not tell. */
  driftAfter: string | null;
  /** Why the portfolio was paused by this end, or null. */
  paused: string | null;
  /** Why a batch that filled whole is not where its plan was to bring the portfolio, or null. An answer of an earlier build has none. */
  offTarget?: string | null;
  /** USD a rollback did not restore, or null. */
  residual: string | null;
}

export interface MarkStaleInput {
  portfolioId: string;
  reason: string;
  cause: Cause | null;
}

/** Why a portfolio is held. */
export interface StaleHold {
  reason: string;
  cause: Cause | null;
  batchId: string | null;
}

export interface ResolveInput extends Resolve {
  portfolioId: string;
}

/** What ends a hold. */
export interface EndStaleInput extends ResolveInput {
  /** ISO time after which a broker that does not answer is a verdict: a person waits for it, and decides anew. */
  askUntil: string;
}

export interface DeclareInput extends ResolveInput {
  /** The same for every attempt at one request. */
  requestId: string;
}

/** The open batch of a STALE portfolio, taken over; null when it has none. */
export interface TakenOver {
  /** Why nothing was taken over. An answer of an earlier build has no such field. */
  refused?: Verdict | undefined;
  batch: BatchToRun | null;
  /** How long something older may still send. */
  waitMs: number;
  /** ISO time until which an unknown outcome is asked for; an operator waits for the answer. */
  askUntil: string;
  /** What the broker shows of orders whose outcome was declared otherwise. An answer of an earlier build has no such field. */
  declaredOtherwise?: string[];
}

export interface AlertInput {
  /** The same for every delivery of one alert. */
  eventId: string;
  portfolioId: string;
  text: string;
}

export type Outcome =
  | { outcome: 'REBALANCED'; batchId: string; driftBefore: string; driftAfter: string | null }
  | { outcome: 'NOT_NEEDED'; drift: string }
  | { outcome: 'REFUSED'; refusal: Refusal; drift: string | null }
  | {
      outcome: 'ROLLED_BACK';
      batchId: string;
      cause: Cause;
      residual: string;
      driftBefore: string;
      driftAfter: string | null;
    }
  | { outcome: 'STALE'; batchId: string | null; reason: string; cause: Cause | null };
