import { BrokerFault, REJECTIONS } from '../../broker/broker';
import type { OrderCause, RejectionCode } from '../../domain/causes';
import { isDefinite } from '../../domain/order';
import { breachesText, rollbackBreaches, symbolsToUndo } from '../../domain/rollback-limits';
import type { OrderResult, ReversalResult, ReverseOrderInput } from '../../domain/steps';
import { isBefore } from '../../domain/time';
import { readBatch, readByClientOrderId, readPortfolio } from '../batch/batch-reading';
import { by, type Deps } from '../deps';
import { waitOutHalt } from './halted';
import { driveOrder } from './order-driver';
import { outdatedText, readOutdated } from './outdated';
import { reconcile } from './reconcile-order';
import { readUndoing } from './undoing';

const REVERSAL_DEADLINE_MS = 60_000;

/**
 * Reverses what one symbol filled and is not reversed yet, until nothing is left, the broker refuses, or a limit is passed. After
 * a lost answer it asks about the same id again.
 */
export function createReverseOrder(deps: Deps) {
  return async (ref: ReverseOrderInput): Promise<ReversalResult> => {
    for (;;) {
      await waitOutHalt(deps, ref);
      const planned = await deps.ledger.planReversal(ref.batchId, ref.epoch, ref.symbol, by(deps));
      if (planned === undefined) return { kind: 'reversed' };
      const { state, code, message } = await reverse(deps, ref, planned.clientOrderId);
      // A surplus that had to be bought is sold in the next reversal.
      if (state === 'SUCCESS') continue;
      if (!isDefinite(state))
        return { kind: 'unknown', message: `the broker never said what became of ${planned.clientOrderId}` };
      const held = code === null ? undefined : HOLDING[code];
      if (held !== undefined) return { kind: 'held', code: held, message: message ?? '' };
      return { kind: 'refused', code: code ?? 'OTHER', message: message ?? '', permanent: isPermanent(code) };
    }
  };
}

/** Why a reversal has to wait for a person's decision, and the reason for which the portfolio is then held. */
const HOLDING: Readonly<Partial<Record<OrderCause, 'HELD' | 'FROZEN'>>> = {
  BEYOND_LIMITS: 'HELD',
  TRADING_HALTED: 'HELD',
  FROZEN: 'FROZEN',
};

async function reverse(deps: Deps, ref: ReverseOrderInput, clientOrderId: string): Promise<OrderResult> {
  const { batch, order } = await readByClientOrderId(deps, { batchId: ref.batchId, clientOrderId });
  // A reversal does not expire: as long as it is within its limits, the shares have to come back.
  const driven = await driveOrder(deps, {
    batch,
    order,
    epoch: ref.epoch,
    sendUntil: ref.giveUpAt,
    deadlineMs: REVERSAL_DEADLINE_MS,
    ...(ref.decidedBy === undefined
      ? { obstacle: () => limitPassed(deps, ref) }
      : { obstacle: () => outdatedProblem(deps, ref), decidedBy: ref.decidedBy }),
  });
  const sent = { ...order, state: driven.state, sentAt: order.sentAt ?? deps.now() };
  return isDefinite(driven.state) ? driven : reconcile(deps, batch, sent, ref.giveUpAt);
}

/** Says which limit a reversal would exceed now, or undefined. A market that cannot be read is asked again, until `giveUpAt`. */
async function limitPassed(deps: Deps, { batchId, giveUpAt }: ReverseOrderInput): Promise<string | undefined> {
  const batch = await readBatch(deps, { batchId });
  try {
    const breaches = rollbackBreaches(await readUndoing(deps, await readPortfolio(deps, batch), batch));
    return breaches.length === 0 ? undefined : breachesText(breaches);
  } catch (error) {
    if (!(error instanceof BrokerFault) || isBefore(deps.now(), giveUpAt)) throw error;
    return `what it would cost cannot be told: ${error.message}`;
  }
}

/** A person's decision passes the limits, but not this one. */
async function outdatedProblem(deps: Deps, { batchId }: ReverseOrderInput): Promise<string | undefined> {
  const batch = await readBatch(deps, { batchId });
  const outdated = await readOutdated(deps, batch, symbolsToUndo(batch));
  return outdated.length === 0 ? undefined : outdatedText(outdated);
}

export function isPermanent(code: OrderCause | null): boolean {
  return (
    code === 'ID_COLLISION' || (code !== null && code in REJECTIONS && REJECTIONS[code as RejectionCode].permanent)
  );
}
