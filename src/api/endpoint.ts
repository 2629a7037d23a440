// How a route is registered. Everything that holds for all of them is here: who may ask, what a body must be, that unknown fields and
// parameters are refused, and that no answer leaves that is not as its schema says.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import type { OperationRefusalCode } from '../domain/causes';
import type { Refused } from '../domain/refused';
import { mayDo, type Role } from '../domain/role';
import type { BegunRequest, KeyedAnswer, Worked } from '../operations/answer-once';
import type { OperationDeps } from '../operations/deps';
import type { DoctorDeps } from '../operations/doctor';
import type { FleetHealth } from '../operations/fleet-health';
import type { PreviewThreads } from '../operations/preview-rollout';
import type { Caller } from './authentication';
import { readableBody, typeOf, uploadedBody } from './body';
import { isPassing, PROBLEMS, type ProblemCode } from './codes';
import type { ApiEnv } from './environment';
import { IdempotencyKey, idempotencyKeyOf, once } from './idempotency';
import type { ImportRunner } from './import-runner';
import { ApiProblem, PROBLEM_TYPE, problemText } from './problem';
import { Problem } from './schemas/problem';
import { IfMatch, revisionOf } from './settings-tag';
import type { Shared } from './shared';

type Fields = z.ZodObject | z.ZodUndefined;

export interface Endpoint<
  Params extends Fields,
  Query extends Fields,
  Body extends z.ZodType,
  Answer extends z.ZodType,
> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** "/v1/portfolios/{portfolioId}" */
  path: `/v1/${string}`;
  /** Its name in the contract and in clients. */
  operationId: string;
  /** The noun under which it is listed. */
  tag: string;
  /** One line: what it does. */
  summary: string;
  /** Who may do it at least. */
  role: Role;
  params?: Params;
  /** Strict objects, so that an unknown parameter or field is refused. */
  query?: Query;
  body?: Body;
  /** The types of a file that is read as it comes, instead of a body of JSON: `uploaded` has it. */
  upload?: readonly string[];
  /** What is answered when it succeeds: 200 unless told. It is JSON, unless it is a file of one of `types`. */
  success: { status?: Success; schema: Answer; description: string; etag?: true; types?: readonly string[] };
  /** Who accepts `text/event-stream` gets this instead. */
  stream?: (c: Context<ApiEnv>, asked: Asked<Params, Query, Body>) => Promise<Response>;
  /** It changes something: it takes an Idempotency-Key, and what it does is done once for that. */
  idempotent?: true;
  /** It changes settings that somebody may have changed since they were read: it takes their ETag. */
  ifMatch?: true;
  /** What it may say no with, besides what any operation may. */
  refusals?: readonly ProblemCode[];
}

type Success = 200 | 201 | 202;

export interface Asked<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> extends Caller {
  params: z.output<Params>;
  query: z.output<Query>;
  body: z.output<Body>;
  /** What is sent to a route that takes a file. */
  uploaded: { type: string; bytes: AsyncIterable<Uint8Array> };
  /** What If-Match says; undefined for any, and where it is not asked for. */
  ifRevision: number | undefined;
  requestId: string;
}

export interface Reply<Answer extends z.ZodType> {
  body: z.input<Answer>;
  /** Where what was made, or what goes on, can be looked up. */
  location?: string;
  etag?: string;
  /** Nobody knows what became of it: 202, and the same request may be made again. */
  isUnknown?: true;
  /** What a repeat is answered, where this answer has what is shown once. */
  afterwards?: Refused<OperationRefusalCode>;
}

/** What a handler is given of the outside. */
export interface ApiDeps extends Omit<OperationDeps, 'client'> {
  client: ApiClient;
  randomBytes(size: number): Uint8Array;
  imports: Pick<ImportRunner, 'wake'>;
  /** USD per share by symbol, of the simulated broker; undefined when the broker is another one. @throws BrokerFault */
  simulatedPrices: (() => Promise<Readonly<Record<string, string>>>) | undefined;
  /** One for the process. */
  fleet: Shared<FleetHealth>;
  /** Threads that plan for the preview of a roll-out; without them this thread does. */
  previewing?: PreviewThreads;
  /** What this process is connected to. */
  doctor: Omit<DoctorDeps<unknown>, 'now' | 'explain'>;
}
export type ApiClient = Pick<
  OperationDeps['client'],
  'requestRebalance' | 'freeze' | 'resolve' | 'outcome' | 'rollOut'
>;

