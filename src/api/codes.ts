// Every code with which the API says no, its status, and the sentence of its page at /problems/<CODE>. A new code of an operation or of an
// input compiles only once it has both.

import { DECLARATION_REFUSALS, type DeclarationRefusalCode } from '../domain/declaration';
import { REFUSAL_SENTENCES, type RefusalCode } from '../domain/refusal';
import type { InputRefusalCode } from '../input/refused';
import type { OperationRefusalCode } from '../operations/answer';

export type ProblemStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 500 | 503;

export interface KnownProblem {
  status: ProblemStatus;
  /** What it means and what to do, whatever it was about. */
  title: string;
}

/** What only this door refuses. */
const OF_API = {
  UNREADABLE_BODY: { status: 400, title: 'The body is no JSON in UTF-8.' },
  KEY_MISSING: { status: 401, title: 'Send a key: "Authorization: Bearer ab_live_…".' },
  KEY_UNKNOWN: { status: 401, title: 'The key is not one of ours: check it, or ask an admin for one.' },
  KEY_EXPIRED: { status: 401, title: 'The key has expired: ask an admin for a new one.' },
  KEY_REVOKED: { status: 401, title: 'The key was revoked: ask an admin for a new one.' },
  ROLE_TOO_LOW: { status: 403, title: 'The role of this key may not do that: ask somebody who has it, or an admin.' },
  PATH_NOT_FOUND: { status: 404, title: 'There is no such path: /docs lists what there is.' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'This path does not take this method: "Allow" names those that it takes.' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is larger than 64 KiB.' },
  NOT_JSON: { status: 415, title: 'Send JSON: "Content-Type: application/json".' },
  INVALID_REQUEST: { status: 422, title: 'A value is missing or wrong: "errors" names each field and its rule.' },
  TOO_MANY_REQUESTS: { status: 429, title: 'Too many requests: wait for as long as "Retry-After" says.' },
  FAILED: { status: 500, title: 'A fault of ours: look for the request id in the log of the API.' },
  LEDGER_UNAVAILABLE: { status: 503, title: 'The ledger does not answer, and nothing is known of what was asked.' },
  TEMPORAL_UNAVAILABLE: { status: 503, title: 'Temporal does not answer.' },
  BROKER_UNAVAILABLE: { status: 503, title: 'The broker does not answer, or not in a way that we understand.' },
} as const satisfies Record<string, KnownProblem>;

type ApiCode = keyof typeof OF_API;
export type ProblemCode = OperationRefusalCode | InputRefusalCode | ApiCode;

const OF_OPERATIONS: Record<Exclude<OperationRefusalCode, RefusalCode | DeclarationRefusalCode>, string> = {
  ACCOUNT_NOT_EMPTY: 'The account holds shares already: say "adopt" to take them over.',
  ACCOUNT_NOT_FOUND: 'The broker has no such account.',
  ACCOUNT_TAKEN: 'Another portfolio that is not closed has this account.',
  AUDIT_BROKEN: 'The audit is not what was recorded: find out who changed it.',
  BATCH_NOT_FOUND: 'The portfolio has no such batch.',
  HELD_WITHOUT_TARGET: 'The targets leave out a symbol that is held: give it one, 0.0000 to sell it.',
  INVALID_RESOLVE: 'The portfolio cannot be resolved in this way: the detail says why.',
  NOT_IN_DOUBT: 'The broker is not in doubt: there is nothing to end.',
  POLICY_CHANGED: 'Somebody has changed the policy since: read it again.',
  PORTFOLIO_ACTIVE: 'The portfolio is ACTIVE, which does not go with what was asked.',
  PORTFOLIO_EXISTS: 'There is a portfolio with this id, and another content.',
  SETTINGS_CHANGED: 'Somebody has changed the settings since: read them again.',
  STAYS_STALE: 'The portfolio stays STALE: the detail says why.',
  UNDO_WITHOUT_HALT: '"undo" goes with "halted" only.',
  UNKNOWN_SYMBOL: 'The broker does not list this symbol.',
};

const OF_INPUT: Record<InputRefusalCode, string> = {
  INVALID_PORTFOLIO_ID: 'The id of a portfolio has 1 to 64 letters, digits, "-" or "_".',
  INVALID_ACCOUNT: 'The account must be the id of an account at the broker.',
  INVALID_TARGETS: 'The targets must sum to exactly 100 %, with each symbol once.',
  INVALID_POLICY: 'A field of the policy is wrong.',
  POLICY_CONTRADICTS: 'Two fields of the policy contradict each other.',
  INVALID_SYMBOL: 'A symbol looks like "META" or "BRK.B".',
  INVALID_PRICE: 'A price is USD per share, more than 0, with at most 4 decimals.',
  INVALID_FILE: 'The content has not the form that it must have.',
  INVALID_PAGE: 'The cursor must be the "nextCursor" of the page before.',
  INVALID_REASON: 'A reason looks like BOOKS_DIFFER.',
  INVALID_TIME: 'A time is in UTC and looks like 2026-03-02T15:00:00Z.',
  INVALID_ACTOR: 'The name of who asks must be one line of plain text.',
};

/** What is not there is 404 only when the path names it. */
const NOT_FOUND: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['PORTFOLIO_NOT_FOUND', 'BATCH_NOT_FOUND']);

export const PROBLEMS: Readonly<Record<ProblemCode, KnownProblem>> = {
  ...refusals(REFUSAL_SENTENCES),
  ...refusals(DECLARATION_REFUSALS),
  ...refusals(OF_OPERATIONS),
  ...withStatus(OF_INPUT, () => 422),
  ...OF_API,
};

export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(PROBLEMS, text);
}

function refusals<Code extends ProblemCode>(sentences: Readonly<Record<Code, string>>): Record<Code, KnownProblem> {
  return withStatus(sentences, (code) => (NOT_FOUND.has(code) ? 404 : 409));
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
