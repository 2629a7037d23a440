// What crosses between the saga and its steps: JSON, with amounts as decimal strings and times as ISO strings.

import type { BatchExecution, Cause, Deviation } from './batch';
import type { OrderCause, StaleReason } from './causes';
import type { OrderState, Side } from './order';
import type { TickerSymbol } from './portfolio';
import type { Refusal } from './refusal';
import type { Shortfall } from './shortfall';
import type { Freeze, Resolve, Verdict } from './stale';

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
  /** A person asked for the cash to be invested, and for nothing else. */
  run?: 'invest_cash';
  /** A person asked for this frozen plan to be traded, and for nothing else. */
  proposal?: string;
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
  /** Which attempt at the symbol; the first when it is left out. */
  attempt?: number;
}

/** Who decided that something is sent, when it is not the policy: a person, whose decision passes limits and a freeze. */
export interface Decided {
  decidedBy?: string;
}

export interface PlaceOrderInput extends OrderRef, Decided {
  /** ISO time, on the market's clock, until which it may be sent; that of its plan when it is left out. */
  sendUntil?: string;
}

export interface ReverseOrderInput extends BatchRef, Decided {
  symbol: TickerSymbol;
  attempt: number;
  giveUpAt: string;
}

export interface WeighFailureInput extends BatchRef, Decided {
  cause: Cause;
  /** ISO time after which a market that cannot be read is a reason to hold. */
  giveUpAt: string;
  /** False once the attempts are used up. */
  mayComplete: boolean;
  /** The run was stopped by its TTL or a cancel request: it is rolled back, whatever the policy says of completing. */
  stopped?: boolean;
  /** Whatever the policy says: somebody has asked for the rollback. */
  undoes?: boolean;
  /** What a person's signal says and the ledger may not know yet. */
  freeze?: Freeze;
}

/** What becomes of a batch in which something failed. */
export type Weighed =
  /** In the end nothing fell short. */
  | { choice: 'commit' }
  /** Try again what fell short, until then (ISO). */
  | { choice: 'complete'; until: string }
  /** Keep it as it is: that is safe. */
  | { choice: 'adjust'; deviation: Deviation }
  | { choice: 'rollback' }
  /** Send nothing more: a person decides. */
  | { choice: 'hold'; cause: Cause<StaleReason> };

export interface PlanRetriesInput extends BatchRef, Decided {
  /** ISO time after which nothing is tried again. */
  until: string;
}

/** The next attempts at what fell short. None when there is nothing that could be tried; `refusal` when nothing may be. */
export interface PlannedRetries {
  orders: OrderToPlace[];
  /** ISO time, on the market's clock. */
  sendUntil: string;
  refusal?: Cause<'TRADING_HALTED' | 'REVERSAL_BEGUN' | 'CORPORATE_ACTION'>;
}

export type PreparedBatch =
  | { kind: 'refused'; refusal: Refusal; drift: string | null }
  | { kind: 'not-needed'; drift: string }
  | { kind: 'stale'; reason: StaleReason; message: string }
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
  /** The first when it is left out. */
  attempt?: number;
  side: Side;
  /** Shares, or null when the order is sized in dollars. */
  quantity: string | null;
  notional: string | null;
}

export interface OrderResult {
  symbol: TickerSymbol;
  attempt?: number;
  state: OrderState;
  filledQuantity: string;
  code: OrderCause | null;
  message: string | null;
}

export type ReversalResult =
  | { kind: 'reversed' }
  | { kind: 'refused'; code: OrderCause; message: string; permanent: boolean }
  /** It was not sent, and is not before a person decides: `code` is why the portfolio is held. */
  | { kind: 'held'; code: 'HELD' | 'FROZEN'; message: string }
  | { kind: 'unknown'; message: string };

export interface CloseBatchInput extends BatchRef {
  state: 'SUCCESS' | 'ADJUSTED' | 'ROLLED_BACK';
  cause: Cause | null;
  /** Of an ADJUSTED one. */
  deviation?: Deviation;
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
  /** Why a person should hear of this rollback: its residual is above the policy's "residualAlertPercent". */
  alarm?: string | null;
  /** What an ADJUSTED one left undone. */
  shortfalls?: Shortfall[];
}

export interface MarkStaleInput {
  portfolioId: string;
  reason: StaleReason;
  cause: Cause | null;
}

export interface SendStaleSignalInput extends MarkStaleInput {
  /** The run that sends it to itself: a signal of an earlier run is none of this one's. A payload of an earlier build has none. */
  run?: string;
}

/** Why a portfolio is held. */
export interface StaleHold {
  reason: StaleReason;
  cause: Cause | null;
  batchId: string | null;
}

export interface ResolveInput extends Resolve {
  portfolioId: string;
}

/** A payload of an earlier build names no action. */
export type TakeOverInput = Pick<ResolveInput, 'portfolioId' | 'evidence'> & Partial<Pick<ResolveInput, 'action'>>;

/** What ends a hold. */
export interface EndStaleInput extends ResolveInput {
  /** The same for every attempt at one decision. A payload of an earlier build has none. */
  requestId?: string;
  /** ISO time after which a broker that does not answer is a verdict: a person waits for it, and decides again. */
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
  /** ISO time until which what fell short is tried again. An answer of an earlier build has none. */
  completeUntil?: string;
}

export interface AlertInput {
  /** The same for every delivery of one alert. */
  eventId: string;
  portfolioId: string;
  text: string;
  /** That it became STALE: of many at once only the first is told of on its own. An alert of an earlier build has no such field. */
  mayJoin?: true;
}

export type Outcome =
  | { outcome: 'REBALANCED'; batchId: string; driftBefore: string; driftAfter: string | null }
  | {
      outcome: 'ADJUSTED';
      batchId: string;
      cause: Cause;
      shortfalls: Shortfall[];
      driftBefore: string;
      driftAfter: string | null;
    }
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
  | { outcome: 'STALE'; batchId: string | null; reason: StaleReason; cause: Cause | null };