export interface Api {
  deps: ApiDeps;
  app: OpenAPIHono<ApiEnv>;
}

/** Registers a route. A refusal that `answer` returns becomes a problem. */
export function register<
  Answer extends z.ZodType,
  Params extends Fields = z.ZodUndefined,
  Query extends Fields = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
>(
  { app, deps }: Api,
  endpoint: Endpoint<Params, Query, Body, Answer>,
  answer: (asked: Asked<Params, Query, Body>, deps: ApiDeps) => Promise<Reply<Answer> | Refused<OperationRefusalCode>>,
): void {
  const { success, idempotent = false } = endpoint;
  app.openapi(routeOf(endpoint), async (c) => {
    // What is malformed is refused before what is out of date, as an If-Match may be.
    const key = idempotent ? idempotencyKeyOf(c) : undefined;
    const asked = askedOf(c, endpoint);
    // Nobody would ever read, or end, the stream of a HEAD.
    const isStream = c.req.method === 'GET' && accepts(c, STREAM);
    if (endpoint.stream !== undefined && isStream) return (await endpoint.stream(c, asked)) as never;
    const refusedAnswer = (no: Refused<OperationRefusalCode>): KeyedAnswer => {
      const { status, text } = problemText(c, new ApiProblem(no.refusal, no.message, { about: aboutOf(no) }));
      return { status, location: null, body: text };
    };
    const work = async (request?: BegunRequest): Promise<Worked> => {
      const reply = await answer(asked, { ...deps, request });
      if ('refusal' in reply) {
        c.set('problem', reply.refusal);
        const refused = refusedAnswer(reply);
        return { answer: refused, kept: isPassing(reply.refusal) ? null : refused };
      }
      const status = reply.isUnknown === true ? 202 : (success.status ?? 200);
      const text = JSON.stringify(success.schema.parse(reply.body));
      const given = { status, location: reply.location ?? null, etag: reply.etag ?? null, body: text };
      if (reply.isUnknown === true) return { answer: given, kept: null };
      return { answer: given, kept: reply.afterwards === undefined ? given : refusedAnswer(reply.afterwards) };
    };
    const given = key === undefined ? (await work()).answer : await once(c, deps, { key, body: asked.body }, work);
    const { status, location, etag = null, body: text } = given;
    if (endpoint.method !== 'get') deps.fleet.forget();
    if (location !== null) c.header('Location', location);
    if (etag !== null) c.header('ETag', etag);
    c.header('Content-Type', status < 400 ? 'application/json' : PROBLEM_TYPE);
    return c.body(text ?? '', status as Success) as never;
  });
}

/** A route as the contract has it, with what is refused before its handler is asked. */
export function routeOf<Params extends Fields, Query extends Fields, Body extends z.ZodType, Answer extends z.ZodType>(
  endpoint: Endpoint<Params, Query, Body, Answer>,
) {
  const { role, body, upload } = endpoint;
  const sent = upload === undefined ? readableBody(body !== undefined) : uploadedBody(upload);
  return createRoute({ ...documented(endpoint), middleware: [allowed(role), sent] });
}

export function askedOf<Params extends Fields, Query extends Fields, Body extends z.ZodType, Answer extends z.ZodType>(
  c: Context<ApiEnv>,
  { ifMatch }: Pick<Endpoint<Params, Query, Body, Answer>, 'ifMatch'>,
): Asked<Params, Query, Body> {
  const valid = (part: 'param' | 'query' | 'json') => c.req.valid(part as never) as unknown;
  return {
    ...callerOf(c),
    requestId: c.get('requestId'),
    params: valid('param') as z.output<Params>,
    query: valid('query') as z.output<Query>,
    body: valid('json') as z.output<Body>,
    uploaded: { type: typeOf(c), bytes: c.req.raw.body ?? new Blob([]).stream() },
    ifRevision: ifMatch === true ? revisionOf(c.req.header('If-Match')) : undefined,
  };
}

/** Of what an operation says with its no, what the contract has. */
function aboutOf(reply: object): NonNullable<Problem['about']> | undefined {
  const { owner, symbols, approvals, rebalance, version, reason } = reply as {
    owner?: string | null;
    symbols?: string[];
    approvals?: { id: string }[];
    rebalance?: { runId: string };
    version?: number;
    reason?: string;
  };
  const about = {
    ...(owner !== undefined && { owner }),
    ...(symbols && { symbols }),
    ...(approvals && { approvals: approvals.map(({ id }) => id) }),
    ...(rebalance && { runId: rebalance.runId }),
    ...(version !== undefined && { policyVersion: version }),
    ...(reason !== undefined && { reason }),
  };
  return Object.keys(about).length === 0 ? undefined : about;
}

