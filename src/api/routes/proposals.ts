import { z } from '@hono/zod-openapi';
import { PROPOSAL_STATES } from '../../domain/proposal';
import { APPROVING_ROLE } from '../../operations/approvals-seen';
import {
  approvePlan,
  listProposals,
  proposePlan,
  rejectPlan,
  releaseProposal,
  showProposal,
} from '../../operations/plan-proposals';
import { type Api, register } from '../endpoint';
import { isTemporalAway } from '../faults';
import { percent } from '../schemas/amounts';
import { cursor, limit, page } from '../schemas/page';
import { InPath, portfolioId } from '../schemas/portfolio';
import { Proposal, proposalId, ShownProposal } from '../schemas/proposal';
import { reason } from '../schemas/text';
import { Requested } from './rebalances';

const ProposalPage = page(Proposal).openapi('ProposalPage');
const InProposalPath = z.object({ proposalId: proposalId().openapi({ param: { name: 'proposalId', in: 'path' } }) });
const Released = Requested.extend({ portfolioId: portfolioId().nullable() }).openapi('ReleasedProposal');
const Decide = z.strictObject({ note: reason() }).openapi('DecideProposal');
const Propose = z
  .strictObject({
    priceTolerance: percent()
      .optional()
      .openapi({ description: 'percent by which each price may move: from 0 to 10', example: '1.0000' }),
  })
  .openapi('ProposePlan');

export function addProposals(api: Api): void {
  addPropose(api);
  addReads(api);
  addDecisions(api);
  addRelease(api);
}

function addPropose(api: Api): void {
  register(
    api,
    {
      method: 'post',
      path: '/v1/portfolios/{portfolioId}/proposals',
      operationId: 'proposePlan',
      tag: 'proposals',
      summary: 'Freeze the plan that a rebalance would trade now, for another person to approve',
      role: 'operator',
      idempotent: true,
      params: InPath,
      body: Propose,
      success: { status: 201, schema: Proposal, description: 'the frozen plan; nothing is traded' },
      refusals: ['PORTFOLIO_NOT_FOUND', 'NOTHING_TO_PROPOSE', 'INVALID_PROPOSAL', 'BROKER_UNAVAILABLE'],
    },
    async ({ principal, params, body }, own) => {
      const proposed = await proposePlan(own, principal, { ...params, ...body });
      if (!proposed.ok) return proposed;
      return { body: proposed.proposal, location: `/v1/proposals/${proposed.proposal.id}` };
    },
  );
}

function addReads(api: Api): void {
  const { deps } = api;
  register(
    api,
    {
      method: 'get',
      path: '/v1/proposals',
      operationId: 'listProposals',
      tag: 'proposals',
      summary: 'List frozen plans, the last proposed first',
      role: 'viewer',
      query: z.strictObject({
        portfolioId: portfolioId().optional(),
        state: z.enum(PROPOSAL_STATES).optional(),
        limit: limit(),
        cursor: cursor(),
      }),
      success: { schema: ProposalPage, description: 'a page; `nextCursor` is null at the end' },
      refusals: ['INVALID_PAGE'],
    },
    async ({ query: { cursor: after, ...which } }) => {
      const { proposals, next } = await listProposals(deps, { ...which, after });
      return { body: { data: proposals, nextCursor: next } };
    },
  );
  register(
    api,
    {
      method: 'get',
      path: '/v1/proposals/{proposalId}',
      operationId: 'showProposal',
      tag: 'proposals',
      summary: 'Show a frozen plan, and whether what it rests on has moved',
      role: 'viewer',
      params: InProposalPath,
      success: { schema: ShownProposal, description: 'the frozen plan' },
      refusals: ['PROPOSAL_NOT_FOUND', 'BROKER_UNAVAILABLE'],
    },
    async ({ params }) => {
      const shown = await showProposal(deps, params.proposalId);
      return shown.ok ? { body: { ...shown.proposal, whyVoid: shown.whyVoid } } : shown;
    },
  );
}

function addDecisions(api: Api): void {
  const decision = {
    method: 'post',
    tag: 'proposals',
    idempotent: true,
    params: InProposalPath,
    body: Decide,
    success: { schema: Proposal, description: 'the proposal as it is now' },
  } as const;
  register(
    api,
    {
      ...decision,
      path: '/v1/proposals/{proposalId}/approve',
      operationId: 'approvePlan',
      summary: 'Approve a frozen plan that somebody else proposed',
      role: APPROVING_ROLE,
      refusals: [
        'PROPOSAL_NOT_FOUND',
        'PROPOSAL_DECIDED',
        'PROPOSAL_VOID',
        'APPROVAL_BY_SAME_PERSON',
        'BROKER_UNAVAILABLE',
      ],
    },
    async ({ principal, params, body }, own) => {
      const decided = await approvePlan(own, principal, { ...params, ...body });
      return decided.ok ? { body: decided.proposal } : decided;
    },
  );
  register(
    api,
    {
      ...decision,
      path: '/v1/proposals/{proposalId}/reject',
      operationId: 'rejectPlan',
      summary: 'Reject a frozen plan, or take your own back',
      role: 'operator',
      refusals: ['PROPOSAL_NOT_FOUND', 'PROPOSAL_DECIDED'],
    },
    async ({ principal, params, body }, own) => {
      const decided = await rejectPlan(own, principal, { ...params, ...body });
      return decided.ok ? { body: decided.proposal } : decided;
    },
  );
}

function addRelease(api: Api): void {
  register(
    api,
    {
      method: 'post',
      path: '/v1/proposals/{proposalId}/release',
      operationId: 'releaseProposal',
      tag: 'proposals',
      summary: 'Trade exactly the orders of an approved proposal, or nothing; learn at once whether a run began',
      role: 'operator',
      idempotent: true,
      params: InProposalPath,
      success: { status: 202, schema: Released, description: 'it runs; Location is where to follow it' },
      refusals: [
        'PROPOSAL_NOT_FOUND',
        'PROPOSAL_NOT_APPROVED',
        'PORTFOLIO_CLOSED',
        'PORTFOLIO_PAUSED',
        'PORTFOLIO_STALE',
        'REBALANCE_RUNNING',
      ],
    },
    async ({ principal, params: { proposalId } }, own) => {
      try {
        const asked = await releaseProposal(own, principal, proposalId);
        if (!asked.ok) return asked;
        const { portfolioId } = asked;
        const { runId } = asked.rebalance;
        return {
          body: { state: 'STARTED' as const, runId, portfolioId, message: 'the release runs' },
          location: `/v1/portfolios/${portfolioId}/rebalances/${runId}`,
        };
      } catch (error) {
        if (!isTemporalAway(error)) throw error;
        const message = 'Temporal did not answer in time: nobody knows yet whether the release runs';
        const body = { state: 'UNKNOWN' as const, runId: null, portfolioId: null, message };
        return { body, location: `/v1/proposals/${proposalId}`, isUnknown: true };
      }
    },
  );
}
