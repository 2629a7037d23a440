import { activityInfo, heartbeat } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { BrokerFault } from '../broker/broker';
import type { Deps } from './deps';
import { type Activities, createActivities } from './index';
import { finalType } from './order/final-type';
import { memoryText } from './order/memory';
import { Waiting } from './order/pause';
import { retryDelayOf } from './order/retry-delay';
import { temporalDeps } from './temporal-deps';

/**
 * Builds the steps for the Temporal worker. A fault that never passes by itself is not retried forever, and a rate limit is not
 * retried too soon.
 */
export function createTemporalActivities(
  adapters: Pick<Deps, 'ledger' | 'broker' | 'market' | 'news' | 'alerts' | 'caps'>,
): Activities {
  const activities = Object.entries(createActivities(temporalDeps(adapters)));
  return Object.fromEntries(activities.map(([name, step]) => [name, endingFinally(step as Step)])) as Activities;
}

type Step = (input: unknown) => Promise<unknown>;

/** Turns what a step throws into what the Temporal server needs. */
export function endingFinally(step: Step): Step {
  return async (input) => {
    try {
      return await step(input);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const nextRetryDelay = retryDelayOf(error);
      // The SDK sends the last heartbeat before it reports the failure: the next attempt finds it.
      if (error instanceof Waiting && error.remember !== undefined && !activityInfo().isLocal)
        heartbeat(memoryText(error.remember));
      if (nextRetryDelay !== undefined)
        throw ApplicationFailure.create({
          message: error.message,
          type: error instanceof BrokerFault ? error.code : error.name,
          nextRetryDelay,
          // Waiting is not a failure, so it is not logged as one.
          category: ApplicationFailureCategory.BENIGN,
          cause: error,
        });
      const type = finalType(error);
      if (type === undefined) throw error;
      throw ApplicationFailure.create({ message: error.message, type, nonRetryable: true, cause: error });
    }
  };
}
