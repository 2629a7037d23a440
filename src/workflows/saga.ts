// A rebalance as the runbook describes it: prepare, place and commit; or cancel, reconcile and follow the failure policy.
// Nothing here knows Temporal.
//
// S1. A batch commits only when every order filled whole.
// S2. If something cannot be undone, the portfolio becomes STALE: in the ledger first, then by signal.
// S3. A step from an earlier run that wakes up late can raise the epoch above this run's. This run has the lock, so it takes
//     the batch over again and settles it; otherwise the ledger would refuse its steps until the lock expires.
// S4. Books that differ are read again before they are believed. A stop ends the waiting.
// S5. weighFailure decides what happens to a failed batch, once its outcome is known and if any part of it filled.

import type { Cause, Deviation } from '../domain/batch';
import type { StaleReason, StopReason } from '../domain/causes';
import { invariant } from '../domain/invariant';
import { COMPLETIONS_MAX } from '../domain/policy';
import type {
  BatchToRun,
  ClosedBatch,
  OrderResult,
  OrderToPlace,
  Outcome,
  PrepareBatchInput,
  PreparedBatch,
  StaleHold,
} from '../domain/steps';
import { tryAgain } from './complete';
import {
  hasFills,
  hasTimeFor,
  isKnown,
  notAsked,
  obstacleIn,
  phasesOf,
  reconcileAll,
  refOf,
  reverseAll,
} from './rollback';
import { StepFailed, type Steps } from './steps';

type Input = Omit<PrepareBatchInput, 'settleOnly' | 'differed'>;

/** More steps than will ever wake up late. */
const TAKEOVERS_MAX = 10;

/** Evaluates one portfolio once and brings it to target, all or nothing. */
export function rebalance(steps: Steps, input: Input): Promise<Outcome> {
  return attempt(steps, input, TAKEOVERS_MAX);
}

async function attempt(steps: Steps, input: Input, takeoversLeft: number, overtaken?: BatchToRun): Promise<Outcome> {
  let batch: BatchToRun | undefined;
  try {
    steps.phase('PREPARING');
    const prepared = await prepare(steps, input);
    switch (prepared.kind) {
      case 'refused':
        return { outcome: 'REFUSED', refusal: prepared.refusal, drift: prepared.drift };
      case 'not-needed':
        return { outcome: 'NOT_NEEDED', drift: prepared.drift };
      case 'held':
        return { outcome: 'STALE', ...prepared.hold };
      case 'stale':
        return await becomeStale(steps, input.portfolioId, undefined, {
          code: prepared.reason,
          message: prepared.message,
        });
      case 'leftover':
        batch = raised(prepared.batch, overtaken);
        if (prepared.waitMs > 0) await steps.sleep(prepared.waitMs, 'until nothing older can send');
        return await settle(steps, input.portfolioId, batch, batch.orders.map(notAsked));
      case 'trade':
        batch = raised(prepared.batch, overtaken);
        return await settle(steps, input.portfolioId, batch, await place(steps, batch));
    }
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    // S3
    if (error.code === 'OVERTAKEN' && takeoversLeft > 0) return attempt(steps, input, takeoversLeft - 1, batch);
    return becomeStale(steps, input.portfolioId, batch, { code: reasonOf(error), message: error.message });
  }
}

/** S3: under the overtaken epoch, the ledger could not tell the orders of the two runs apart. */
function raised(batch: BatchToRun, overtaken: BatchToRun | undefined): BatchToRun {
  invariant(
    batch.batchId !== overtaken?.batchId || batch.epoch > overtaken.epoch,
    'a batch that is taken over again has a later epoch',
  );
  return batch;
}

/** S4 */
async function prepare(steps: Steps, input: Input): Promise<Exclude<PreparedBatch, { kind: 'differs' }>> {
  for (let differed = 0; ; differed += 1) {
    const prepared = await steps.prepareBatch({ ...input, differed, settleOnly: steps.stopReason() !== undefined });
    if (prepared.kind !== 'differs') return prepared;
    await steps.waitUnlessStopped(prepared.waitMs, 'until the account is read again: it differs from the books');
  }
}

