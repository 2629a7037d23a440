import { type Approval, approvalSummary } from '../domain/approval';
import { OPERATION_SENTENCES } from '../domain/causes';
import type { Principal } from '../domain/principal';
import { mayDo, type Role } from '../domain/role';
import { SAME_PERSON_SENTENCES, type SamePersonWhy, whySamePerson } from '../domain/same-person';
import type { Ledger } from '../ledger/ledger';

/** The role that approving takes, at doors that know roles. */
export const APPROVING_ROLE = 'approver' satisfies Role;

export const WHY_NOT_APPROVE = {
  APPROVAL_DECIDED: OPERATION_SENTENCES.APPROVAL_DECIDED,
  APPROVAL_EXPIRED: OPERATION_SENTENCES.APPROVAL_EXPIRED,
  APPROVAL_VOID: OPERATION_SENTENCES.APPROVAL_VOID,
  ROLE_TOO_LOW: `Approving takes the role ${APPROVING_ROLE}.`,
  ...SAME_PERSON_SENTENCES,
} as const satisfies Record<SamePersonWhy | 'ROLE_TOO_LOW' | `APPROVAL_${string}`, string>;

export type WhyNotApprove = keyof typeof WHY_NOT_APPROVE;

/** A proposal as one who might approve it sees it; `whyNot` is null when they may. */
export interface SeenApproval extends Approval {
  /** What approving it does. */
  summary: string;
  whyNot: { code: WhyNotApprove; message: string } | null;
}

/** Returns `approvals` with what each does, and why `principal` may not approve it: a role that is not known is enough. */
export async function approvalsSeen(
  { ledger }: { ledger: Pick<Ledger, 'trading' | 'knownPrices' | 'keyPeople'> },
  { principal, role }: { principal: Principal; role?: Role },
  approvals: readonly Approval[],
): Promise<SeenApproval[]> {
  const keys = await ledger.keyPeople([principal, ...approvals.map(({ proposedBy }) => proposedBy)]);
  const evidence = await evidenceNow(ledger, approvals);
  const codeOf = (approval: Approval): WhyNotApprove | undefined => {
    if (approval.state === 'EXPIRED') return 'APPROVAL_EXPIRED';
    if (approval.state !== 'PENDING') return 'APPROVAL_DECIDED';
    if (evidence(approval) !== approval.evidence) return 'APPROVAL_VOID';
    const same = whySamePerson(approval.proposedBy, principal, keys);
    return same ?? (role === undefined || mayDo(role, APPROVING_ROLE) ? undefined : 'ROLE_TOO_LOW');
  };
  return approvals.map((approval) => {
    const code = codeOf(approval);
    const whyNot = code === undefined ? null : { code, message: WHY_NOT_APPROVE[code] };
    return { ...approval, summary: approvalSummary(approval), whyNot };
  });
}

/** What the proposals are about, as that is now; nothing is asked that none of them is about. */
async function evidenceNow(
  ledger: Pick<Ledger, 'trading' | 'knownPrices'>,
  approvals: readonly Approval[],
): Promise<(approval: Approval) => string> {
  const asks = (action: Approval['action']) =>
    approvals.some((one) => one.action === action && one.state === 'PENDING');
  const since = asks('set-trading') ? (await ledger.trading()).since : '';
  const known = asks('accept-price') ? await ledger.knownPrices() : [];
  const prices = new Map(known.map(({ symbol, price }) => [symbol, price]));
  return ({ action, subject }) => (action === 'set-trading' ? since : (prices.get(subject) ?? ''));
}
