import { REBALANCE_ACTOR } from '../../domain/stale';
import type { SendStaleSignalInput } from '../../domain/steps';
import type { Deps } from '../deps';

/** Sends the `stale` signal to the portfolio's own workflow, because a workflow cannot signal itself. */
export function createSendStaleSignal(deps: Deps) {
  return async ({ portfolioId, reason, cause, run }: SendStaleSignalInput): Promise<string> => {
    const why = `${reason}: ${cause?.message ?? ''}`;
    await deps.signalStale(portfolioId, { reason: why, actor: REBALANCE_ACTOR, ...(run !== undefined && { run }) });
    return 'signalled';
  };
}
