import type { Ignored } from '../activities/stale/record-ignored';
import type { FaultCode, StopReason } from '../domain/causes';
import type { Evidence, Freeze, Verdict } from '../domain/stale';
import type {
  AlertInput,
  BatchRef,
  CloseBatchInput,
  ClosedBatch,
  EndStaleInput,
  MarkStaleInput,
  OrderRef,
  OrderResult,
  PlaceOrderInput,
  PlannedRetries,
  PlanRetriesInput,
  PrepareBatchInput,
  PreparedBatch,
  ResolveInput,
  ReversalResult,
  ReverseOrderInput,
  TakenOver,
  TakeOverInput,
  Weighed,
  WeighFailureInput,
} from '../domain/steps';

/** What a saga does to the world. Each step is safe to run twice; a step that failed permanently throws StepFailed. */
export interface Steps extends RollbackSteps {
  /** Reads, decides and records the intent; or hands over a batch that an earlier run left open. */
  prepareBatch(input: PrepareBatchInput): Promise<PreparedBatch>;
  /**
   * Sizes the buys of a sells-first batch once, from the money that the sells brought; fails them when that money does not
   * arrive.
   */
  sizeBuys(batch: BatchRef): Promise<void>;
  /** Sends one order and waits for its end. Answers UNKNOWN when it cannot tell. */
  placeOrder(order: PlaceOrderInput): Promise<OrderResult>;
  /** Plans the next attempts at the orders that fell short; a repeated call answers with those that are under way. */
  planRetries(input: PlanRetriesInput): Promise<PlannedRetries>;
  closeBatch(input: CloseBatchInput): Promise<ClosedBatch>;
  /** Records STALE with its reason in the ledger. False when there is no such portfolio, or it is CLOSED and has no open batch. */
  markStale(input: MarkStaleInput): Promise<boolean>;
  /** Sends the `stale` signal and resolves once it has arrived. */
  sendStaleSignal(input: MarkStaleInput): Promise<void>;
  /** Calls a person about this run; nothing waits for the delivery. The same `about` calls only once per batch. */
  callPerson(about: string, text: string): Promise<void>;
  /** Runs `work` so that a stop cancels it; the steps under way still answer. */
  whilePlacing<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves after `ms`, or as soon as the run is stopped. */
  waitUnlessStopped(ms: number, label: string): Promise<void>;
  /** Why the run must not start anything new; undefined if it may. */
  stopReason(): StopReason | undefined;
}

/** What undoing a batch needs. */
export interface RollbackSteps {
  /** Cancels what is open and asks until the outcome is definite, or `giveUpAt`. */
  reconcileOrder(order: OrderRef & { giveUpAt: string }): Promise<OrderResult>;
  /** Decides what happens to a batch in which something failed, and records what the decision was based on. */
  weighFailure(input: WeighFailureInput): Promise<Weighed>;
  /** Makes one attempt to reverse what is left of one symbol's fills. The limits are checked before each POST. */
  reverseOrder(order: ReverseOrderInput): Promise<ReversalResult>;
  sleep(ms: number, label: string): Promise<void>;
  /** ISO time. */
  now(): string;
  phase(phase: Phase): void;
}

/** What a person's `resolve` does to the world. */
export interface ResolveSteps extends RollbackSteps, Pick<Steps, 'placeOrder' | 'planRetries'> {
  /** Raises the epoch of the open batch, so that nothing older may send; refuses when the given evidence is out of date. */
  takeOverStale(input: TakeOverInput): Promise<TakenOver>;
  /** Ends a STALE whose batch, if any, is reversed, or completed as far as is safe. */
  endStale(input: ResolveInput): Promise<Verdict>;
  /** Takes the broker's positions and cash as the truth, once every outcome is definite. */
  adoptPositions(input: EndStaleInput): Promise<Verdict>;
  /** Accepts a person's word for an unknown outcome. */
  declareOutcome(input: ResolveInput): Promise<Verdict>;
  /** Records a new reason. */
  markStale(input: MarkStaleInput): Promise<boolean>;
}

/**
 * What a hold does to the world. The first five activities are repeated until they work, because nothing may follow without them.
 */
export interface HoldSteps extends ResolveSteps {
  readEvidence(input: { portfolioId: string }): Promise<Evidence>;
  /** Records in the ledger that a person stopped the portfolio. */
  recordFreeze(input: { portfolioId: string; freeze: Freeze }): Promise<unknown>;
  /** Records a message that had no effect. */
  recordIgnored(input: Ignored): Promise<void>;
  /** Makes a portfolio STALE again that was released, or whose STALE row the ledger lost. */
  holdAgain(input: MarkStaleInput): Promise<unknown>;
  /** Ends a hold whose only reason was that the account differed from the books, once they agree; or answers why not. */
  releaseAgreed(input: { portfolioId: string }): Promise<Verdict>;
  /** Resolves once the alert is delivered, or cannot be. */
  sendAlert(alert: AlertInput, reason: string | null): Promise<unknown>;
  /** Calls a person; nothing waits for the delivery. */
  callPerson(alert: AlertInput): void;
  /** Whether this run compares books and broker by itself. */
  comparesBooks(): boolean;
  /** Whether this run does nothing until it is asked. A run that began on an earlier build does so after its next call. */
  rests(): boolean;
  /** Runs `work` beside the main path until `endBeside`. */
  beside(work: () => Promise<void>): void;
  endBeside(): void;
  /** Resolves after `ms`, even when the scope around it has been cancelled. */
  sleepThrough(ms: number, label: string): Promise<void>;
  /** Resolves when `isMet` says so. */
  until(isMet: () => boolean): Promise<void>;
  /** True when the history has grown so long that a new run should continue. */
  isLong(): boolean;
  /** Resolves when everybody who waits for an answer has it. */
  allAnswered(): boolean;
  /** What a person sees on the page of the hold, as Markdown. */
  show(text: string): void;
  /** Keeps the first evidence where it can be read without a worker. */
  remember(evidence: Evidence): void;
}

/** A step that cannot succeed: a retry would get the same answer. `code` says which step where that matters. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
  constructor(
    message: string,
    readonly code?: FaultCode,
  ) {
    super(message);
  }
}

export type Phase =
  | 'PREPARING'
  | 'PLACING'
  | 'COMMITTING'
  | 'RECONCILING'
  | 'COMPLETING'
  | 'REVERSING'
  | 'STALE'
  | 'DONE';
