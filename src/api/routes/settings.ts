import { z } from '@hono/zod-openapi';
import { STATUS_CHANGES } from '../../domain/portfolio';
import { changeStatus } from '../../operations/change-status';
import { findPortfolio } from '../../operations/find-portfolio';
import { setPolicy } from '../../operations/set-policy';
import { setTargets } from '../../operations/set-targets';
import { listPolicies } from '../../operations/show-policy';
import { type Api, register } from '../endpoint';
import { time } from '../schemas/amounts';
import { Policy, PolicyFields } from '../schemas/policy';
import { InPath, Portfolio, TargetInput } from '../schemas/portfolio';
import { reason } from '../schemas/text';
import { settingsTag } from '../settings-tag';

const SetTargets = z.strictObject({ targets: z.array(TargetInput).min(1).max(1_000) }).openapi('SetTargets');
const SetPolicy = z
  .strictObject({
    fields: PolicyFields,
    reason: reason(),
    ifVersion: z.int().min(1).max(2_147_483_647).optional().openapi({
      description: 'only while the policy has this version; If-Match is about all settings together',
    }),
  })
  .openapi('SetPolicy');
const ChangeStatus = z.strictObject({ reason: reason().optional() }).openapi('ChangeStatus');
const PolicyVersions = z
  .object({
    data: z.array(
      z.object({
        version: z.int(),
        policy: Policy,
        actor: z.string(),
        reason: z.string().nullable(),
        at: time(),
      }),
    ),
  })
  .openapi('PolicyVersions');

const PORTFOLIO = { schema: Portfolio, description: 'the portfolio as it is now', etag: true } as const;

export function addSettings(api: Api): void {
  addSetTargets(api);
  addSetPolicy(api);
  addListPolicies(api);
  addStatusChanges(api);
}

function addSetTargets(api: Api): void {
  register(
    api,
    {
      method: 'put',
      path: '/v1/portfolios/{portfolioId}/targets',
      operationId: 'setTargets',
      tag: 'portfolios',
      summary: 'Replace all targets: they sum to exactly 100, and 0 sells what is held',
      role: 'operator',
      idempotent: true,
      params: InPath,
      ifMatch: true,
      body: SetTargets,
      success: PORTFOLIO,
      refusals: [
        'PORTFOLIO_NOT_FOUND',
        'PORTFOLIO_CLOSED',
        'PORTFOLIO_SUBSCRIBED',
        'SETTINGS_CHANGED',
        'UNKNOWN_SYMBOL',
        'HELD_WITHOUT_TARGET',
        'INVALID_TARGETS',
        'BROKER_UNAVAILABLE',
      ],
    },
    async ({ principal, params, ifRevision, body }, deps) => {
      const set = await setTargets(deps, principal, { ...params, ...body, ifRevision });
      return set.ok ? { body: set.portfolio, etag: settingsTag(set.portfolio) } : set;
    },
  );
}

function addSetPolicy(api: Api): void {
  register(
    api,
    {
      method: 'patch',
      path: '/v1/portfolios/{portfolioId}/policy',
      operationId: 'setPolicy',
      tag: 'portfolios',
      summary: 'Change fields of the policy: the next batch uses it',
      role: 'operator',
      idempotent: true,
      params: InPath,
      ifMatch: true,
      body: SetPolicy,
      success: PORTFOLIO,
      refusals: [
        'PORTFOLIO_NOT_FOUND',
        'PORTFOLIO_CLOSED',
        'PORTFOLIO_SUBSCRIBED',
        'SETTINGS_CHANGED',
        'POLICY_CHANGED',
        'INVALID_POLICY',
        'POLICY_CONTRADICTS',
      ],
    },
    async ({ principal, params, ifRevision, body }, deps) => {
      const set = await setPolicy(deps, principal, { ...params, ...body, ifRevision });
      if (!set.ok) return set;
      const found = await findPortfolio(deps, params.portfolioId);
      return found.ok ? { body: found.portfolio, etag: settingsTag(found.portfolio) } : found;
    },
  );
}

function addListPolicies(api: Api): void {
  const { deps } = api;
  register(
    api,
    {
      method: 'get',
      path: '/v1/portfolios/{portfolioId}/policies',
      operationId: 'listPolicies',
      tag: 'portfolios',
      summary: 'List every version of the policy',
      role: 'viewer',
      params: InPath,
      success: { schema: PolicyVersions, description: 'oldest first, with who set it and why' },
      refusals: ['PORTFOLIO_NOT_FOUND'],
    },
    async ({ params }) => {
      const listed = await listPolicies(deps, params.portfolioId);
      return listed.ok ? { body: { data: listed.versions } } : listed;
    },
  );
}

function addStatusChanges(api: Api): void {
  for (const change of Object.keys(STATUS_CHANGES) as (keyof typeof STATUS_CHANGES)[])
    register(
      api,
      {
        method: 'post',
        path: `/v1/portfolios/{portfolioId}/${change}`,
        operationId: `${change}Portfolio`,
        tag: 'portfolios',
        summary: SUMMARIES[change],
        role: 'operator',
        idempotent: true,
        params: InPath,
        body: ChangeStatus,
        success: PORTFOLIO,
        refusals: ['PORTFOLIO_NOT_FOUND', 'PORTFOLIO_CLOSED', 'PORTFOLIO_STALE', 'PORTFOLIO_ACTIVE'],
      },
      async ({ principal, params, body: { reason = null } }, deps) => {
        const changed = await changeStatus(deps, principal, { ...params, change, reason });
        return changed.ok ? { body: changed.portfolio, etag: settingsTag(changed.portfolio) } : changed;
      },
    );
}

const SUMMARIES = {
  pause: 'Pause a portfolio: it is not rebalanced until it is resumed',
  resume: 'Resume a paused portfolio',
  close: 'Close a portfolio: it is never traded again',
} as const;
