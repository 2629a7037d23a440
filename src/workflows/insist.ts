import { sleep } from '@temporalio/workflow';
import { orFailed } from './or-failed';
import { StepFailed } from './steps';
import { summaryOf } from './summary';

const EVERY = '1m';

/**
 * Repeats a step until it succeeds, because nothing may follow without it. Even after a permanent refusal a person may fix the
 * cause.
 */
export async function insist<T>(step: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await orFailed(step());
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      await sleep(EVERY, { summary: summaryOf(error.message) });
    }
  }
}
