// Timeouts and retries, each with its reason.

import type { ActivityOptions, LocalActivityOptions } from '@temporalio/workflow';
import { ActivityCancellationType } from '@temporalio/workflow';
import { ORDER_STEP_MS } from '../domain/policy';

/** Reads, decides and records: a few hundred milliseconds, and safe to run again. When broker or ledger are away it ends, and DECIDING_SLOWLY follows. */
export const DECIDING: LocalActivityOptions = {
  startToCloseTimeout: '8s',
  // With all its attempts: it holds a place among the worker's workflow tasks, and a task that takes longer needs heartbeats.
  scheduleToCloseTimeout: '8s',
  // Past this wait the retry becomes a timer of the workflow, so that a long outage holds no workflow task.
  localRetryThreshold: '5s',
  retry: { initialInterval: '250ms', backoffCoefficient: 2, maximumInterval: '1m' },
};

/** As DECIDING, on the server: for as long as broker or ledger are away it costs neither a place nor an event. */
export const DECIDING_SLOWLY: ActivityOptions = {
  startToCloseTimeout: '20s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
};

/** Records only: it asks nobody but the ledger, and is tried again for as long as that is away. */
export const RECORDING: LocalActivityOptions = {
  startToCloseTimeout: '20s',
  localRetryThreshold: '5s',
  retry: { initialInterval: '250ms', backoffCoefficient: 2, maximumInterval: '1m' },
};

/** What undoes, settles and tells people is handed to workers before new orders. The server's default is 3, and 1 comes first. */
const FIRST = { priorityKey: 1 };

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
export const RECONCILING: ActivityOptions = { ...ORDERING, startToCloseTimeout: '7 days', priority: FIRST };

/** Signals of our own and alerts: they wait as long as it takes. */
export const NOTIFYING: ActivityOptions = {
  startToCloseTimeout: '20s',
  priority: FIRST,
  // Ends with the hold: an alert nobody needs any more is not waited for.
  cancellationType: ActivityCancellationType.ABANDON,
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
};

/** As NOTIFYING, but it ends: a webhook that was revoked never answers again. Longer than a day that it is away. */
export const DELIVERING: ActivityOptions = { ...NOTIFYING, scheduleToCloseTimeout: '25 hours' };
