// Every way in which a command does not succeed, with its exit code and a sentence that says what to do.

import { CommanderError } from 'commander';
import type { LiveBrokerError } from '../broker/alpaca/hosts';
import type { BrokerFault } from '../broker/broker';
import type { ConfigError } from '../config';
import type { ConnectError } from '../connect';
import type { BrokerFaultCode, Code, LedgerFaultCode, OperationRefusalCode } from '../domain/causes';
import { type Refusal, refusalText } from '../domain/refusal';
import type { Refused } from '../domain/refused';
import { InputRefused } from '../input/refused';
import type { LedgerFault } from '../ledger/ledger';
import type { SimulatorError } from '../simulator/admin/client';

export const EXIT = {
  ok: 0,
  failed: 1,
  refused: 2,
  notAllowed: 3,
  notFound: 4,
  stale: 5,
  timeout: 6,
  configuration: 78,
} as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** Why a command did not succeed: what the system says, or what only this door knows. Each is made with a sentence of its own. */
export type FailureCode =
  | Code
  | `DATABASE_${LedgerFaultCode}`
  | `BROKER_${BrokerFaultCode}`
  | 'API_UNREACHABLE'
  | 'CONFIGURATION'
  | 'DATABASE_FULL'
  | 'DATABASE_MISSING'
  | 'DATABASE_UNAUTHORIZED'
  | 'FAILED'
  | 'LIVE_BROKER'
  | 'NOT_CHECKED'
  | 'NOT_CONFIRMED'
  | 'NOT_FOUND_AT_BROKER'
  | 'NOT_OVER_HTTP'
  | 'PORT_IN_USE'
  | 'PROGRAM_ENDED'
  | 'REFUSED_BY_BROKER'
  | 'ROLLED_BACK'
  | 'RULE_BROKEN'
  | 'SCHEMA'
  | 'TEMPORAL_UNAUTHORIZED'
  | 'TEMPORAL_UNREACHABLE'
  | 'UNHEALTHY'
  | 'USAGE';

/** What a command ends with instead of its answer. `field` is the argument, option or variable that is wrong, or null. */
export class Failure extends Error {
  override readonly name = 'Failure';
  constructor(
    readonly code: FailureCode,
    readonly exit: Exit,
    message: string,
    /** What is known all the same: `answer` goes with the error as JSON, `text` before it to people. */
    readonly more: { field?: string; answer?: object; text?: string } = {},
  ) {
    super(message);
  }
}

/** A refusal in the words of the domain. */
export function refusalFailure(refusal: Refusal, answer: object = {}): Failure {
  return new Failure(refusal.code, REFUSAL_EXITS[refusal.code] ?? EXIT.refused, refusalText(refusal), { answer });
}

/** The no of an operation; `hint` says what to type next. */
export function failureFor(
  { refusal, message }: Refused<OperationRefusalCode>,
  { hint = '', ...more }: Failure['more'] & { hint?: string } = {},
): Failure {
  return new Failure(refusal, REFUSAL_EXITS[refusal] ?? EXIT.refused, `${message}${hint}`, more);
}

/** Passes on what an operation answers. @throws Failure when it is a no */
export function taken<Answer extends { ok: true } | Refused<OperationRefusalCode>>(
  answer: Answer,
): Extract<Answer, { ok: true }> {
  if (!answer.ok) throw failureFor(answer);
  return answer as Extract<Answer, { ok: true }>;
}

const REFUSAL_EXITS: Partial<Record<OperationRefusalCode, Exit>> = {
  PORTFOLIO_NOT_FOUND: EXIT.notFound,
  ACCOUNT_NOT_FOUND: EXIT.notFound,
  APPROVAL_NOT_FOUND: EXIT.notFound,
  BATCH_NOT_FOUND: EXIT.notFound,
  KEY_NOT_FOUND: EXIT.notFound,
  WEBHOOK_NOT_FOUND: EXIT.notFound,
  WEBHOOK_DELIVERY_NOT_FOUND: EXIT.notFound,
  PORTFOLIO_STALE: EXIT.stale,
  AUDIT_BROKEN: EXIT.failed,
};

/** Returns what `error` means to the person at the terminal. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof CommanderError) return usageFailure(error);
  if (error instanceof InputRefused)
    return new Failure(error.code, EXIT.refused, error.message, { field: error.field });
  if (isNamed<ConfigError>(error, 'ConfigError'))
    return new Failure(
      'CONFIGURATION',
      EXIT.configuration,
      `${error.message} ("autobalancer dev" prints what to set)`,
      fieldOf(error.message),
    );
  if (isNamed<LiveBrokerError>(error, 'LiveBrokerError'))
    return new Failure(
      'LIVE_BROKER',
      EXIT.configuration,
      `${error.message}: name one of them in AUTOBALANCER_BROKER_URL`,
      {
        field: 'AUTOBALANCER_BROKER_URL',
      },
    );
  if (isNamed<LedgerFault>(error, 'LedgerFault')) return ledgerFailure(error);
  if (isNamed<BrokerFault>(error, 'BrokerFault')) return brokerFailure(error);
  if (isNamed<SimulatorError>(error, 'SimulatorError')) return simulatorFailure(error);
  if (isNamed<ConnectError>(error, 'ConnectError'))
    return error.code === 'SCHEMA'
      ? new Failure('SCHEMA', EXIT.configuration, error.message, DATABASE_URL)
      : temporalUnreachable(error.message);
  if (isNamed<Error>(error, 'ServiceError')) return temporalFailure(error);
  // Whatever was thrown, with the name, code and message that errors of Node have.
  const { name, code, message = String(error) } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (name === 'AbortError') return interrupted();
  if (code === 'EADDRINUSE')
    return new Failure('PORT_IN_USE', EXIT.failed, `${message}: stop what listens there, or choose another --port`);
  return new Failure('FAILED', EXIT.failed, message);
}

/** Returns the failure that `error` is, told with what is known all the same. */
export function failureKnowing(error: unknown, known: { answer: object; text?: string }): Failure {
  const { code, exit, message, more } = failureOf(error);
  return new Failure(code, exit, message, { ...more, ...known, answer: { ...more.answer, ...known.answer } });
}

