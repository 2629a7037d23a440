import { REBALANCE_ACTOR } from '../domain/stale';
import type { MarkStaleInput } from '../domain/steps';
import type { Deps } from './deps';

/** Sends the `stale` signal to the portfolio's own workflow: a workflow cannot signal itself. */
export function createSendStaleSignal(deps: Deps) {
  return async ({ portfolioId, reason, cause }: MarkStaleInput): Promise<string> => {
    await deps.signalStale(portfolioId, { reason: `${reason}: ${cause?.message ?? ''}`, actor: REBALANCE_ACTOR });
    return 'signalled';
  };
}
