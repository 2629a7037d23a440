import { z } from '@hono/zod-openapi';
import { LEFT_OUT_TEXTS } from '../../domain/plan';
import { PORTFOLIO_STATUSES } from '../../domain/portfolio';
import { requestInvestment, requestRebalance } from '../../operations/request-rebalance';
import { showPlan } from '../../operations/show-plan';
import { showRebalance } from '../../operations/show-rebalance';
import { type Api, register } from '../endpoint';
import { isTemporalAway } from '../faults';
import { percent, shares, usd } from '../schemas/amounts';
import { Cause, side } from '../schemas/batch';
import { ClassReason, Reason, trigger } from '../schemas/explanation';
import { afterPlan, execution, leftOut, plannedOrders } from '../schemas/plan';
import { InPath, portfolioId, symbol } from '../schemas/portfolio';
import { Finding } from '../schemas/rules';

const Plan = z
  .object({
    portfolioId: portfolioId(),
    status: z.enum(PORTFOLIO_STATUSES),
    threshold: percent().openapi({ description: 'the `driftThreshold` of its policy' }),
    decision: z.enum(['trade', 'not-needed', 'refused', 'books-differ', 'settle-first']),
    obstacle: z.object({ code: z.string(), message: z.string() }).nullable(),
    drift: percent().nullable(),
    plan: z
      .object({
        execution: execution(),
        drift: percent().openapi({ description: 'the drift that the orders are planned for' }),
        orders: plannedOrders(),
      })
      .nullable()
      .openapi({ description: "what would be sent if the portfolio's own status did not prevent it" }),
    leftOut: z.array(z.object({ ...leftOut(), message: z.string() })),
    after: afterPlan(),
    triggers: z.array(trigger()).openapi({ description: 'why a rebalance is needed now; none when it is not' }),
    findings: z.array(Finding).openapi({
      description: 'the rules that the plan breaks and that do not keep it from being traded',
    }),
    reasons: z.array(Reason),
    classes: z.array(ClassReason),
  })
  .openapi('Plan');

export const Requested = z
  .object({
    state: z.enum(['STARTED', 'UNKNOWN']),
    runId: z.string().nullable(),
    message: z.string(),
  })
  .openapi('RequestedRebalance', {
    description:
      'UNKNOWN: Temporal did not answer in time, and the rebalance may run. Look at Location before you ask again',
  });

const Shortfall = z
  .object({
    symbol: symbol(),
    side: side(),
    quantity: shares().nullable(),
    notional: usd().nullable(),
    attempts: z.int(),
    code: z.string().nullable(),
    message: z.string().nullable(),
  })
  .openapi('Shortfall', { description: 'what is missing, in shares or in USD, and why the last attempt fell short' });
const Rebalance = z
  .object({
    state: z.enum(['RUNNING', 'ENDED']),
    outcome: z
      .object({
        outcome: z.enum(['REBALANCED', 'ADJUSTED', 'NOT_NEEDED', 'REFUSED', 'ROLLED_BACK', 'STALE']),
        batchId: z.string().nullable().optional(),
        cause: Cause.nullable().optional(),
        refusal: z.object({ code: z.string(), detail: z.string() }).optional(),
        residual: usd().optional(),
        reason: z.string().optional(),
        drift: percent().nullable().optional().openapi({ description: 'of what was not needed, or refused' }),
        driftBefore: percent().optional(),
        driftAfter: percent().nullable().optional(),
        shortfalls: z.array(Shortfall).optional().openapi({ description: 'what an ADJUSTED one did not reach' }),
      })
      .nullable(),
  })
  .openapi('Rebalance');

export function addRebalances(api: Api): void {
  addPreviewPlan(api);
  addRequests(api);
  addShowRebalance(api);
}

function addPreviewPlan(api: Api): void {
  const { deps } = api;
  register(
    api,
    {
      method: 'post',
      path: '/v1/portfolios/{portfolioId}/plan',
      operationId: 'previewPlan',
      tag: 'rebalances',
      summary: 'Show what a rebalance would do now: nothing is locked, stored or sent',
      role: 'viewer',
      params: InPath,
      success: { schema: Plan, description: 'the decision, and the orders that would be sent' },
      refusals: ['PORTFOLIO_NOT_FOUND', 'BROKER_UNAVAILABLE'],
    },
    async ({ params }) => {
      const shown = await showPlan(deps, params.portfolioId);
      if (!shown.ok) return shown;
      const withTexts = shown.leftOut.map((order) => ({ ...order, message: LEFT_OUT_TEXTS[order.because] }));
      return { body: { ...shown, leftOut: withTexts } };
    },
  );
}

function addRequests(api: Api): void {
  addRequest(
    api,
    {
      noun: 'rebalances',
      operationId: 'requestRebalance',
      summary: 'Ask for a rebalance, and learn at once whether it began',
    },
    requestRebalance,
  );
  const summary =
    'Ask for the cash above the reserve to be invested, by buys alone, and learn at once whether it began';
  addRequest(api, { noun: 'investments', operationId: 'requestInvestment', summary }, requestInvestment);
}

function addRequest(
  api: Api,
  { noun, ...described }: { noun: string; operationId: string; summary: string },
  request: typeof requestRebalance,
): void {
  register(
    api,
    {
      method: 'post',
      path: `/v1/portfolios/{portfolioId}/${noun}`,
      ...described,
      tag: 'rebalances',
      role: 'operator',
      idempotent: true,
      params: InPath,
      success: { status: 202, schema: Requested, description: 'it runs; Location is where to follow it' },
      refusals: ['PORTFOLIO_NOT_FOUND', 'PORTFOLIO_CLOSED', 'PORTFOLIO_PAUSED', 'PORTFOLIO_STALE', 'REBALANCE_RUNNING'],
    },
    async ({ principal, params: { portfolioId } }, deps) => {
      const place = `/v1/portfolios/${portfolioId}`;
      try {
        const asked = await request(deps, principal, portfolioId);
        if (!asked.ok) return asked;
        const { runId } = asked.rebalance;
        return {
          body: { state: 'STARTED' as const, runId, message: 'the rebalance runs' },
          location: `${place}/rebalances/${runId}`,
        };
      } catch (error) {
        if (!isTemporalAway(error)) throw error;
        const message = 'Temporal did not answer in time: nobody knows yet whether the rebalance runs';
        return { body: { state: 'UNKNOWN' as const, runId: null, message }, location: place, isUnknown: true };
      }
    },
  );
}

function addShowRebalance(api: Api): void {
  const { deps } = api;
  register(
    api,
    {
      method: 'get',
      path: '/v1/portfolios/{portfolioId}/rebalances/{runId}',
      operationId: 'showRebalance',
      tag: 'rebalances',
      summary: 'Follow a rebalance to its end',
      role: 'viewer',
      params: InPath.extend({
        runId: z.uuid('must be the id of a run').openapi({ param: { name: 'runId', in: 'path' } }),
      }),
      success: { schema: Rebalance, description: 'its outcome is null while it runs, and when somebody terminated it' },
      refusals: ['PORTFOLIO_NOT_FOUND', 'RUN_NOT_FOUND', 'TEMPORAL_UNAVAILABLE'],
    },
    async ({ params }) => {
      const shown = await showRebalance(deps, params);
      if (!shown.ok) return shown;
      return { body: { state: shown.isRunning ? ('RUNNING' as const) : ('ENDED' as const), outcome: shown.outcome } };
    },
  );
}
