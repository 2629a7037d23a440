// A rebalance as the runbook tells it: prepare, place, commit; or cancel, reconcile, reverse. Nothing here knows Temporal.
//
// S1. A batch commits only when every order filled whole.
// S2. Nothing is reversed while the outcome of any order is unknown.
// S3. A reversal undoes what definitely filled, read back from the broker, never what was planned.
// S4. Only a definite refusal of a reversal counts as an attempt.

import type { Cause } from '../domain/batch';
import type { TickerSymbol } from '../domain/portfolio';
import type {
  BatchRef,
  BatchToRun,
  CloseBatchInput,
  ClosedBatch,
  MarkStaleInput,
  OrderRef,
  OrderResult,
  OrderToPlace,
  Outcome,
  PrepareBatchInput,
  PreparedBatch,
  ReversalResult,
} from '../domain/steps';

/** What a saga does to the world. Each step is safe to run twice. */
export interface Steps {
  /** Reads, decides and records the intent; or hands over a batch that an earlier run left open. */
  prepareBatch(input: PrepareBatchInput): Promise<PreparedBatch>;
  /** Gives the buys of a sells-first batch their size, once, from the cash that is there. */
  sizeBuys(batch: BatchRef): Promise<void>;
  /** Sends one order and waits for its end. Answers UNKNOWN when it cannot tell. */
  placeOrder(order: OrderRef): Promise<OrderResult>;
  /** Cancels what is open and asks until the outcome is definite, or `giveUpAt`. */
  reconcileOrder(order: OrderRef & { giveUpAt: string }): Promise<OrderResult>;
  /** Makes one attempt to reverse what is left of one order's fills. */
  reverseOrder(order: OrderRef & { attempt: number; giveUpAt: string }): Promise<ReversalResult>;
  closeBatch(input: CloseBatchInput): Promise<ClosedBatch>;
  /** Records STALE with its reason in the ledger. */
  markStale(input: MarkStaleInput): Promise<void>;
  sleep(ms: number, label: string): Promise<void>;
  /** Runs `work` so that a stop cancels it; what it was doing still ends with an answer. */
  whilePlacing<T>(work: () => Promise<T>): Promise<T>;
  /** Why the run must not start anything new, if it must not. */
  stopReason(): StopReason | undefined;
  phase(phase: Phase): void;
}

export type Phase = 'PREPARING' | 'PLACING' | 'COMMITTING' | 'RECONCILING' | 'REVERSING' | 'STALE' | 'DONE';
export type StopReason = 'TTL_EXPIRED' | 'FROZEN' | 'CANCELLED';

/** Evaluates one portfolio once and brings it to target, all or nothing. */
export async function rebalance(steps: Steps, input: PrepareBatchInput): Promise<Outcome> {
  steps.phase('PREPARING');
  const prepared = await steps.prepareBatch(input);
  switch (prepared.kind) {
    case 'refused':
      return { outcome: 'REFUSED', refusal: prepared.refusal, drift: prepared.drift };
    case 'not-needed':
      return { outcome: 'NOT_NEEDED', drift: prepared.drift };
    case 'stale':
      return becomeStale(steps, input.portfolioId, null, prepared.reason, {
        code: prepared.reason,
        message: prepared.message,
      });
    case 'leftover':
      return settle(
        steps,
        input.portfolioId,
        prepared.batch,
        await reconcileAll(steps, prepared.batch, prepared.batch.orders.map(notAsked)),
      );
    case 'trade':
      return settle(steps, input.portfolioId, prepared.batch, await place(steps, prepared.batch));
  }
}

/** Places the orders of each phase together; a phase starts only when the one before it filled whole. */
async function place(steps: Steps, batch: BatchToRun): Promise<OrderResult[]> {
  steps.phase('PLACING');
  const results: OrderResult[] = [];
  for (const phase of phasesOf(batch)) {
    if (steps.stopReason() !== undefined || !results.every(succeeded)) {
      results.push(...phase.map(notAsked));
      continue;
    }
    const needsSize = phase.some((order) => order.side === 'BUY') && batch.execution === 'sells-first';
    if (needsSize) await steps.sizeBuys(refOf(batch));
    results.push(...(await steps.whilePlacing(() => Promise.all(phase.map((order) => placeOne(steps, batch, order))))));
  }
  return results;
}

/** A step that failed for good has told us nothing about its order. */
async function placeOne(steps: Steps, batch: BatchToRun, { symbol }: OrderToPlace): Promise<OrderResult> {
  try {
    return await steps.placeOrder({ ...refOf(batch), symbol });
  } catch (error) {
    return { ...notAsked({ symbol }), message: error instanceof Error ? error.message : String(error) };
  }
}

/** S1: commits, or rolls back. */
async function settle(steps: Steps, portfolioId: string, batch: BatchToRun, placed: OrderResult[]): Promise<Outcome> {
  const results = placed.every(isKnown) ? placed : await reconcileAll(steps, batch, placed);
  if (results.every(succeeded)) return commit(steps, batch);
  const cause = causeOf(steps, results);
  const unknown = results.filter((result) => !isKnown(result));
  if (unknown.length > 0)
    return becomeStale(steps, portfolioId, batch.batchId, 'OUTCOME_UNKNOWN', {
      code: 'OUTCOME_UNKNOWN',
      message: `the broker never said what became of ${unknown.map((result) => result.symbol).join(', ')}`,
    });
  return rollBack(steps, portfolioId, batch, results, cause);
}

