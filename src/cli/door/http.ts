// The HTTP API as a command asks it: one request, and its answer or its no.

import { randomUUID } from 'node:crypto';
import type { paths } from '../../../docs/openapi';
import type { OperationRefusalCode } from '../../domain/causes';
import { PORTFOLIO_ID_PATTERN } from '../../domain/ids';
import { type Refused, refusedAs } from '../../domain/refused';
import { EXIT, Failure, type FailureCode } from '../failure';

export interface HttpSettings {
  url: string;
  key: string;
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Operation<Path extends keyof paths, Way extends Method> = NonNullable<paths[Path][Way]>;
/** The body of a success, as the contract has it. */
type Answer<Given> = Given extends { responses: infer Responses }
  ? Extract<Responses[keyof Responses & (200 | 201 | 202)], { content: object }>['content'] extends {
      'application/json': infer Body;
    }
    ? Body
    : never
  : never;

interface Place {
  params?: Record<string, string>;
  query?: Record<string, string | number | undefined>;
}

export interface Asked extends Place {
  body?: object;
  ifMatch?: '*';
  /** The same one for the same request; a new one unless given. */
  idempotencyKey?: string;
}

export interface Sent extends Place {
  type: string;
  bytes: AsyncIterable<Uint8Array>;
}

/** What is known with a no. */
export interface About {
  owner?: string | null;
  symbols?: string[];
  approvals?: string[];
  runId?: string;
  policyVersion?: number;
  reason?: string;
}

export type Replied<Body> = { ok: true; body: Body } | Refused<OperationRefusalCode, { about: About }>;

/** Each returns what was answered, or what an operation refused. @throws Failure for every other no */
export interface HttpApi {
  ask<Path extends keyof paths, Way extends Method & keyof paths[Path]>(
    method: Way,
    path: Path,
    asked?: Asked,
  ): Promise<Replied<Answer<Operation<Path, Way>>>>;
  /** Gets a file, however long it is. */
  file(path: keyof paths, place: Place): Promise<Replied<AsyncIterable<Uint8Array>>>;
  /** Posts a file, however long it is. */
  send<Path extends keyof paths>(path: Path, sent: Sent): Promise<Replied<Answer<Operation<Path, 'post'>>>>;
}

const ANSWER_MS = 60_000;

/** What is under way is given up when `ended` is aborted. */
export function createHttpApi(settings: HttpSettings, ended: AbortSignal): HttpApi {
  const soon = () => AbortSignal.any([ended, AbortSignal.timeout(ANSWER_MS)]);
  return {
    ask: async (method, path, { body, ifMatch, idempotencyKey, ...place } = {}) => {
      const response = await request(settings, path, place, {
        method: method.toUpperCase(),
        headers: {
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...(method !== 'get' && { 'Idempotency-Key': idempotencyKey ?? randomUUID() }),
          ...(ifMatch !== undefined && { 'If-Match': ifMatch }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: soon(),
      });
      return response instanceof Response ? reply(settings.url, response) : response;
    },
    file: async (path, place) => {
      const response = await request(settings, path, place, { method: 'GET', headers: {}, signal: ended });
      if (!(response instanceof Response)) return response;
      if (!response.ok) return reply(settings.url, response);
      return { ok: true, body: bytesOf(settings.url, response) };
    },
    send: async (path, { type, bytes, ...place }) => {
      let broken: unknown;
      const body = ReadableStream.from(
        noting(bytes, (error) => {
          broken = error;
        }),
      );
      const headers = { 'Content-Type': type };
      const sent = { method: 'POST', headers, body, duplex: 'half', signal: ended } as const;
      const response = await request(settings, path, place, sent).catch((error: unknown) => {
        throw broken ?? error;
      });
      return response instanceof Response ? reply(settings.url, response) : response;
    },
  };
}

type Sending = RequestInit & { headers: Record<string, string> };

async function request(
  { url, key }: HttpSettings,
  path: string,
  { params = {}, query = {} }: Place,
  { headers, ...init }: Sending,
): Promise<Response | Refused<'PORTFOLIO_NOT_FOUND', { about: About }>> {
  const { portfolioId } = params;
  // No portfolio has such an id, and the API would say so of the path.
  if (portfolioId !== undefined && !PORTFOLIO_ID_PATTERN.test(portfolioId))
    return { ...refusedAs('PORTFOLIO_NOT_FOUND', portfolioId), about: {} };
  return fetch(`${url.replace(/\/+$/, '')}${filled(path, params)}${queryOf(query)}`, {
    ...init,
    headers: { Authorization: `Bearer ${key}`, Accept: 'application/json', ...headers },
  }).catch((error: unknown) => {
    throw unreachable(url, error);
  });
}

async function reply<Body>(url: string, response: Response): Promise<Replied<Body>> {
  const text = await response.text().catch((error: unknown) => {
    throw unreachable(url, error);
  });
  if (response.ok) return { ok: true, body: parsed(text) as Body };
  return refusalOf(url, response.status, parsed(text));
}

async function* bytesOf(url: string, { body }: Response): AsyncGenerator<Uint8Array> {
  try {
    yield* body as unknown as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw unreachable(url, error);
  }
}

/** What is wrong with the bytes themselves is not the fault of the one they are sent to. */
async function* noting(bytes: AsyncIterable<Uint8Array>, note: (error: unknown) => void): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    note(error);
    throw error;
  }
}

function filled(path: string, params: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(params[name] ?? ''));
}

function queryOf(query: Record<string, string | number | undefined>): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, `${value}`] as [string, string]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Problem {
  code: FailureCode | 'PATH_NOT_FOUND';
  detail: string;
  errors?: { field: string; rule: string }[];
  about?: About;
}

/** Statuses with which the API passes on what an operation refuses. */
const OF_OPERATIONS = [404, 409, 412];
const NOT_ALLOWED = [401, 403];

function refusalOf(url: string, status: number, body: unknown): Refused<OperationRefusalCode, { about: About }> {
  const { code, detail, errors, about = {} } = (body ?? {}) as Partial<Problem>;
  if (code === undefined || detail === undefined || code === 'PATH_NOT_FOUND')
    throw new Failure(
      'API_UNREACHABLE',
      EXIT.failed,
      `${url} answered ${status}, and not as the HTTP API does: check AUTOBALANCER_URL`,
      { field: 'AUTOBALANCER_URL' },
    );
  if (OF_OPERATIONS.includes(status))
    return { ok: false, refusal: code as OperationRefusalCode, message: detail, about };
  const field = NOT_ALLOWED.includes(status) ? 'AUTOBALANCER_KEY' : errors?.[0]?.field;
  const exit = NOT_ALLOWED.includes(status) ? EXIT.notAllowed : status === 422 ? EXIT.refused : EXIT.failed;
  throw new Failure(code, exit, detail, field === undefined ? {} : { field });
}

function unreachable(url: string, error: unknown): Failure {
  const { message, cause } = error as Error;
  const why = cause instanceof Error ? cause.message : message;
  return new Failure(
    'API_UNREACHABLE',
    EXIT.failed,
    `the HTTP API does not answer at ${url} (${why}): check AUTOBALANCER_URL`,
    {
      field: 'AUTOBALANCER_URL',
    },
  );
}
