// Timeouts and retries, each with its reason.

import type { ActivityOptions, LocalActivityOptions } from '@temporalio/workflow';
import { ActivityCancellationType } from '@temporalio/workflow';
import { ORDER_STEP_MS } from '../domain/policy';

/**
 * Reads, decides and records: a few hundred milliseconds, and safe to run again. It ends when broker or ledger do not answer, and
 * DECIDING_SLOWLY follows.
 */
export const DECIDING: LocalActivityOptions = {
  startToCloseTimeout: '8s',
  // For all attempts together: it occupies a workflow-task slot of the worker, and a task that takes longer needs heartbeats.
  scheduleToCloseTimeout: '8s',
  // A longer wait becomes a timer of the workflow, so that a long outage does not occupy a workflow task.
  localRetryThreshold: '5s',
  retry: { initialInterval: '250ms', backoffCoefficient: 2, maximumInterval: '1m' },
};

/** As DECIDING, but on the server: while broker or ledger do not answer it costs neither a slot nor an event. */
export const DECIDING_SLOWLY: ActivityOptions = {
  startToCloseTimeout: '20s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
};

/** Only records: it needs nothing but the ledger, and is retried until the ledger answers. */
export const RECORDING: LocalActivityOptions = {
  startToCloseTimeout: '20s',
  localRetryThreshold: '5s',
  retry: { initialInterval: '250ms', backoffCoefficient: 2, maximumInterval: '1m' },
};

/** Steps that undo, settle or tell people go to workers before new orders. The server's default is 3, and 1 comes first. */
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

/** As ORDERING, but it asks until the lock expires. */
export const RECONCILING: ActivityOptions = { ...ORDERING, startToCloseTimeout: '7 days', priority: FIRST };

/** Our own signals, and alerts: they are retried for as long as it takes. */
export const NOTIFYING: ActivityOptions = {
  startToCloseTimeout: '20s',
  priority: FIRST,
  // Ends with the hold: nobody waits for an alert that is no longer needed.
  cancellationType: ActivityCancellationType.ABANDON,
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
};

/**
 * As NOTIFYING, but it ends, because a revoked webhook never answers again. It lasts longer than a day, for which a webhook may
 * be down.
 */
export const DELIVERING: ActivityOptions = { ...NOTIFYING, scheduleToCloseTimeout: '25 hours' };

/** One step of a roll-out: some seconds of reading and setting targets. It is safe to run again, and the ledger or the market may be away for long. */
export const ROLLING_OUT: ActivityOptions = {
  startToCloseTimeout: '2m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
};

/** One attempt at a webhook: the sender gives up after ten seconds. Its waits are timers of the workflow; a retry is for a ledger that is away. */
export const SENDING: ActivityOptions = {
  startToCloseTimeout: '20s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
};