async function commit(steps: Steps, batch: BatchToRun): Promise<Outcome> {
  steps.phase('COMMITTING');
  const { driftAfter } = await steps.closeBatch({ ...refOf(batch), state: 'SUCCESS', cause: null });
  return { outcome: 'REBALANCED', batchId: batch.batchId, driftBefore: batch.driftBefore, driftAfter };
}

/** S2: asks about every order that is not definite yet, all at once. */
async function reconcileAll(steps: Steps, batch: BatchToRun, results: OrderResult[]): Promise<OrderResult[]> {
  steps.phase('RECONCILING');
  return Promise.all(
    results.map((result) =>
      isKnown(result)
        ? Promise.resolve(result)
        : steps.reconcileOrder({ ...refOf(batch), symbol: result.symbol, giveUpAt: batch.giveUpAt }),
    ),
  );
}

/** S3: on a cash account the buys are reversed first, because they pay for rebuying what was sold. */
async function rollBack(
  steps: Steps,
  portfolioId: string,
  batch: BatchToRun,
  results: OrderResult[],
  cause: Cause,
): Promise<Outcome> {
  steps.phase('REVERSING');
  const filled = new Set(results.filter(hasFills).map((result) => result.symbol));
  for (const phase of phasesOf(batch).reverse()) {
    const toReverse = phase.filter((order) => filled.has(order.symbol));
    const failures = (await Promise.all(toReverse.map((order) => reverse(steps, batch, order.symbol)))).filter(
      (failure) => failure !== undefined,
    );
    const [failure] = failures;
    if (failure !== undefined)
      return becomeStale(steps, portfolioId, batch.batchId, failure.code, {
        ...failure,
        message: `${failure.message}; the batch failed because of: ${cause.message}`,
      });
  }
  const { driftAfter, residual } = await steps.closeBatch({ ...refOf(batch), state: 'ROLLED_BACK', cause });
  return {
    outcome: 'ROLLED_BACK',
    batchId: batch.batchId,
    cause,
    residual: residual ?? '0.00',
    driftBefore: batch.driftBefore,
    driftAfter,
  };
}

/** S4: tries until the fills of one order are reversed. Returns why they are not, if they are not. */
async function reverse(steps: Steps, batch: BatchToRun, symbol: TickerSymbol): Promise<Cause | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await steps.reverseOrder({ ...refOf(batch), symbol, attempt, giveUpAt: batch.giveUpAt });
    if (result.kind === 'reversed') return undefined;
    if (result.kind === 'unknown') return { code: 'OUTCOME_UNKNOWN', message: result.message, symbol };
    const message = `reversal of ${symbol} refused: ${result.code} ${result.message}`;
    if (result.permanent) return { code: 'REVERSAL_IMPOSSIBLE', message, symbol };
    if (attempt > batch.reversalRetries)
      return { code: 'REVERSAL_EXHAUSTED', message: `${message} (${attempt} attempts)`, symbol };
    await steps.sleep(batch.reversalDelayMs, `before reversing ${symbol} again`);
  }
}

async function becomeStale(
  steps: Steps,
  portfolioId: string,
  batchId: string | null,
  reason: string,
  cause: Cause | null,
): Promise<Outcome> {
  steps.phase('STALE');
  await steps.markStale({ portfolioId, reason, cause });
  return { outcome: 'STALE', batchId, reason, cause };
}

function phasesOf(batch: BatchToRun): OrderToPlace[][] {
  if (batch.execution === 'parallel') return [batch.orders];
  return [
    batch.orders.filter((order) => order.side === 'SELL'),
    batch.orders.filter((order) => order.side === 'BUY'),
  ].filter((phase) => phase.length > 0);
}

function causeOf(steps: Steps, results: OrderResult[]): Cause {
  const stop = steps.stopReason();
  const failed = results.find(
    (result) => result.state === 'ERROR' && result.code !== 'NOT_SENT' && result.code !== 'STOPPED',
  );
  if (failed !== undefined)
    return {
      code: failed.code ?? 'ORDER_FAILED',
      message: `${failed.symbol}: ${failed.message ?? 'ended short of its quantity'}`,
      symbol: failed.symbol,
    };
  if (stop !== undefined) return { code: stop, message: `the run was stopped: ${stop}` };
  return { code: 'INTERRUPTED', message: 'an earlier run ended before every order was filled' };
}

function refOf({ batchId, epoch }: BatchToRun): BatchRef {
  return { batchId, epoch };
}

function notAsked({ symbol }: Pick<OrderToPlace, 'symbol'>): OrderResult {
  return { symbol, state: 'PENDING', filledQuantity: '0', code: null, message: null };
}

function isKnown(result: OrderResult): boolean {
  return result.state !== 'PENDING' && result.state !== 'UNKNOWN';
}

function succeeded(result: OrderResult): boolean {
  return result.state === 'SUCCESS';
}

function hasFills(result: OrderResult): boolean {
  return result.filledQuantity !== '0' && result.state !== 'ROLLED_BACK';
}
