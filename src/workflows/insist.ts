import { sleep } from '@temporalio/workflow';
import { orFailed } from './or-failed';
import { StepFailed } from './steps';
import { summaryOf } from './summary';

const EVERY = '1m';

/** Does a step that nothing may follow without: whatever refuses it for good, a person may mend. */
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