/** A row that the ledger lost needs a different fix from a step that cannot succeed, so it has its own reason. */
function reasonOf({ code }: StepFailed): StaleReason {
  return code === 'ROW_LOST' ? code : 'STEP_FAILED';
}

/** Places the orders of each phase together; a phase starts only when the one before it filled whole. */
async function place(steps: Steps, batch: BatchToRun): Promise<OrderResult[]> {
  steps.phase('PLACING');
  const results: OrderResult[] = [];
  const mayPlace = () => steps.stopReason() === undefined && results.every(succeeded);
  for (const phase of phasesOf(batch)) {
    const needsSize = phase.some((order) => order.side === 'BUY') && batch.execution === 'sells-first';
    if (mayPlace() && needsSize) await steps.sizeBuys(refOf(batch));
    // Checked again: a stop that came while the buys were sized has cancelled the scope in which they would be placed.
    if (mayPlace())
      results.push(
        ...(await steps.whilePlacing(() => Promise.all(phase.map((order) => placeOne(steps, batch, order))))),
      );
    else results.push(...phase.map(notAsked));
  }
  return results;
}

/** A step that failed permanently has told us nothing about its order. */
async function placeOne(steps: Steps, batch: BatchToRun, { symbol }: OrderToPlace): Promise<OrderResult> {
  try {
    return await steps.placeOrder({ ...refOf(batch), symbol });
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    return { ...notAsked({ symbol }), message: error.message };
  }
}

/** S1: commits, or does what the failure policy says. */
async function settle(steps: Steps, portfolioId: string, batch: BatchToRun, placed: OrderResult[]): Promise<Outcome> {
  const results = placed.every(isKnown) ? placed : await reconcileAll(steps, batch, placed);
  if (results.every(succeeded)) return commit(steps, portfolioId, batch);
  const failed: Failed = { portfolioId, batch, results, cause: causeOf(steps, placed, results) };
  const obstacle = obstacleIn(results);
  if (obstacle !== undefined) return hold(steps, failed, obstacle);
  return results.some(hasFills) ? carryOut(steps, failed) : rolledBack(steps, failed);
}

interface Failed {
  portfolioId: string;
  batch: BatchToRun;
  /** The results of all attempts, each definite. */
  results: OrderResult[];
  cause: Cause;
}

/** S5 */
async function carryOut(steps: Steps, failed: Failed): Promise<Outcome> {
  const { portfolioId, batch, cause, results } = failed;
  let roundsLeft = COMPLETIONS_MAX;
  for (;;) {
    const stopped = steps.stopReason() !== undefined;
    const { giveUpAt } = batch;
    const weighed = await steps.weighFailure({
      ...refOf(batch),
      cause,
      giveUpAt,
      mayComplete: roundsLeft > 0 && hasTimeFor(steps, batch, batch.reversalDelayMs),
      ...(stopped && { stopped }),
    });
    switch (weighed.choice) {
      case 'commit':
        return commit(steps, portfolioId, batch);
      case 'adjust':
        return adjust(steps, failed, weighed.deviation);
      case 'hold':
        return hold(steps, failed, weighed.cause);
      case 'rollback': {
        const obstacle = await reverseAll(steps, batch, results);
        return obstacle === undefined ? rolledBack(steps, failed) : hold(steps, failed, obstacle);
      }
      case 'complete': {
        await steps.sleep(batch.reversalDelayMs, 'before what fell short is tried again');
        const { results: tried } = await tryAgain(steps, batch, weighed);
        const obstacle = obstacleIn(tried);
        if (obstacle !== undefined) return hold(steps, failed, obstacle);
        results.push(...tried);
        roundsLeft = tried.length === 0 ? 0 : roundsLeft - 1;
      }
    }
  }
}

function hold(steps: Steps, { portfolioId, batch, cause }: Failed, obstacle: Cause<StaleReason>): Promise<Outcome> {
  const message = `${obstacle.message}; the batch failed because of: ${cause.message}`;
  return becomeStale(steps, portfolioId, batch, { ...obstacle, message });
}

