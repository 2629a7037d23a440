import { hash } from 'node:crypto';
import { APPROVAL_STANDS_MS, type Approval, type Proposal } from '../../domain/approval';
import { type Keys, whySamePerson } from '../../domain/same-person';
import { later } from '../../domain/time';
import type { Actor, DecideApproval, DecideResult } from '../ledger';
import { jsonbText } from './audit-chain';
import { canonicalTime, storableJson, storableText } from './canonical';
import type { AuditEntry } from './closing';

/** Equal for equal proposals of one principal. */
export function contentOf({ action, subject, parameters, evidence }: Proposal, proposedBy: string): string {
  return hash('sha256', jsonbText([action, subject, parameters, evidence, proposedBy]));
}

/** A short id, because people type it. Equal proposals by one person at the same moment are one proposal. */
export function newApproval(proposal: Proposal, by: Actor): Approval {
  const [proposedBy, proposedAt] = [storableText(by.name), canonicalTime(by.at)];
  return {
    ...storableJson(proposal),
    id: hash('sha256', jsonbText([contentOf(proposal, proposedBy), proposedAt])).slice(0, 12),
    state: 'PENDING',
    proposedBy,
    proposedAt,
    expiresAt: later(proposedAt, APPROVAL_STANDS_MS),
    decidedBy: null,
    decidedAt: null,
    note: null,
  };
}

/** The proposal as it is at `at`: one that nobody decided in time is EXPIRED. */
export function approvalAt(approval: Approval, at: string): Approval {
  const isExpired = approval.state === 'PENDING' && approval.expiresAt <= canonicalTime(at);
  return isExpired ? { ...approval, state: 'EXPIRED' } : approval;
}

/**
 * Returns what the proposal becomes, or the answer when nothing is stored. `evidence` describes its subject as it is now; `keys`
 * are the keys of both people.
 */
export function approvalDecided(
  stored: Approval | undefined,
  { state, note }: DecideApproval,
  { evidence, keys }: { evidence: string; keys: Keys },
  by: Actor,
): { after: Approval; entry: AuditEntry } | DecideResult {
  if (stored === undefined) return { ok: false, refusal: 'APPROVAL_NOT_FOUND' };
  const approval = approvalAt(stored, by.at);
  const name = storableText(by.name);
  // The second run of a decision finds it made (L2).
  if (approval.state === state && approval.decidedBy === name) return { ok: true, approval };
  if (approval.state === 'EXPIRED') return { ok: false, refusal: 'APPROVAL_EXPIRED' };
  if (approval.state !== 'PENDING') return { ok: false, refusal: 'APPROVAL_DECIDED' };
  const why = state === 'APPROVED' ? whySamePerson(approval.proposedBy, name, keys) : undefined;
  if (why !== undefined) return { ok: false, refusal: 'APPROVAL_BY_SAME_PERSON', why };
  if (state === 'APPROVED' && evidence !== approval.evidence) return { ok: false, refusal: 'APPROVAL_VOID' };
  const after = { ...approval, state, decidedBy: name, decidedAt: canonicalTime(by.at), note: storableText(note) };
  return { after, entry: approvalEntry(after) };
}

/** Other proposals about the same subject are out of date once one is carried out. */
export function approvalOvertaken(pending: Approval, { id, decidedBy, decidedAt }: Approval): Approval {
  return { ...pending, state: 'REJECTED', decidedBy, decidedAt, note: `${id} was approved instead` };
}

export function approvalEntry(approval: Approval): AuditEntry {
  const { id, action, subject, parameters, evidence, state, proposedBy, note } = approval;
  const about = { approval: id, action, subject, parameters, evidence };
  if (state === 'PENDING') return { event: 'APPROVAL_PROPOSED', batchId: null, detail: about };
  const event = state === 'APPROVED' ? 'APPROVAL_GIVEN' : 'APPROVAL_REJECTED';
  return { event, batchId: null, detail: { ...about, proposedBy, note } };
}
