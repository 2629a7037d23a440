import { ApplicationFailure } from '@temporalio/workflow';
import { REFUSED } from './messages';

/** Returns what a validator throws to refuse an update. The Web UI would show its stack trace to whoever misspelt something. */
export function refusedUpdate(code: string, message: string): ApplicationFailure {
  const failure = ApplicationFailure.nonRetryable(message, REFUSED, code);
  failure.stack = '';
  return failure;
}
