// Steps that read, decide and record are local activities: quick, and without a round trip to the server. But while the broker
// does not answer they must not stay local: each one occupies a workflow-task slot of its worker, and freezes, rollbacks and
// resolves need those slots too.

import { ActivityFailure, ApplicationFailure, TemporalFailure } from '@temporalio/common';
import { isCancellation, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities';
import { DECIDING, DECIDING_SLOWLY } from './profiles';

const quickly = proxyLocalActivities<Activities>(DECIDING);
const slowly = proxyActivities<Activities>(DECIDING_SLOWLY);

/** Returns a step that is local while it is quick, and an ordinary activity once it has taken longer than DECIDING allows. */
export function deciding<Name extends keyof Activities>(name: Name): Activities[Name] {
  const step = async (input: unknown) => {
    try {
      return await (quickly[name] as Step)(input);
    } catch (error) {
      if (!isTooSlow(error)) throw error;
      return (slowly[name] as Step)(input);
    }
  };
  return step as Activities[Name];
}

type Step = (input: unknown) => Promise<unknown>;

/** The step ran out of time, whatever its last attempt said. A step that can never succeed says that it must not be retried. */
function isTooSlow(error: unknown): boolean {
  if (!(error instanceof TemporalFailure) || isCancellation(error)) return false;
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return !(cause instanceof ApplicationFailure && cause.nonRetryable === true);
}
