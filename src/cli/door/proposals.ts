// The operations of frozen plans: here, or behind the HTTP API.

import { randomBytes } from 'node:crypto';
import {
  approvePlan,
  listProposals,
  proposePlan,
  rejectPlan,
  releaseProposal,
  showProposal,
} from '../../operations/plan-proposals';
import type { Cli } from '../cli';
import type { Done, Looked } from './door';
import { type Ask, answered, pages } from './remote/answers';
import { runningRebalance } from './remote/rebalances';
import { untilKnown } from './until-known';

export interface ProposalDoor {
  proposePlan: Done<typeof proposePlan>;
  listProposals: Looked<typeof listProposals>;
  showProposal: Looked<typeof showProposal>;
  approvePlan: Done<typeof approvePlan>;
  rejectPlan: Done<typeof rejectPlan>;
  releaseProposal: Done<typeof releaseProposal>;
}

export function localProposals({ open, principal }: Pick<Cli, 'open' | 'principal'>): ProposalDoor {
  const looking = () => open('ledger', 'broker', 'market', 'caps');
  return {
    proposePlan: async (input) => proposePlan({ ...(await looking()), randomBytes }, principal(), input),
    listProposals: async (which) => listProposals(await open('ledger'), which),
    showProposal: async (id) => showProposal(await looking(), id),
    approvePlan: async (input) => approvePlan(await looking(), principal(), input),
    rejectPlan: async (input) => rejectPlan(await open('ledger'), principal(), input),
    releaseProposal: async (id) => releaseProposal(await open('ledger', 'client'), principal(), id),
  };
}

export function remoteProposals(ask: Ask, ended: AbortSignal): ProposalDoor {
  const decide =
    (verb: 'approve' | 'reject'): ProposalDoor['rejectPlan'] =>
    async ({ proposalId, note }) => {
      const asked = { params: { proposalId }, body: { note } };
      return answered(await ask('post', `/v1/proposals/{proposalId}/${verb}`, asked), (proposal) => ({ proposal }));
    };
  return {
    proposePlan: async ({ portfolioId, priceTolerance }) => {
      const asked = { params: { portfolioId }, body: { ...(priceTolerance !== undefined && { priceTolerance }) } };
      return answered(await ask('post', '/v1/portfolios/{portfolioId}/proposals', asked), (proposal) => ({ proposal }));
    },
    listProposals: async ({ portfolioId, state, limit, after }) => {
      const { rows, next } = await pages(limit, after, (query) =>
        ask('get', '/v1/proposals', { query: { ...query, portfolioId, state } }),
      );
      return { proposals: rows, next };
    },
    showProposal: async (proposalId) =>
      answered(
        await ask('get', '/v1/proposals/{proposalId}', { params: { proposalId } }),
        ({ whyVoid, ...proposal }) => ({
          proposal,
          whyVoid,
        }),
      ),
    approvePlan: decide('approve'),
    rejectPlan: decide('reject'),
    releaseProposal: async (proposalId) => {
      const asked = await untilKnown(
        (idempotencyKey) =>
          ask('post', '/v1/proposals/{proposalId}/release', { params: { proposalId }, idempotencyKey }),
        ({ state }) => state !== 'UNKNOWN',
        ended,
      );
      return answered(asked, ({ portfolioId, runId }) => {
        const which = { portfolioId: portfolioId ?? '', runId: runId ?? '' };
        return { portfolioId: which.portfolioId, rebalance: runningRebalance(ask, which, ended) };
      });
    },
  };
}
