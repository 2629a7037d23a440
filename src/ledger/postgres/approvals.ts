import type { Approval } from '../../domain/approval';
import { type ApprovalPage, type Ledger, SYSTEM_AUDIT } from '../ledger';
import { approvalAt, approvalDecided, approvalEntry, contentOf, newApproval } from '../rules/approvals';
import { auditRows, insertAudit } from './audit';
import type { Database, Query } from './connection';

export function approvalMethods(db: Database): Pick<Ledger, 'propose' | 'listApprovals' | 'decideApproval'> {
  return {
    propose: (...asked) => propose(db, ...asked),
    listApprovals: (which) => listApprovals(db.query, which),
    decideApproval: (...asked) => decideApproval(db, ...asked),
  };
}

const COLUMNS = `id, action, subject, parameters, evidence, state, proposed_by AS "proposedBy", proposed_at AS "proposedAt",
  expires_at AS "expiresAt", decided_by AS "decidedBy", decided_at AS "decidedAt", note`;

async function propose(db: Database, ...[proposal, by]: Parameters<Ledger['propose']>): Promise<Approval> {
  const after = newApproval(proposal, by);
  const content = contentOf(proposal);
  return db.transaction(async (query) => {
    // What expired makes room for what is proposed again.
    await query(
      `UPDATE approvals SET state = 'EXPIRED'
        WHERE content = $1 AND state = 'PENDING' AND expires_at <= $2`,
      [content, by.at],
    );
    const stored = await query(
      `INSERT INTO approvals (id, action, subject, parameters, evidence, content, proposed_by, proposed_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id`,
      [
        after.id,
        after.action,
        after.subject,
        JSON.stringify(after.parameters),
        after.evidence,
        content,
        after.proposedBy,
        after.proposedAt,
        after.expiresAt,
      ],
    );
    if (stored.length === 1) {
      await query(insertAudit('$1'), [auditRows(SYSTEM_AUDIT, [approvalEntry(after)], by)]);
      return after;
    }
    const text = `SELECT ${COLUMNS} FROM approvals WHERE id = $1 OR (content = $2 AND state = 'PENDING') ORDER BY id = $1 LIMIT 1`;
    const [row] = await query<Approval>(text, [after.id, content]);
    return row ?? after;
  });
}

async function listApprovals(query: Query, { id, isPending, after, at, limit }: ApprovalPage): Promise<Approval[]> {
  const rows = await query<Approval>(
    `SELECT ${COLUMNS} FROM approvals
      WHERE ($1::text IS NULL OR id = $1) AND ($2::timestamptz IS NULL OR (state = 'PENDING' AND expires_at > $2))
        AND ($3::timestamptz IS NULL OR (proposed_at, id) < ($3, $4))
      ORDER BY proposed_at DESC, id DESC LIMIT $5`,
    [id, isPending === true ? at : null, after?.proposedAt, after?.id, limit],
  );
  return rows.map((row) => approvalAt(row, at));
}

async function decideApproval(
  db: Database,
  ...[id, decision, by]: Parameters<Ledger['decideApproval']>
): ReturnType<Ledger['decideApproval']> {
  return db.transaction(async (query) => {
    const [row] = await query<Approval>(`SELECT ${COLUMNS} FROM approvals WHERE id = $1 FOR UPDATE`, [id]);
    const decided = approvalDecided(row, decision, by);
    if ('ok' in decided) return decided;
    const { state, decidedBy, decidedAt, note } = decided.after;
    await query(
      `WITH approval AS (
         UPDATE approvals SET state = $2, decided_by = $3, decided_at = $4, note = $5 WHERE id = $1
       ) ${insertAudit('$6')}`,
      [id, state, decidedBy, decidedAt, note, auditRows(SYSTEM_AUDIT, [decided.entry], by)],
    );
    return { ok: true, approval: decided.after };
  });
}
