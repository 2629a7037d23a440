// Carries out what a person decided for a STALE portfolio.
//
// D1. A decision that names its evidence is a person's own: it passes the limits and a freeze, and what it sends is sent in that
//     person's name. Any other decision is carried out within the limits, or not at all.

import type { Cause } from '../domain/batch';
import type { StaleReason } from '../domain/causes';
import { COMPLETIONS_MAX } from '../domain/policy';
import { REBALANCE_ACTOR, stays, type Verdict } from '../domain/stale';
import type { BatchToRun, Decided, ResolveInput, TakenOver } from '../domain/steps';
import { tryAgain } from './complete';
import { notAsked, obstacleIn, reconcileAll, refOf, reverseAll, unknownCause } from './rollback';
import { type ResolveSteps, StepFailed } from './steps';

/** Carries out what a person decided for a STALE portfolio. It ends ACTIVE, or stays STALE and says why. */
export async function resolveStale(steps: ResolveSteps, input: ResolveInput): Promise<Verdict> {
  try {
    const { portfolioId, action, evidence } = input;
    const taken = await steps.takeOverStale({ portfolioId, action, ...(evidence !== undefined && { evidence }) });
    if (taken.refused) return taken.refused;
    if (taken.waitMs > 0) await steps.sleep(taken.waitMs, 'until nothing older can send');
    switch (input.action) {
      case 'retry-reversal':
        return await retryReversal(steps, input, taken);
      case 'complete':
        return await complete(steps, input, taken);
      case 'adopt-positions':
        return await steps.adoptPositions({ ...input, askUntil: taken.askUntil });
      case 'declare-outcome':
        return await steps.declareOutcome(input);
      case 'release':
        if (taken.batch !== null)
          return stays('BATCH_OPEN', 'its batch is not settled: retry-reversal, complete or adopt-positions first');
        return await steps.endStale(input);
    }
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    return stays('STEP_FAILED', error.message);
  }
}

async function retryReversal(
  steps: ResolveSteps,
  input: ResolveInput,
  { batch, askUntil, declaredOtherwise: [otherwise] = [] }: TakenOver,
): Promise<Verdict> {
  // Otherwise the batch cannot be undone, and only the positions can be adopted.
  if (otherwise !== undefined) return stays('DECLARED_OTHERWISE', `${otherwise}: adopt-positions`);
  if (batch === null) return stays('NOTHING_TO_REVERSE', 'it has no open batch: adopt-positions, or release');
  const results = await reconcileAll(steps, batch, batch.orders.map(notAsked), askUntil);
  const cause =
    unknownCause(results) ??
    (await weighed(steps, input, batch)) ??
    (await reverseAll(steps, batch, results, decidedIn(input)));
  if (cause !== undefined) return stay(steps, input.portfolioId, cause);
  return steps.endStale(input);
}

/** Returns why nothing may be reversed now, if nothing may. */
async function weighed(
  steps: ResolveSteps,
  input: ResolveInput,
  batch: BatchToRun,
): Promise<Cause<StaleReason> | undefined> {
  const { giveUpAt } = batch;
  const cause: Cause = { code: 'RESOLVED', message: `retry-reversal by ${input.actor}: ${input.note}` };
  const undo = { ...refOf(batch), cause, giveUpAt, mayComplete: false, undoes: true, ...decidedIn(input) };
  const decision = await steps.weighFailure(undo);
  if (decision.choice !== 'hold') return undefined;
  const { code, message } = decision.cause;
  if (undo.decidedBy !== undefined) return decision.cause;
  return { code, message: `${message}. To reverse it all the same, name the evidence that you decide on` };
}

/** D1 */
function decidedIn({ actor, evidence }: ResolveInput): Decided {
  return evidence === undefined || actor === REBALANCE_ACTOR ? {} : { decidedBy: actor };
}

/** Retries the orders that fell short, and keeps the result if that is safe. */
async function complete(
  steps: ResolveSteps,
  input: ResolveInput,
  { batch, askUntil, completeUntil = askUntil }: TakenOver,
): Promise<Verdict> {
  if (batch === null) return stays('NOTHING_TO_COMPLETE', 'it has no open batch: adopt-positions, or release');
  // If another order used our id and filled, the same shares would be bought a second time.
  const obstacle = obstacleIn(await reconcileAll(steps, batch, batch.orders.map(notAsked), askUntil));
  if (obstacle !== undefined) return stay(steps, input.portfolioId, obstacle);
  const placing = { ...steps, whilePlacing: <T>(work: () => Promise<T>) => work(), stopReason: () => undefined };
  for (let round = 1; round <= COMPLETIONS_MAX; round += 1) {
    if (round > 1) await steps.sleep(batch.reversalDelayMs, 'before what fell short is tried again');
    const { results, refusal } = await tryAgain(placing, batch, { until: completeUntil, ...decidedIn(input) });
    if (refusal !== undefined) return stays(refusal.code, refusal.message);
    const cause = obstacleIn(results);
    if (cause !== undefined) return stay(steps, input.portfolioId, cause);
    if (results.length === 0) break;
  }
  return steps.endStale(input);
}

/** The new reason replaces the old one, in the ledger too. */
async function stay(steps: ResolveSteps, portfolioId: string, cause: Cause<StaleReason>): Promise<Verdict> {
  await steps.markStale({ portfolioId, reason: cause.code, cause });
  return stays(cause.code, cause.message);
}
