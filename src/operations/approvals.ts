import { type Approval, type ApprovedAction, type Proposal } from '../domain/approval';
import type { TradingPosition } from '../domain/kill-switch';
import type { Principal } from '../domain/principal';
import { type Refused, refused } from '../domain/refused';
import type { DecideRefusal, Ledger } from '../ledger/ledger';
import { type Audited, actorOf } from './deps';
import { nextPage, timeAndId } from './page';

export type { Approval };

/** It is recorded, and done once somebody else approves it. */
export type ApprovalNeeded = Refused<'APPROVAL_NEEDED', { approvals: Approval[] }>;

/** Records what one person may not do alone. The same by somebody else is the same proposal, and no approval. */
export async function propose(
  deps: Audited & { ledger: Pick<Ledger, 'propose'> },
  principal: Principal,
  proposal: Proposal,
): Promise<Approval> {
  return deps.ledger.propose(proposal, actorOf(deps, principal));
}

export function approvalNeeded(approvals: Approval[]): ApprovalNeeded {
  const waits = approvals.map(({ id, action, subject }) => `${id} (${action} ${subject})`).join(', ');
  const message = `recorded for a day as ${waits}: somebody else has to approve it, by "autobalancer approvals approve"`;
  return refused('APPROVAL_NEEDED', message, { approvals });
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

/** `APPROVAL_VOID`: what it was about has changed since it was proposed. */
export type DecideAnswer = { ok: true; approval: Approval } | Refused<DecideRefusal | 'APPROVAL_VOID'>;

type DecideDeps = Audited & {
  ledger: Pick<Ledger, 'listApprovals' | 'decideApproval' | 'trading' | 'setTrading' | 'knownPrices' | 'acceptPrice'>;
};

/** Approves a proposal and does what it says. Safe to repeat: what a process that was killed had approved is then done. */
export async function approve(
  deps: DecideDeps,
  principal: Principal,
  { approvalId, note }: DecideInput,
): Promise<DecideAnswer> {
  const [proposed] = await deps.ledger.listApprovals({ id: approvalId, at: deps.now(), limit: 1 });
  if (proposed === undefined) return decideRefused(approvalId, 'APPROVAL_NOT_FOUND');
  const action = ACTIONS[proposed.action];
  if (proposed.state === 'PENDING' && (await action.evidence(deps, proposed.subject)) !== proposed.evidence)
    return isVoid(proposed);
  const by = actorOf(deps, principal);
  const decided = await deps.ledger.decideApproval(approvalId, { state: 'APPROVED', note }, by);
  if (!decided.ok) return decideRefused(approvalId, decided.refusal);
  return (await action.carryOut(deps, decided.approval, principal)) ? decided : isVoid(proposed);
}

/** Rejects a proposal; the person who made it may as well. Safe to repeat. */
export async function reject(
  deps: Audited & { ledger: Pick<Ledger, 'decideApproval'> },
  principal: Principal,
  { approvalId, note }: DecideInput,
): Promise<DecideAnswer> {
  const by = actorOf(deps, principal);
  const decided = await deps.ledger.decideApproval(approvalId, { state: 'REJECTED', note }, by);
  return decided.ok ? decided : decideRefused(approvalId, decided.refusal);
}

/** What the world is like as far as an action goes, and how it is done. */
interface Approvable {
  evidence(deps: DecideDeps, subject: string): Promise<string>;
  /** False when somebody else has changed what it is about since then: they are not overruled. */
  carryOut(deps: DecideDeps, approval: Approval, principal: Principal): Promise<boolean>;
}

const ACTIONS: Record<ApprovedAction, Approvable> = {
  'set-trading': {
    evidence: async ({ ledger }) => (await ledger.trading()).since,
    carryOut: async (deps, { parameters, evidence }, principal) => {
      const { position = 'halted', reason = '' } = parameters;
      const change = { position: position as TradingPosition, reason, ifSince: evidence };
      return (await deps.ledger.setTrading(change, actorOf(deps, principal))).position === position;
    },
  },
  'accept-price': {
    evidence: async ({ ledger }, symbol) =>
      (await ledger.knownPrices()).find((known) => known.symbol === symbol)?.price ?? '',
    carryOut: async (deps, { subject, parameters: { price = '', reason = '' } }, principal) => {
      await deps.ledger.acceptPrice({ symbol: subject, price, reason }, actorOf(deps, principal));
      return true;
    },
  },
};

function isVoid({ id, action, subject }: Approval): Refused<'APPROVAL_VOID'> {
  return refused('APPROVAL_VOID', `approval ${id} (${action} ${subject}) is void: what it is about has changed since`);
}

function decideRefused(approvalId: string, refusal: DecideRefusal): Refused<DecideRefusal> {
  return refused(refusal, `approval ${approvalId} ${WHY[refusal]}`);
}

const WHY: Record<DecideRefusal, string> = {
  APPROVAL_NOT_FOUND: 'does not exist: "autobalancer approvals list" shows those that do',
  APPROVAL_EXPIRED: 'has expired, after a day: propose it again',
  APPROVAL_DECIDED: 'was decided by somebody else',
  APPROVAL_BY_SAME_PERSON: 'is your own proposal, or it is not certain that you are somebody else',
};
