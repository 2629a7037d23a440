// Makes further attempts at the orders of a batch that fell short.
//
// C1. A further attempt is only made once the one before it is definite; the ledger refuses anything else.
// C2. An attempt that is under way when somebody stops the run is cancelled and reconciled, as first attempts are.

import type { BatchToRun, OrderResult, PlannedRetries } from '../domain/steps';
import { isKnown, notAsked, reconcileAll, refOf } from './rollback';
import { type RollbackSteps, StepFailed, type Steps } from './steps';

export type CompleteSteps = RollbackSteps & Pick<Steps, 'placeOrder' | 'planRetries' | 'whilePlacing' | 'stopReason'>;

export interface Tried {
  /** The result of each attempt, definite or given up; empty when there was nothing to try. */
  results: OrderResult[];
  refusal?: PlannedRetries['refusal'];
}

/** Makes one further attempt at each order that fell short and may be tried again. */
export async function tryAgain(
  steps: CompleteSteps,
  batch: BatchToRun,
  { until, decidedBy, giveUpAt = batch.giveUpAt }: { until: string; decidedBy?: string; giveUpAt?: string },
): Promise<Tried> {
  steps.phase('COMPLETING');
  const decided = decidedBy === undefined ? {} : { decidedBy };
  const { orders, sendUntil, refusal } = await steps.planRetries({ ...refOf(batch), until, ...decided });
  if (refusal !== undefined) return { results: [], refusal };
  const place = async (order: (typeof orders)[number]): Promise<OrderResult> => {
    if (steps.stopReason() !== undefined) return notAsked(order);
    try {
      const { symbol, attempt = 1 } = order;
      return await steps.placeOrder({ ...refOf(batch), symbol, attempt, sendUntil, ...decided });
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      return { ...notAsked(order), message: error.message };
    }
  };
  const placed = await steps.whilePlacing(() => Promise.all(orders.map(place)));
  return { results: placed.every(isKnown) ? placed : await reconcileAll(steps, batch, placed, giveUpAt) };
}
