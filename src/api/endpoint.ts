// How a route is registered. Everything that holds for all of them is here: who may ask, what a body must be, that unknown fields and
// parameters are refused, and that no answer leaves that is not as its schema says.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { mayDo, type Role } from '../domain/role';
import type { OperationRefusalCode, Refused } from '../operations/answer';
import type { OperationDeps } from '../operations/deps';
import type { Caller } from './authentication';
import { readableBody } from './body';
import { PROBLEMS, type ProblemCode } from './codes';
import type { ApiEnv } from './environment';
import { ApiProblem } from './problem';
import { Problem } from './schemas/problem';

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
  /** What is answered when it succeeds: 200 unless told. */
  success: { status?: Success; schema: Answer; description: string };
  /** Who accepts `text/event-stream` gets this instead. */
  stream?: (c: Context<ApiEnv>, asked: Asked<Params, Query, Body>) => Promise<Response>;
  /** Money or a status moves: it takes an Idempotency-Key. */
  idempotent?: true;
  /** What it may say no with, besides what any operation may. */
  refusals?: readonly ProblemCode[];
}

type Success = 200 | 201 | 202;

export interface Asked<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> extends Caller {
  params: z.output<Params>;
  query: z.output<Query>;
  body: z.output<Body>;
  requestId: string;
}

export interface Reply<Answer extends z.ZodType> {
  body: z.input<Answer>;
  /** Where what was made, or what goes on, can be looked up. */
  location?: string;
}

/** What a handler is given of the outside. */
export type ApiDeps = Omit<OperationDeps, 'client'> & { client: ApiClient; randomBytes(size: number): Uint8Array };
export type ApiClient = Pick<OperationDeps['client'], 'requestRebalance' | 'freeze' | 'resolve' | 'whatRuns'>;

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
  { app }: Api,
  endpoint: Endpoint<Params, Query, Body, Answer>,
  answer: (asked: Asked<Params, Query, Body>) => Promise<Reply<Answer> | Refused<OperationRefusalCode>>,
): void {
  const { role, body, success } = endpoint;
  const route = createRoute({ ...documented(endpoint), middleware: [allowed(role), readableBody(body !== undefined)] });
  app.openapi(route, async (c) => {
    const valid = (part: 'param' | 'query' | 'json') => c.req.valid(part as never) as unknown;
    const asked = {
      ...callerOf(c),
      requestId: c.get('requestId'),
      params: valid('param') as z.output<Params>,
      query: valid('query') as z.output<Query>,
      body: valid('json') as z.output<Body>,
    };
    if (endpoint.stream !== undefined && accepts(c, STREAM)) return (await endpoint.stream(c, asked)) as never;
    const reply = await answer(asked);
    if ('refusal' in reply) throw new ApiProblem(reply.refusal, reply.message);
    if (reply.location !== undefined) c.header('Location', reply.location);
    return c.json(success.schema.parse(reply.body) as object, success.status ?? 200);
  });
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
const WITH_BODY: readonly ProblemCode[] = ['UNREADABLE_BODY', 'NOT_JSON', 'BODY_TOO_LARGE'];

function documented<Params extends Fields, Query extends Fields, Body extends z.ZodType, Answer extends z.ZodType>(
  endpoint: Endpoint<Params, Query, Body, Answer>,
) {
  const { method, path, operationId, tag, summary, role, params, body, success, refusals = [] } = endpoint;
  const query = endpoint.query ?? z.strictObject({});
  const codes = [...refusals, ...ALWAYS, ...(body === undefined ? [] : WITH_BODY)];
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
      ...(body !== undefined && { body: { required: true, content: { 'application/json': { schema: body } } } }),
    },
    responses: {
      [success.status ?? 200]: {
        description: success.description,
        content: {
          'application/json': { schema: success.schema },
          ...(endpoint.stream !== undefined && { [STREAM]: { schema: z.string() } }),
        },
      },
      ...problemResponses(codes),
    },
  };
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
