import { z } from '@hono/zod-openapi';
import { PORTFOLIO_STATUSES } from '../../domain/portfolio';
import { RESOLVE_ACTIONS } from '../../domain/stale';
import { freezePortfolio } from '../../operations/freeze-portfolio';
import { listPortfolios } from '../../operations/list-portfolios';
import { type ResolveStaleInput, resolveStale, STALE_ACTIONS } from '../../operations/resolve-stale';
import { showStale } from '../../operations/show-stale';
import { type Api, register } from '../endpoint';
import { isTemporalAway } from '../faults';
import { shares, time, usd } from '../schemas/amounts';
import { Cause, side } from '../schemas/batch';
import { cursor, limit, page } from '../schemas/page';
import { InPath, Portfolio, staleReason, symbol } from '../schemas/portfolio';
import { reason } from '../schemas/text';

const StalePage = page(Portfolio).openapi('StalePage');
const OrderEvidence = z.object({
  clientOrderId: z.string(),
  kind: z.enum(['order', 'reversal']),
  symbol: symbol(),
  side: side(),
  quantity: shares().nullable(),
  filled: shares(),
  state: z.string(),
  error: z.string().nullable(),
  declarableFrom: time().optional(),
});
const Deviation = z.object({ before: z.string(), now: z.string(), completed: z.string() });
const Costs = z.object({
  mayWorsen: usd().optional(),
  rollback: z.object({ residual: usd().nullable(), beyond: z.array(z.string()) }),
  complete: z.object({
    orders: z.array(z.object({ side: side(), symbol: symbol(), quantity: shares().nullable(), usd: usd().nullable() })),
    deviation: Deviation.nullable(),
  }),
});
const action = z.enum(STALE_ACTIONS as ResolveStaleInput['action'][]);
const Evidence = z
  .object({
    evidence: z.object({
      reason: z.string(),
      status: z.enum(PORTFOLIO_STATUSES).optional(),
      cause: Cause.nullable(),
      batch: z.object({ id: z.string(), state: z.string(), orders: z.array(OrderEvidence) }).nullable(),
      positions: z.array(z.object({ symbol: symbol(), ledger: shares(), broker: shares() })).nullable(),
      cash: z.object({ ledger: usd(), broker: usd() }).nullable(),
      openOrders: z.array(z.string()),
      brokerProblem: z.string().nullable(),
      reopensInMs: z.int().nullable(),
      hash: z.string().nullable().openapi({ description: 'send it back with a decision as `evidence`' }),
      declaredOtherwise: z.array(z.string()).optional(),
      costs: Costs.nullable().optional(),
    }),
    unreversed: z.array(z.object({ symbol: symbol(), side: side(), quantity: shares() })),
    waysOut: z
      .array(z.object({ action, does: z.string(), cost: z.string().nullable(), whyNot: z.string().nullable() }))
      .openapi({ description: 'what may be done about it, the most likely first, then what may not, with the reason' }),
  })
  .openapi('StaleEvidence');

const Freeze = z
  .strictObject({
    reason: reason(),
    undo: z.boolean().default(false).openapi({ description: 'reverse what filled of a batch under way' }),
  })
  .openapi('Freeze');
const Frozen = z
  .object({ frozen: z.literal(true), told: z.boolean().openapi({ description: 'Temporal has heard of it' }) })
  .openapi('Frozen');

const Resolve = z
  .strictObject({
    action: action.openapi({
      description: Object.entries(RESOLVE_ACTIONS)
        .map(([name, what]) => `${name}: ${what}`)
        .join('\n\n'),
    }),
    note: reason(),
    evidence: z
      .string()
      .max(100)
      .optional()
      .openapi({ description: 'the `hash` of the evidence that was looked at: nothing is done if it has changed' }),
  })
  .openapi('Resolve');
const Verdict = z
  .object({
    status: z.enum(['ACTIVE', 'STALE', 'UNKNOWN']),
    reason: z.string().nullable(),
    message: z.string(),
    portfolio: z
      .enum(PORTFOLIO_STATUSES)
      .optional()
      .openapi({ description: 'the status that it has once it is released: it may be PAUSED' }),
  })
  .openapi('Verdict', {
    description: 'UNKNOWN: Temporal did not answer in time. Look at the evidence, then ask again',
  });