/** Ctrl-C ends the waiting, never what was started. */
export function interrupted(answer: object = {}, hint = ''): Failure {
  return new Failure('INTERRUPTED', EXIT.failed, `you stopped waiting: what was started goes on${hint}`, { answer });
}

function usageFailure({ message }: CommanderError): Failure {
  // Commander shows the help of a noun without a verb, and calls that `(outputHelp)`.
  const text =
    message === '(outputHelp)'
      ? 'a command is missing'
      : message
          .replace(/^error: /, '')
          .replaceAll('\n', ' ')
          .replace(NOT_A_CHOICE, 'the $2 cannot be $1: it is one of $3');

  return new Failure(
    'USAGE',
    EXIT.refused,
    `${text} (--help shows what there is)`,
    fieldOf(/'([^']+)'/.exec(text)?.[1]),
  );
}

/** Commander's words for an argument with a value that it cannot have. */
const NOT_A_CHOICE = /^command-argument value ('.*') is invalid for argument '(.*)'\. Allowed choices are (.*)\.$/;

const DATABASE_URL = { field: 'DATABASE_URL' };

/** SQLSTATE classes: who asks is not let in, and there is no such database. */
const NOT_LET_IN = /^28/;
const NO_DATABASE = '3D000';
const DISK_FULL = '53100';

function ledgerFailure({ code, message, cause }: LedgerFault): Failure {
  const { code: state = '' } = (cause ?? {}) as { code?: string };
  if (NOT_LET_IN.test(state))
    return new Failure('DATABASE_UNAUTHORIZED', EXIT.notAllowed, `${message}: check DATABASE_URL`, DATABASE_URL);
  if (state === NO_DATABASE)
    return new Failure('DATABASE_MISSING', EXIT.configuration, `${message}: check DATABASE_URL`, DATABASE_URL);
  if (state === DISK_FULL)
    return new Failure(
      'DATABASE_FULL',
      EXIT.failed,
      `${message}: make room on its disk, and what waits goes on by itself`,
    );
  if (code === 'UNREACHABLE')
    return new Failure(
      'DATABASE_UNREACHABLE',
      EXIT.failed,
      `${message}: check DATABASE_URL, or start everything with "autobalancer dev"`,
      DATABASE_URL,
    );
  return new Failure(`DATABASE_${code}`, EXIT.failed, message);
}

function brokerFailure({ code, message }: BrokerFault): Failure {
  if (code === 'UNREACHABLE' || code === 'TIMEOUT') return brokerUnreachable(message);
  if (code === 'UNAUTHORIZED')
    return new Failure(
      'BROKER_UNAUTHORIZED',
      EXIT.notAllowed,
      `the broker does not accept the key (${message}): check ALPACA_KEY_ID and ALPACA_SECRET_KEY`,
      { field: 'ALPACA_KEY_ID' },
    );
  if (code === 'NOT_FOUND')
    return new Failure('NOT_FOUND_AT_BROKER', EXIT.notFound, `the broker does not know it: ${message}`);
  return new Failure(`BROKER_${code}`, EXIT.failed, message);
}

function simulatorFailure({ status, field, message }: SimulatorError): Failure {
  if (status === 0) return brokerUnreachable(message);
  if (status >= 500) return new Failure('BROKER_SERVER_ERROR', EXIT.failed, message);
  return new Failure('REFUSED_BY_BROKER', EXIT.refused, message, fieldOf(field));
}

function brokerUnreachable(message: string): Failure {
  return new Failure(
    'BROKER_UNREACHABLE',
    EXIT.failed,
    `the broker does not answer (${message}): check AUTOBALANCER_BROKER_URL, or start everything with "autobalancer dev"`,
    { field: 'AUTOBALANCER_BROKER_URL' },
  );
}

const GRPC = { deadlineExceeded: 4, permissionDenied: 7, unauthenticated: 16 };

/** Loading the classes of all adapters, to know an error by its class, would make every command start slower. */
function isNamed<Known extends Error>(error: unknown, name: Known['name']): error is Known {
  return error instanceof Error && error.name === name;
}

function temporalFailure(error: Error): Failure {
  const { code: status, details } = (error.cause ?? {}) as { code?: number; details?: string };
  if (status === GRPC.permissionDenied || status === GRPC.unauthenticated)
    return new Failure('TEMPORAL_UNAUTHORIZED', EXIT.notAllowed, `Temporal does not let you: ${error.message}`);
  if (status === GRPC.deadlineExceeded)
    return new Failure('TIMEOUT', EXIT.timeout, `Temporal did not answer in time: ${error.message}`);
  // The client's own message says only which call it was.
  return temporalUnreachable(details === undefined ? error.message : `${error.message}: ${details}`);
}

function temporalUnreachable(message: string): Failure {
  return new Failure(
    'TEMPORAL_UNREACHABLE',
    EXIT.failed,
    `Temporal does not answer (${message}): check TEMPORAL_ADDRESS, or start everything with "autobalancer dev"`,
    { field: 'TEMPORAL_ADDRESS' },
  );
}

/** The name that a sentence starts with, if it is one. */
function fieldOf(text: string | undefined): { field?: string } {
  const field = /^[\w.=<>[\]-]+/.exec(text ?? '')?.[0];
  return field === undefined ? {} : { field };
}
