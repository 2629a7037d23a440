import { ApplicationFailure } from '@temporalio/workflow';
import type { OperationRefusalCode } from '../domain/causes';
import { REFUSED } from './messages';

/** Returns what a validator throws to refuse an update. The Web UI would show a stack trace to a person who misspelt something. */
export function refusedUpdate(code: OperationRefusalCode, message: string): ApplicationFailure {
  const failure = ApplicationFailure.nonRetryable(message, REFUSED, code);
  failure.stack = '';
  return failure;
}