const STREAM = 'text/event-stream';

function accepts(c: Context<ApiEnv>, type: string): boolean {
  return (c.req.header('Accept') ?? '').split(',').some((accepted) => accepted.split(';')[0]?.trim() === type);
}

function allowed(least: Role): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const { role } = callerOf(c);
    if (!mayDo(role, least))
      throw new ApiProblem('ROLE_TOO_LOW', `the role ${role} may not do that: it takes ${least}`);
    await next();
  };
}

function callerOf(c: Context<ApiEnv>): Caller {
  const caller = c.get('caller');
  // A route outside of what is authenticated is a bug, and lets nobody in.
  if (caller === undefined) throw new ApiProblem('KEY_MISSING', 'nobody has said who asks');
  return caller;
}

/** Any of them may be the answer to any request. */
const ALWAYS: readonly ProblemCode[] = [
  'KEY_MISSING',
  'KEY_UNKNOWN',
  'KEY_EXPIRED',
  'KEY_REVOKED',
  'ROLE_TOO_LOW',
  'INVALID_REQUEST',
  'TOO_MANY_REQUESTS',
  'FAILED',
  'LEDGER_UNAVAILABLE',
];
const WITH_BODY: readonly ProblemCode[] = ['UNREADABLE_BODY', 'NOT_JSON', 'BODY_TOO_LARGE', 'BODY_TOO_SLOW'];
const WITH_UPLOAD: readonly ProblemCode[] = ['TYPE_NOT_TAKEN', 'BODY_TOO_LARGE'];

const WITH_KEY: readonly ProblemCode[] = [
  'IDEMPOTENCY_KEY_INVALID',
  'IDEMPOTENCY_KEY_RUNNING',
  'IDEMPOTENCY_KEY_REUSED',
];
const ETAG = { description: 'of the settings: send it back as If-Match', schema: { type: 'string' as const } };

function documented<Params extends Fields, Query extends Fields, Body extends z.ZodType, Answer extends z.ZodType>(
  endpoint: Endpoint<Params, Query, Body, Answer>,
) {
  const { method, path, operationId, tag, summary, role, params, body, upload, success, refusals = [] } = endpoint;
  const query = endpoint.query ?? z.strictObject({});
  const headers = { ...(endpoint.idempotent && IdempotencyKey), ...(endpoint.ifMatch && IfMatch) };
  const codes = [
    ...refusals,
    ...ALWAYS,
    ...(body === undefined ? [] : WITH_BODY),
    ...(upload === undefined ? [] : WITH_UPLOAD),
    ...(endpoint.idempotent ? WITH_KEY : []),
    ...(endpoint.ifMatch ? (['IF_MATCH_MISSING'] as const) : []),
  ];
  return {
    method,
    path,
    operationId,
    tags: [tag],
    summary,
    'x-role': role,
    security: [{ key: [] }],
    request: {
      ...(params !== undefined && { params: params as z.ZodObject }),
      query: query as z.ZodObject,
      ...(Object.keys(headers).length > 0 && { headers: z.object(headers) }),
      ...(body !== undefined && { body: { required: true, content: ofTypes(['application/json'], body) } }),
      ...(upload !== undefined && { body: { required: true, content: ofTypes(upload, z.string()) } }),
    },
    responses: {
      [success.status ?? 200]: {
        description: success.description,
        ...(success.etag && { headers: { ETag: ETAG } }),
        content: {
          ...ofTypes(success.types ?? ['application/json'], success.schema),
          ...(endpoint.stream !== undefined && { [STREAM]: { schema: z.string() } }),
        },
      },
      ...problemResponses(codes),
    },
  };
}

function ofTypes(types: readonly string[], schema: z.ZodType) {
  return Object.fromEntries(types.map((type) => [type, { schema }]));
}

function problemResponses(codes: readonly ProblemCode[]) {
  const byStatus = new Map<number, Set<ProblemCode>>();
  for (const code of codes) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, (byStatus.get(status) ?? new Set()).add(code));
  }
  return Object.fromEntries(
    [...byStatus].map(([status, those]) => [
      status,
      { description: [...those].join(', '), content: { 'application/problem+json': { schema: Problem } } },
    ]),
  );
}