async function adjust(steps: Steps, failed: Failed, deviation: Deviation): Promise<Outcome> {
  const { batch, cause } = failed;
  steps.phase('COMMITTING');
  const closed = await steps.closeBatch({ ...refOf(batch), state: 'ADJUSTED', cause, deviation });
  await callPersons(steps, failed, closed);
  const { driftAfter, shortfalls = [] } = closed;
  return { outcome: 'ADJUSTED', batchId: batch.batchId, cause, shortfalls, driftBefore: batch.driftBefore, driftAfter };
}

async function callPersons(steps: Steps, { portfolioId, batch }: Failed, closed: ClosedBatch): Promise<void> {
  const { paused, alarm } = closed;
  if (paused !== null)
    await steps.callPerson('paused', `Portfolio ${portfolioId} is PAUSED: ${paused}. Find out why, then resume it.`);
  if (alarm != null)
    await steps.callPerson('residual', `Batch ${batch.batchId} of portfolio ${portfolioId} was rolled back: ${alarm}.`);
}

async function rolledBack(steps: Steps, failed: Failed): Promise<Outcome> {
  const { batch, cause } = failed;
  const closed = await steps.closeBatch({ ...refOf(batch), state: 'ROLLED_BACK', cause });
  await callPersons(steps, failed, closed);
  const { driftAfter, residual } = closed;
  return {
    outcome: 'ROLLED_BACK',
    batchId: batch.batchId,
    cause,
    residual: residual ?? '0.00',
    driftBefore: batch.driftBefore,
    driftAfter,
  };
}

async function commit(steps: Steps, portfolioId: string, batch: BatchToRun): Promise<Outcome> {
  steps.phase('COMMITTING');
  const { driftAfter, offTarget } = await steps.closeBatch({ ...refOf(batch), state: 'SUCCESS', cause: null });
  if (offTarget) await steps.callPerson('off-target', `Portfolio ${portfolioId}: ${offTarget}. Find out why.`);
  return { outcome: 'REBALANCED', batchId: batch.batchId, driftBefore: batch.driftBefore, driftAfter };
}

/** S2 */
async function becomeStale(
  steps: Steps,
  portfolioId: string,
  batch: BatchToRun | undefined,
  cause: Cause<StaleReason>,
): Promise<Outcome> {
  steps.phase('STALE');
  const hold: StaleHold = { reason: cause.code, cause, batchId: batch?.batchId ?? null };
  if (!(await steps.markStale({ portfolioId, reason: hold.reason, cause })))
    return { outcome: 'REFUSED', refusal: { code: 'PORTFOLIO_CLOSED', detail: portfolioId }, drift: null };
  await steps.sendStaleSignal({ portfolioId, reason: hold.reason, cause });
  return { outcome: 'STALE', ...hold };
}

/** A stop cancels orders, and so does a deadline: both come before what the broker says of the cancelled ones. */
function causeOf(steps: Steps, placed: OrderResult[], results: OrderResult[]): Cause {
  const stop = steps.stopReason();
  const late = placed.filter(({ code }) => code === 'DEADLINE');
  const failed = results.find((result) => result.state === 'ERROR' && !isOurDoing(result, stop, late));
  if (failed !== undefined)
    return {
      code: failed.code ?? 'ORDER_FAILED',
      message: `${failed.symbol}: ${failed.message ?? 'ended short of its quantity'}`,
      symbol: failed.symbol,
    };
  if (stop !== undefined) return { code: stop, message: `the run was stopped: ${stop}` };
  const [first] = late;
  if (first !== undefined)
    return {
      code: 'DEADLINE',
      message: `${first.symbol}: ${first.message ?? 'open'} at its deadline`,
      symbol: first.symbol,
    };
  return { code: 'INTERRUPTED', message: 'an earlier run ended before every order was filled' };
}

function isOurDoing({ code, symbol }: OrderResult, stop: StopReason | undefined, late: OrderResult[]): boolean {
  if (code === 'NOT_SENT' || code === 'STOPPED') return true;
  return code === 'CANCELED' && (stop !== undefined || late.some((one) => one.symbol === symbol));
}

function succeeded(result: OrderResult): boolean {
  return result.state === 'SUCCESS';
}
