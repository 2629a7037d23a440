import type { Cause } from '../domain/batch';
import type { Verdict } from '../domain/stale';
import type { ResolveInput, TakenOver } from '../domain/steps';
import { notAsked, reconcileAll, reverseAll, unknownCause } from './rollback';
import { type ResolveSteps, StepFailed } from './steps';

/** Carries out what a person decided for a STALE portfolio. It ends ACTIVE, or stays STALE and says why. */
export async function resolveStale(steps: ResolveSteps, input: ResolveInput): Promise<Verdict> {
  try {
    const { portfolioId, evidence } = input;
    const taken = await steps.takeOverStale(evidence === undefined ? { portfolioId } : { portfolioId, evidence });
    if (taken.refused) return taken.refused;
    if (taken.waitMs > 0) await steps.sleep(taken.waitMs, 'until nothing older can send');
    switch (input.action) {
      case 'retry-reversal':
        return await retryReversal(steps, input, taken);
      case 'adopt-positions':
        return await steps.adoptPositions({ ...input, askUntil: taken.askUntil });
      case 'declare-outcome':
        return await steps.declareOutcome(input);
      case 'release':
        if (taken.batch !== null)
          return refuse('BATCH_OPEN', 'its batch is not settled: retry-reversal or adopt-positions first');
        return await steps.endStale(input);
    }
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    return refuse('STEP_FAILED', error.message);
  }
}

async function retryReversal(
  steps: ResolveSteps,
  input: ResolveInput,
  { batch, askUntil, declaredOtherwise: [otherwise] = [] }: TakenOver,
): Promise<Verdict> {
  // What is not so cannot be undone; the positions are the truth then.
  if (otherwise !== undefined) return refuse('DECLARED_OTHERWISE', `${otherwise}: adopt-positions`);
  if (batch === null) return refuse('NOTHING_TO_REVERSE', 'it has no open batch: adopt-positions, or release');
  const results = await reconcileAll(steps, batch, batch.orders.map(notAsked), askUntil);
  const cause = unknownCause(results) ?? (await reverseAll(steps, batch, results));
  if (cause !== undefined) return stay(steps, input.portfolioId, cause);
  return steps.endStale(input);
}

/** The new reason replaces the old one, in the ledger too. */
async function stay(steps: ResolveSteps, portfolioId: string, cause: Cause): Promise<Verdict> {
  await steps.markStale({ portfolioId, reason: cause.code, cause });
  return refuse(cause.code, cause.message);
}

function refuse(reason: string, message: string): Verdict {
  return { status: 'STALE', reason, message };
}
