import type { Approval, Proposal } from '../domain/approval';
import type { Principal } from '../domain/principal';
import { type Refused, refused } from '../domain/refused';
import { isKnown, SAME_PERSON_SENTENCES } from '../domain/same-person';
import type { DecideRefusal, Ledger } from '../ledger/ledger';
import { type Audited, actorOf } from './deps';
import { nextPage, timeAndId } from './page';

export type { Approval };

/** It is recorded, and done once somebody else approves it. */
export type ApprovalNeeded = Refused<'APPROVAL_NEEDED', { approvals: Approval[] }>;

/** Records what one person may not do alone. The same by somebody else is another proposal, and no approval. */
export async function propose(
  deps: Audited & { ledger: Pick<Ledger, 'propose'> },
  principal: Principal,
  proposal: Proposal,
): Promise<Approval> {
  return deps.ledger.propose(proposal, actorOf(deps, principal));
}

/** Says what was recorded, and whether anybody can approve what this principal proposes. */
export async function approvalNeeded(
  { ledger }: { ledger: Pick<Ledger, 'keyPeople'> },
  principal: Principal,
  approvals: Approval[],
): Promise<ApprovalNeeded> {
  const waits = approvals.map(({ id, action, subject }) => `${id} (${action} ${subject})`).join(', ');
  const next = isKnown(principal, await ledger.keyPeople([principal]))
    ? 'somebody else has to approve it, by "autobalancer approvals approve"'
    : 'nobody can approve it, because a program, or a key without an owner, may be anybody. A person has to propose the same';
  return refused('APPROVAL_NEEDED', `recorded for a day as ${waits}: ${next}`, { approvals });
}

export interface ListApprovalsInput {
  /** Only those that wait for somebody. */
  isPending?: boolean | undefined;
  limit: number;
  /** The `next` of the page before. */
  after?: string | undefined;
}

/** Returns a page of what was proposed, the latest first; `next` is null at the end. @throws InputRefused */
export async function listApprovals(
  { ledger, now }: { ledger: Pick<Ledger, 'listApprovals'>; now(): string },
  { isPending = false, limit, after }: ListApprovalsInput,
): Promise<{ approvals: Approval[]; next: string | null }> {
  const last = after === undefined ? undefined : timeAndId(after);
  const page = { isPending, at: now(), limit, ...(last && { after: { proposedAt: last.time, id: last.id } }) };
  const approvals = await ledger.listApprovals(page);
  return { approvals, next: nextPage(approvals, limit, 'proposedAt', 'id') };
}

export interface DecideInput {
  approvalId: string;
  note: string;
}

export type DecideAnswer = { ok: true; approval: Approval } | Refused<DecideRefusal>;

type DecideDeps = Audited & { ledger: Pick<Ledger, 'decideApproval'> };

/** Approves a proposal, which does what it says. The same again by the same principal is answered alike, and does nothing more. */
export function approve(deps: DecideDeps, principal: Principal, input: DecideInput): Promise<DecideAnswer> {
  return decide(deps, principal, 'APPROVED', input);
}

/** Rejects a proposal; the person who made it may as well. Safe to repeat. */
export function reject(deps: DecideDeps, principal: Principal, input: DecideInput): Promise<DecideAnswer> {
  return decide(deps, principal, 'REJECTED', input);
}

async function decide(
  deps: DecideDeps,
  principal: Principal,
  state: 'APPROVED' | 'REJECTED',
  { approvalId, note }: DecideInput,
): Promise<DecideAnswer> {
  const decided = await deps.ledger.decideApproval(approvalId, { state, note }, actorOf(deps, principal));
  if (decided.ok) return decided;
  const why =
    'why' in decided ? `is not yours to approve. ${SAME_PERSON_SENTENCES[decided.why]}` : WHY[decided.refusal];
  return refused(decided.refusal, `approval ${approvalId} ${why}`);
}

const WHY: Record<Exclude<DecideRefusal, 'APPROVAL_BY_SAME_PERSON'>, string> = {
  APPROVAL_NOT_FOUND: 'does not exist: "autobalancer approvals list" shows those that do',
  APPROVAL_EXPIRED: 'has expired, after a day: propose it again',
  APPROVAL_DECIDED: 'was decided before',
  APPROVAL_VOID: 'is void: what it is about has changed since it was proposed',
};
