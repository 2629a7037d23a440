// What becomes of a frozen plan. Both ledgers read its row under a lock, and ask here.

import { type PlanProposal, PROPOSAL_STANDS_MS, proposalAt, type Void, whyNotReleased } from '../../domain/proposal';
import { type Refused, refused, refusedAs } from '../../domain/refused';
import { type Keys, SAME_PERSON_SENTENCES, whySamePerson } from '../../domain/same-person';
import { later } from '../../domain/time';
import type { Actor, DecideProposal, DecideProposalResult, NewBatch, NewPlanProposal } from '../ledger';
import { canonicalPercent, canonicalTime, storableJson, storableText } from './canonical';
import type { AuditEntry } from './closing';

interface Changed {
  after: PlanProposal;
  entry: AuditEntry;
}

export function planProposed({ id, portfolioId, plan, basis, priceTolerance }: NewPlanProposal, by: Actor): Changed {
  const proposedAt = canonicalTime(by.at);
  const after: PlanProposal = {
    id,
    portfolioId,
    state: 'PROPOSED',
    plan: storableJson(plan),
    basis: storableJson(basis),
    priceTolerance: canonicalPercent(priceTolerance),
    proposedBy: storableText(by.name),
    proposedAt,
    expiresAt: later(proposedAt, PROPOSAL_STANDS_MS),
    decidedBy: null,
    decidedAt: null,
    note: null,
    voidCode: null,
    voidDetail: null,
    batchId: null,
  };
  const { execution, drift, driftPlanned, orders } = after.plan;
  const frozen = { execution, drift, driftPlanned, orders, basis: after.basis, priceTolerance: after.priceTolerance };
  const detail = { proposal: id, expiresAt: after.expiresAt, ...frozen };
  return { after, entry: { event: 'PLAN_PROPOSED', batchId: null, detail } };
}

/** Returns what is stored, or the answer when nothing is. `keys` are the keys of both people. */
export function proposalDecided(
  id: string,
  stored: PlanProposal | undefined,
  { state, note }: DecideProposal,
  keys: Keys,
  by: Actor,
): Changed | DecideProposalResult {
  if (stored === undefined) return refusedAs('PROPOSAL_NOT_FOUND', id);
  const proposal = proposalAt(stored, by.at);
  const name = storableText(by.name);
  // The second run of a decision finds it made (L2).
  if (proposal.state === state && proposal.decidedBy === name) return { ok: true, proposal };
  const isOpen = proposal.state === 'PROPOSED' || (proposal.state === 'APPROVED' && state === 'REJECTED');
  if (!isOpen) return refusedAs('PROPOSAL_DECIDED', `${id} is ${proposal.state}`);
  const why = state === 'APPROVED' ? whySamePerson(proposal.proposedBy, name, keys) : undefined;
  if (why !== undefined)
    return refused('APPROVAL_BY_SAME_PERSON', `proposal ${id} is not yours to approve. ${SAME_PERSON_SENTENCES[why]}`);
  const after = { ...proposal, state, decidedBy: name, decidedAt: canonicalTime(by.at), note: storableText(note) };
  const detail = { proposal: id, proposedBy: after.proposedBy, note: after.note };
  return { after, entry: { event: state === 'APPROVED' ? 'PLAN_APPROVED' : 'PLAN_REJECTED', batchId: null, detail } };
}

/** Undefined when nothing changes. */
export function proposalVoided(stored: PlanProposal | undefined, { code, detail }: Void): Changed | undefined {
  if (stored?.state !== 'PROPOSED' && stored?.state !== 'APPROVED') return undefined;
  const after = { ...stored, state: 'VOID' as const, voidCode: code, voidDetail: storableText(detail) };
  return {
    after,
    entry: { event: 'PROPOSAL_VOIDED', batchId: null, detail: { proposal: stored.id, code, detail: after.voidDetail } },
  };
}

/** The answer to a batch that may not release its proposal; undefined when it may. */
export function releaseRefused(
  stored: PlanProposal | undefined,
  { portfolioId }: Pick<NewBatch, 'portfolioId'>,
  id: string,
  by: Actor,
): Refused<'PROPOSAL_NOT_APPROVED', { detail: string }> | undefined {
  const detail = whyNotReleased(id, stored, portfolioId, by.at);
  return detail === undefined ? undefined : { ...refusedAs('PROPOSAL_NOT_APPROVED', detail), detail };
}