export function addStale(api: Api): void {
  addListStale(api);
  addShowStale(api);
  addFreezePortfolio(api);
  addResolveStale(api);
}

function addListStale(api: Api): void {
  const { deps } = api;
  register(
    api,
    {
      method: 'get',
      path: '/v1/stale',
      operationId: 'listStale',
      tag: 'stale',
      summary: 'List the STALE portfolios',
      role: 'viewer',
      query: z.strictObject({
        reason: staleReason(),
        limit: limit(),
        cursor: cursor(),
      }),
      success: { schema: StalePage, description: 'a page by id; `nextCursor` is null at the end' },
      refusals: ['INVALID_PAGE', 'INVALID_REASON'],
    },
    async ({ query: { reason: staleReason, limit, cursor: after } }) => {
      const { portfolios, next } = await listPortfolios(deps, { status: 'STALE', staleReason, limit, after });
      return { body: { data: portfolios, nextCursor: next } };
    },
  );
}

function addShowStale(api: Api): void {
  const { deps } = api;
  register(
    api,
    {
      method: 'get',
      path: '/v1/portfolios/{portfolioId}/stale',
      operationId: 'showStale',
      tag: 'stale',
      summary: 'Show why a portfolio is STALE, as ledger and broker have it now',
      role: 'viewer',
      params: InPath,
      success: { schema: Evidence, description: 'the evidence, and what is not reversed yet' },
      refusals: ['PORTFOLIO_NOT_FOUND', 'NOT_STALE'],
    },
    async ({ params }) => {
      const shown = await showStale(deps, params.portfolioId);
      return shown.ok ? { body: shown } : shown;
    },
  );
}

function addFreezePortfolio(api: Api): void {
  register(
    api,
    {
      method: 'post',
      path: '/v1/portfolios/{portfolioId}/freeze',
      operationId: 'freezePortfolio',
      tag: 'stale',
      summary: 'Freeze a portfolio: what is open is cancelled, and nothing is traded until it is released',
      role: 'operator',
      idempotent: true,
      params: InPath,
      body: Freeze,
      success: {
        schema: Frozen,
        description: 'nothing is sent any more; a sweep tells Temporal what it has not heard',
      },
      refusals: ['PORTFOLIO_NOT_FOUND', 'PORTFOLIO_CLOSED'],
    },
    async ({ principal, params, body }, deps) => {
      const frozen = await freezePortfolio(deps, principal, { ...params, ...body });
      return frozen.ok ? { body: { frozen: true as const, told: frozen.told } } : frozen;
    },
  );
}

function addResolveStale(api: Api): void {
  register(
    api,
    {
      method: 'post',
      path: '/v1/portfolios/{portfolioId}/resolve',
      operationId: 'resolveStale',
      tag: 'stale',
      summary: 'Resolve a STALE portfolio, and wait for the outcome',
      role: 'operator',
      idempotent: true,
      params: InPath,
      body: Resolve,
      success: { schema: Verdict, description: 'it may stay STALE: the verdict says why' },
      refusals: ['PORTFOLIO_NOT_FOUND', 'NOT_STALE', 'INVALID_RESOLVE'],
    },
    async ({ principal, params, body }, deps) => {
      try {
        const resolved = await resolveStale(deps, principal, { ...params, ...body });
        if (!resolved.ok) return resolved;
        const { verdict } = resolved;
        const reason = verdict.status === 'STALE' ? verdict.reason : null;
        const { status, message } = verdict;
        const released = verdict.status === 'ACTIVE' && verdict.portfolio;
        return { body: { status, reason, message, ...(released && { portfolio: released }) } };
      } catch (error) {
        if (!isTemporalAway(error)) throw error;
        const message = 'Temporal did not answer in time: nobody knows yet what came of it';
        return {
          body: { status: 'UNKNOWN' as const, reason: null, message },
          location: `/v1/portfolios/${params.portfolioId}/stale`,
          isUnknown: true as const,
        };
      }
    },
  );
}
