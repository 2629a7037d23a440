// Timeouts and retries, each with its reason.

import type { ActivityOptions, LocalActivityOptions } from '@temporalio/workflow';
import { ActivityCancellationType } from '@temporalio/workflow';
import { ORDER_STEP_MS } from '../domain/policy';

/** Reads, decides and records: a few hundred milliseconds, and safe to run again for as long as broker or ledger are away. */
export const DECIDING: LocalActivityOptions = {
  startToCloseTimeout: '20s',
  // Past this wait the retry becomes a timer of the workflow, so that a long outage holds no workflow task.
  localRetryThreshold: '5s',
  retry: { initialInterval: '250ms', backoffCoefficient: 2, maximumInterval: '1m' },
};

/**
 * One broker order from POST to its end. The heartbeat finds a dead worker in seconds; a retry looks the order up first.
 * A cancelled placement still answers what became of it: the SDK's default would let a POST land after the answer.
 */
export const ORDERING: ActivityOptions = {
  startToCloseTimeout: ORDER_STEP_MS,
  heartbeatTimeout: '10s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
};

/** As ORDERING, but it asks until the lock's end. */
export const RECONCILING: ActivityOptions = { ...ORDERING, startToCloseTimeout: '7 days' };

/** Signals of our own and alerts: they wait as long as it takes. */
export const NOTIFYING: ActivityOptions = {
  startToCloseTimeout: '20s',
  // Ends with the hold: an alert nobody needs any more is not waited for.
  cancellationType: ActivityCancellationType.ABANDON,
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
};

/** As NOTIFYING, but it ends: a webhook that was revoked never answers again. Longer than a day that it is away. */
export const DELIVERING: ActivityOptions = { ...NOTIFYING, scheduleToCloseTimeout: '25 hours' };
