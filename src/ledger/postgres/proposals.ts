import type { Approval, Proposal } from '../../domain/approval';
import { type Actor, SYSTEM_AUDIT } from '../ledger';
import { approvalEntry, contentOf, newApproval } from '../rules/approvals';
import { auditRows, insertAudit } from './audit';
import type { Query } from './connection';

export const APPROVAL_COLUMNS = `id, action, subject, parameters, evidence, state, proposed_by AS "proposedBy", proposed_at AS "proposedAt",
  expires_at AS "expiresAt", decided_by AS "decidedBy", decided_at AS "decidedAt", note`;

/** Stores a proposal, in the transaction that found that it needs two people, or returns the same proposal if it exists. */
export async function insertProposal(query: Query, proposal: Proposal, by: Actor): Promise<Approval> {
  const after = newApproval(proposal, by);
  const content = contentOf(proposal, after.proposedBy);
  // An expired proposal makes room for the same one.
  await query(
    `UPDATE approvals SET state = 'EXPIRED'
      WHERE content = $1 AND state = 'PENDING' AND expires_at <= $2`,
    [content, by.at],
  );
  const { id, action, subject, parameters, evidence, proposedBy, proposedAt, expiresAt } = after;
  const stored = await query(
    `INSERT INTO approvals (id, action, subject, parameters, evidence, content, proposed_by, proposed_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id`,
    [id, action, subject, JSON.stringify(parameters), evidence, content, proposedBy, proposedAt, expiresAt],
  );
  if (stored.length === 1) {
    await query(insertAudit('$1'), [auditRows(SYSTEM_AUDIT, [approvalEntry(after)], by)]);
    return after;
  }
  const text = `SELECT ${APPROVAL_COLUMNS} FROM approvals WHERE id = $1 OR (content = $2 AND state = 'PENDING') ORDER BY id = $1 LIMIT 1`;
  const [row] = await query<Approval>(text, [id, content]);
  return row ?? after;
}
