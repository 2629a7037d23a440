import { ActivityFailure, ApplicationFailure, TemporalFailure } from '@temporalio/common';
import { faultCodeOf } from '../domain/causes';
import { StepFailed } from './steps';

/**
 * Tells a step that failed permanently from a bug of the workflow, which has to stop it. A step that a stop cancelled before it
 * was scheduled rejects with a bare CancelledFailure. If that were thrown on, it would close the run in the middle of a batch and
 * free the lock.
 */
export async function orFailed<T>(step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
    // A local activity rejects with the failure itself, any other with an ActivityFailure around it.
    const [name, cause] = error instanceof ActivityFailure ? [`${error.activityType}: `, error.cause] : ['', error];
    const code = cause instanceof ApplicationFailure ? faultCodeOf(cause.type) : undefined;
    throw new StepFailed(`${name}${cause?.message ?? error.message}`, code);
  }
}
