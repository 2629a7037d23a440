// What Alpaca's refusals mean. Codes are shared by many messages, so the text decides.

import type { BrokerFaultCode, RejectionCode } from '../../domain/causes';
import type { SubmitResult } from '../broker';
import type { ErrorModel } from './models';

const DUPLICATE = /client[\s_-]?order[\s_-]?id must be unique/i;

const REJECTION_TEXTS: readonly (readonly [RegExp, RejectionCode])[] = [
  [/insufficient buying power|insufficient (funds|balance|cash)/i, 'INSUFFICIENT_FUNDS'],
  [/insufficient qty|not allowed to short/i, 'INSUFFICIENT_QUANTITY'],
  [/wash trade/i, 'WASH_TRADE'],
  [/not fractionable|fractional trading .*(disabled|not (enabled|allowed))/i, 'NOT_FRACTIONABLE'],
  [/not tradable|\bptp\b|not active|asset .* not found/i, 'NOT_TRADABLE'],
  [/minimal amount|min(imum)?[ -]?notional|must be >= 1|at least \$?1/i, 'BELOW_MINIMUM'],
  [/account .*(blocked|suspended|closed|restricted)|trading .*blocked/i, 'ACCOUNT_BLOCKED'],
  [/rejected by user request|liquidation only/i, 'ACCOUNT_BLOCKED'],
];

/** Statuses with which Alpaca itself says no. Any other may come after an order was taken. */
const ANSWERS_OF_ALPACA = new Set([400, 401, 403, 404, 422]);

const RETRY_AFTER_DEFAULT_MS = 1_000;

/** Classifies the answer to a POST of an order that is not a 2xx. `error` is its body, if it could be read as one of Alpaca's. */
export function classifySubmit(
  status: number,
  error: ErrorModel | undefined,
  retryAfterMs: number | undefined,
): SubmitResult {
  if (status === 429) return { kind: 'deferred', retryAfterMs: retryAfterMs ?? RETRY_AFTER_DEFAULT_MS };
  if (!ANSWERS_OF_ALPACA.has(status))
    return { kind: 'unknown', reason: `HTTP ${status} ${error?.message ?? ''}`.trim() };
  // A refusal that is not in Alpaca's own words may come from anything in between, before or after Alpaca.
  if (error === undefined)
    return status === 401 ? unauthorized() : { kind: 'unknown', reason: `HTTP ${status} with an unreadable body` };
  if (DUPLICATE.test(error.message)) return { kind: 'duplicate' };
  if (status === 401) return unauthorized();
  const code =
    REJECTION_TEXTS.find(([text]) => text.test(error.message))?.[1] ??
    (status === 422 || status === 400 ? 'INVALID_ORDER' : 'OTHER');
  return { kind: 'rejected', code, message: error.message };
}

/** How soon to knock again at a door that does not know our key. */
const UNAUTHORIZED_MS = 2_000;

/**
 * Turned away at the door, so it never arrived. It says nothing of the order: the same one is taken once the key is mended. Called a
 * refusal it would end every batch under way, and each reversal, while a key is rotated.
 */
function unauthorized(): SubmitResult {
  return { kind: 'deferred', retryAfterMs: UNAUTHORIZED_MS };
}

export function faultCodeOf(status: number): BrokerFaultCode {
  if (status === 429) return 'RATE_LIMITED';
  if (status === 401 || status === 403) return 'UNAUTHORIZED';
  if (status === 404) return 'NOT_FOUND';
  return status >= 500 || status === 408 ? 'SERVER_ERROR' : 'UNEXPECTED';
}
