import type { Logger } from 'pino';
import type { Activities } from '../activities';
import { shortfallText } from '../domain/shortfall';
import type { OrderResult, ReversalResult } from '../domain/steps';
import type { RebalanceMetrics } from './metrics';

/**
 * Returns the same steps, with each outcome counted and logged. A step whose answer was lost runs again and is counted again:
 * these numbers are for watching trends, and the ledger has the exact ones.
 */
export function meterActivities(activities: Activities, metrics: RebalanceMetrics, log: Logger): Activities {
  const countOrder = ({ state }: OrderResult) => metrics.orders.inc({ kind: 'order', state });
  const countReversal = ({ kind }: ReversalResult) =>
    metrics.orders.inc({ kind: 'reversal', state: STATE_OF_REVERSAL[kind] });
  return {
    ...activities,
    prepareBatch: observed(activities.prepareBatch, (prepared, { portfolioId }) => {
      if (prepared.kind === 'not-needed') metrics.rebalances.inc({ outcome: 'NOT_NEEDED' });
      if (prepared.kind !== 'refused') return;
      const { code, detail } = prepared.refusal;
      metrics.rebalances.inc({ outcome: 'REFUSED' });
      metrics.refusals.inc({ code });
      log.info({ portfolioId, code, detail }, `${portfolioId} refused: ${code}`);
    }),
    placeOrder: observed(activities.placeOrder, countOrder),
    reconcileOrder: observed(activities.reconcileOrder, countOrder),
    reverseOrder: observed(activities.reverseOrder, countReversal),
    closeBatch: observed(activities.closeBatch, (closed, { batchId, state, cause }) => {
      const { residual, offTarget, shortfalls = [] } = closed;
      metrics.rebalances.inc({ outcome: state === 'SUCCESS' ? 'REBALANCED' : state });
      if (offTarget) {
        metrics.offTarget.inc();
        log.warn({ batchId }, `batch ${batchId}: ${offTarget}`);
      }
      if (state === 'ADJUSTED') {
        const without = shortfalls.map(shortfallText).join(', ');
        return log.warn({ batchId, cause, shortfalls }, `batch ${batchId} kept without ${without}`);
      }
      if (state !== 'ROLLED_BACK') return log.debug({ batchId }, `batch ${batchId} filled completely`);
      metrics.rollbacks.inc({ cause: cause?.code ?? 'UNKNOWN' });
      log.warn({ batchId, cause, residual }, `batch ${batchId} rolled back: ${cause?.message ?? 'no cause'}`);
    }),
    recordUndelivered: observed(activities.recordUndelivered, (_done, { portfolioId, eventId, problem }) => {
      metrics.undelivered.inc();
      log.error({ portfolioId, eventId, problem }, `nobody could be called about ${portfolioId}: ${problem}`);
    }),
    markStale: observed(activities.markStale, (_done, { portfolioId, reason, cause }) => {
      metrics.rebalances.inc({ outcome: 'STALE' });
      log.error({ portfolioId, reason, cause }, `${portfolioId} is STALE: ${reason}`);
    }),
  };
}

const STATE_OF_REVERSAL = { reversed: 'SUCCESS', refused: 'ERROR', held: 'ERROR', unknown: 'UNKNOWN' } as const;

function observed<I, O>(step: (input: I) => Promise<O>, note: (output: O, input: I) => void): (input: I) => Promise<O> {
  return async (input) => {
    const output = await step(input);
    note(output, input);
    return output;
  };
}
