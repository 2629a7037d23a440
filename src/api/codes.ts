// Every code with which the API says no, its status, and the sentence of its page at /problems/<CODE>. A new code of an operation or of an
// input compiles only once it has both.

import {
  DECLARATION_SENTENCES,
  INPUT_SENTENCES,
  type InputRefusalCode,
  OPERATION_SENTENCES,
  type OperationRefusalCode,
  REFUSAL_SENTENCES,
} from '../domain/causes';

export type ProblemStatus = 400 | 401 | 403 | 404 | 405 | 408 | 409 | 412 | 413 | 415 | 422 | 428 | 429 | 500 | 503;

export interface KnownProblem {
  status: ProblemStatus;
  /** What it means and what to do, whatever it was about. */
  title: string;
}

/** What only this door refuses. */
const OF_API = {
  UNREADABLE_BODY: { status: 400, title: 'The body is not valid JSON in UTF-8, or it is nested too deeply.' },
  IDEMPOTENCY_KEY_INVALID: {
    status: 400,
    title: 'Send an Idempotency-Key of 1 to 255 visible characters: a repeat with it gets the first answer.',
  },
  KEY_MISSING: { status: 401, title: 'Send a key: "Authorization: Bearer ab_live_…".' },
  CROSS_SITE: {
    status: 403,
    title: 'A request that changes something with a console session must come from the console itself.',
  },
  ROLE_TOO_LOW: { status: 403, title: 'The role of this key may not do that: ask somebody who has it, or an admin.' },
  PATH_NOT_FOUND: { status: 404, title: 'There is no such path: /docs lists what there is.' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'This path does not take this method: "Allow" names those that it takes.' },
  IDEMPOTENCY_KEY_RUNNING: {
    status: 409,
    title: 'The first request with this Idempotency-Key has not been answered yet.',
  },
  BODY_TOO_SLOW: { status: 408, title: 'The body did not arrive in time.' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is larger than 64 KiB, or a file larger than 256 MiB.' },
  NOT_JSON: { status: 415, title: 'Send JSON: "Content-Type: application/json".' },
  TYPE_NOT_TAKEN: {
    status: 415,
    title: 'This operation takes a file: its content type must be one of those of the contract.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    title: 'This Idempotency-Key was already used for a different request: send a new key.',
  },
  INVALID_REQUEST: { status: 422, title: 'A value is missing or wrong: "errors" names each field and its rule.' },
  IF_MATCH_MISSING: { status: 428, title: 'Send the ETag of what you have read as If-Match.' },
  TOO_MANY_REQUESTS: { status: 429, title: 'Too many requests: wait for as long as "Retry-After" says.' },
  TOO_MANY_STREAMS: { status: 429, title: 'This key has too many open streams: close one first.' },
  FAILED: {
    status: 500,
    title: 'Something failed on our side: the log of the API has the details under the request id.',
  },
  LEDGER_UNAVAILABLE: {
    status: 503,
    title:
      'The ledger does not answer, so the outcome of this request is unknown. Repeat it with the same Idempotency-Key.',
  },
  TEMPORAL_UNAVAILABLE: { status: 503, title: 'Temporal does not answer.' },
  BROKER_UNAVAILABLE: { status: 503, title: 'The broker does not answer, or its answer cannot be understood.' },
} as const satisfies Record<string, KnownProblem>;

type ApiCode = keyof typeof OF_API;
export type ProblemCode = OperationRefusalCode | InputRefusalCode | ApiCode;

/** A no of an operation is 409, unless what the path names is not there, the caller is nobody, or it was decided on what is out of date. */
const OF_REFUSALS: Partial<Record<OperationRefusalCode, ProblemStatus>> = {
  PORTFOLIO_NOT_FOUND: 404,
  APPROVAL_NOT_FOUND: 404,
  BATCH_NOT_FOUND: 404,
  IMPORT_NOT_FOUND: 404,
  KEY_NOT_FOUND: 404,
  MODEL_NOT_FOUND: 404,
  MODEL_VERSION_NOT_FOUND: 404,
  NOT_SUBSCRIBED: 404,
  PROPOSAL_NOT_FOUND: 404,
  RESTRICTION_NOT_FOUND: 404,
  ROLLOUT_NOT_FOUND: 404,
  RUN_NOT_FOUND: 404,
  WEBHOOK_NOT_FOUND: 404,
  WEBHOOK_DELIVERY_NOT_FOUND: 404,
  WITHDRAWAL_NOT_FOUND: 404,
  KEY_UNKNOWN: 401,
  KEY_EXPIRED: 401,
  KEY_REVOKED: 401,
  SESSION_OVER: 401,
  SETTINGS_CHANGED: 412,
};

/** Somebody else is in the way at this moment: asked again, the answer may be another one, so that it is not the answer to the request. */
const PASSING: ReadonlySet<OperationRefusalCode> = new Set([
  'REBALANCE_RUNNING',
  'SETTINGS_CHANGED',
  'POLICY_CHANGED',
  'RULES_CHANGED',
]);

export function isPassing(code: OperationRefusalCode): boolean {
  return PASSING.has(code);
}

export const PROBLEMS: Readonly<Record<ProblemCode, KnownProblem>> = {
  ...withStatus(
    { ...REFUSAL_SENTENCES, ...DECLARATION_SENTENCES, ...OPERATION_SENTENCES },
    (code) => OF_REFUSALS[code] ?? 409,
  ),
  ...withStatus(INPUT_SENTENCES, () => 422),
  ...OF_API,
};

export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(PROBLEMS, text);
}

function withStatus<Code extends ProblemCode>(
  sentences: Readonly<Record<Code, string>>,
  statusOf: (code: Code) => ProblemStatus,
): Record<Code, KnownProblem> {
  const known = Object.entries<string>(sentences).map(([code, title]): [string, KnownProblem] => [
    code,
    { status: statusOf(code as Code), title },
  ]);
  return Object.fromEntries(known) as Record<Code, KnownProblem>;
}
