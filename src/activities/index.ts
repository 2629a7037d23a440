import { createRecordUndelivered } from './alert/record-undelivered';
import { createSendAlert } from './alert/send-alert';
import { createCloseBatch } from './batch/close-batch';
import { createPlanRetries } from './batch/plan-retries';
import { createPrepareBatch } from './batch/prepare-batch';
import { createSizeBuys } from './batch/size-buys';
import { createWeighFailure } from './batch/weigh-failure';
import type { Deps } from './deps';
import { createPlaceOrder } from './order/place-order';
import { createReconcileOrder } from './order/reconcile-order';
import { createReverseOrder } from './order/reverse-order';
import { createAdoptPositions } from './stale/adopt-positions';
import { createDeclareOutcome } from './stale/declare-outcome';
import { createEndStale } from './stale/end-stale';
import { createMarkStale } from './stale/mark-stale';
import { createReadEvidence } from './stale/read-evidence';
import { createRecordFreeze } from './stale/record-freeze';
import { createRecordIgnored } from './stale/record-ignored';
import { createReleaseAgreed } from './stale/release-agreed';
import { createSendStaleSignal } from './stale/send-stale-signal';
import { createTakeOverStale } from './stale/take-over';

/** Builds the steps of a rebalance and of a hold; each is safe to run twice. */
export function createActivities(deps: Deps) {
  return {
    prepareBatch: createPrepareBatch(deps),
    sizeBuys: createSizeBuys(deps),
    placeOrder: createPlaceOrder(deps),
    reconcileOrder: createReconcileOrder(deps),
    reverseOrder: createReverseOrder(deps),
    weighFailure: createWeighFailure(deps),
    planRetries: createPlanRetries(deps),
    closeBatch: createCloseBatch(deps),
    markStale: createMarkStale(deps),
    sendStaleSignal: createSendStaleSignal(deps),
    sendAlert: createSendAlert(deps),
    readEvidence: createReadEvidence(deps),
    takeOverStale: createTakeOverStale(deps),
    endStale: createEndStale(deps),
    releaseAgreed: createReleaseAgreed(deps),
    adoptPositions: createAdoptPositions(deps),
    declareOutcome: createDeclareOutcome(deps),
    recordUndelivered: createRecordUndelivered(deps),
    recordFreeze: createRecordFreeze(deps),
    recordIgnored: createRecordIgnored(deps),
  };
}

export type Activities = ReturnType<typeof createActivities>;
