import { createCloseBatch } from './close-batch';
import type { Deps } from './deps';
import { createMarkStale } from './mark-stale';
import { createPlaceOrder } from './place-order';
import { createPrepareBatch } from './prepare-batch';
import { createReconcileOrder } from './reconcile-order';
import { createReverseOrder } from './reverse-order';
import { createSizeBuys } from './size-buys';

/** Builds the steps of a rebalance; each is safe to run twice. */
export function createActivities(deps: Deps) {
  return {
    prepareBatch: createPrepareBatch(deps),
    sizeBuys: createSizeBuys(deps),
    placeOrder: createPlaceOrder(deps),
    reconcileOrder: createReconcileOrder(deps),
    reverseOrder: createReverseOrder(deps),
    closeBatch: createCloseBatch(deps),
    markStale: createMarkStale(deps),
  };
}

export type Activities = ReturnType<typeof createActivities>;
