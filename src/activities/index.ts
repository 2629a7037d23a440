import { createAdoptPositions } from './adopt-positions';
import { createCloseBatch } from './close-batch';
import { createDeclareOutcome } from './declare-outcome';
import type { Deps } from './deps';
import { createEndStale } from './end-stale';
import { createMarkStale } from './mark-stale';
import { createPlaceOrder } from './place-order';
import { createPlanRetries } from './plan-retries';
import { createPrepareBatch } from './prepare-batch';
import { createReadEvidence } from './read-evidence';
import { createReconcileOrder } from './reconcile-order';
import { createRecordFreeze } from './record-freeze';
import { createRecordIgnored } from './record-ignored';
import { createRecordUndelivered } from './record-undelivered';
import { createReleaseAgreed } from './release-agreed';
import { createReverseOrder } from './reverse-order';
import { createSendAlert } from './send-alert';
import { createSendStaleSignal } from './send-stale-signal';
import { createSizeBuys } from './size-buys';
import { createTakeOverStale } from './take-over';
import { createWeighFailure } from './weigh-failure';

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
