// What is thrown, as the caller hears of it. What we do not expect is told without its details: they are in the log.

import { isGrpcServiceError, ServiceError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { HTTPException } from 'hono/http-exception';
import { BrokerFault } from '../broker/broker';
import { InputRefused } from '../input/refused';
import { LedgerFault } from '../ledger/ledger';
import { ApiProblem } from './problem';

const AGAIN_SECONDS = 5;

export function problemOf(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof InputRefused && error.code === 'INVALID_PAGE') return invalidPage(error);
  if (error instanceof InputRefused)
    return new ApiProblem(error.code, error.message, { errors: [{ field: error.field, rule: error.message }] });
  if (error instanceof LedgerFault && (error.code === 'UNREACHABLE' || error.code === 'CONFLICT'))
    return new ApiProblem('LEDGER_UNAVAILABLE', error.message, { retryAfter: AGAIN_SECONDS, cause: error });
  if (error instanceof BrokerFault) {
    const retryAfter = Math.ceil((error.fields.retryAfterMs ?? AGAIN_SECONDS * 1_000) / 1_000);
    return new ApiProblem('BROKER_UNAVAILABLE', error.message, { retryAfter, cause: error });
  }
  if (isTemporalAway(error))
    return new ApiProblem('TEMPORAL_UNAVAILABLE', 'Temporal does not answer', {
      retryAfter: AGAIN_SECONDS,
      cause: error,
    });
  if (error instanceof HTTPException && error.status === 415)
    return new ApiProblem('NOT_JSON', 'the content type is not application/json');
  return new ApiProblem('FAILED', 'something failed here that should not: the log has it', { cause: error });
}

/** The operations call it "after" and "next". */
function invalidPage({ code }: InputRefused): ApiProblem {
  const rule = 'must be the `nextCursor` of the page before';
  return new ApiProblem(code, `cursor ${rule}`, { errors: [{ field: 'cursor', rule }] });
}

/** True when what was asked of Temporal may be under way or not: nobody knows. */
export function isTemporalAway(error: unknown): boolean {
  return (
    error instanceof ServiceError ||
    error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
    isGrpcServiceError(error)
  );
}
