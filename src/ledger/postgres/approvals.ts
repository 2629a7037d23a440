import type { Approval, ApprovedAction } from '../../domain/approval';
import type { TradingPosition } from '../../domain/kill-switch';
import { type Actor, type ApprovalPage, type Ledger, SYSTEM_AUDIT } from '../ledger';
import { approvalAt, approvalDecided, approvalEntry, approvalOvertaken } from '../rules/approvals';
import { auditRows, insertAudit } from './audit';
import { changeOnce } from './change-once';
import type { Database, Query } from './connection';
import { readKeys } from './keys';
import { lockTrading, setTrading } from './kill-switch';
import { acceptByTwo, lockKnown } from './known-prices';
import { APPROVAL_COLUMNS, insertProposal } from './proposals';

export function approvalMethods(db: Database): Pick<Ledger, 'propose' | 'listApprovals' | 'decideApproval'> {
  return {
    propose: (proposal, by) =>
      changeOnce(db, by, `propose ${proposal.action} ${proposal.subject}`, (query) =>
        insertProposal(query, proposal, by),
      ),
    listApprovals: (which) => listApprovals(db.query, which),
    decideApproval: (...asked) =>
      changeOnce(db, asked[2], 'decideApproval', (query) => decideApproval(query, ...asked)),
  };
}

async function listApprovals(query: Query, { id, isPending, after, at, limit }: ApprovalPage): Promise<Approval[]> {
  const rows = await query<Approval>(
    `SELECT ${APPROVAL_COLUMNS} FROM approvals
      WHERE ($1::text IS NULL OR id = $1) AND ($2::timestamptz IS NULL OR (state = 'PENDING' AND expires_at > $2))
        AND ($3::timestamptz IS NULL OR (proposed_at, id) < ($3, $4))
      ORDER BY proposed_at DESC, id DESC LIMIT $5`,
    [id, isPending === true ? at : null, after?.proposedAt, after?.id, limit],
  );
  return rows.map((row) => approvalAt(row, at));
}

async function decideApproval(
  query: Query,
  ...[id, decision, by]: Parameters<Ledger['decideApproval']>
): ReturnType<Ledger['decideApproval']> {
  const [about] = await query<Approval>(`SELECT ${APPROVAL_COLUMNS} FROM approvals WHERE id = $1`, [id]);
  if (about === undefined) return { ok: false, refusal: 'APPROVAL_NOT_FOUND' };
  // Its subject is locked before the proposals, in the same order as when somebody proposes.
  const { lock, carryOut } = ACTIONS[about.action];
  const evidence = await lock(query, about.subject);
  const rows = await query<Approval>(
    `SELECT ${APPROVAL_COLUMNS} FROM approvals
      WHERE id = $1 OR (state = 'PENDING' AND action = $2 AND subject = $3) ORDER BY id FOR UPDATE`,
    [id, about.action, about.subject],
  );
  const keys = await readKeys(query, [by.name, about.proposedBy]);
  const stored = rows.find((row) => row.id === id);
  const decided = approvalDecided(stored, decision, { evidence, keys }, by);
  if ('ok' in decided) return decided;
  const { after, entry } = decided;
  await storeDecided(query, after, entry, by);
  if (after.state !== 'APPROVED') return { ok: true, approval: after };
  await carryOut(query, after, by);
  for (const row of rows.filter((one) => one.id !== id)) {
    const overtaken = approvalOvertaken(row, after);
    await storeDecided(query, overtaken, approvalEntry(overtaken), by);
  }
  return { ok: true, approval: after };
}

/** `lock` returns its subject, which then cannot change before this transaction ends. */
const ACTIONS: Record<
  ApprovedAction,
  {
    lock(query: Query, subject: string): Promise<string>;
    carryOut(query: Query, approval: Approval, by: Actor): Promise<unknown>;
  }
> = {
  'set-trading': {
    lock: async (query) => (await lockTrading(query)).since,
    carryOut: async (query, { parameters: { position, reason = '' } }, by) =>
      setTrading(query, await lockTrading(query), { position: position as TradingPosition, reason }, by),
  },
  'accept-price': {
    lock: async (query, symbol) => (await lockKnown(query, symbol))?.price ?? '',
    carryOut: acceptByTwo,
  },
};

async function storeDecided(
  query: Query,
  { id, state, decidedBy, decidedAt, note }: Approval,
  entry: ReturnType<typeof approvalEntry>,
  by: Actor,
): Promise<void> {
  await query(
    `WITH approval AS (
       UPDATE approvals SET state = $2, decided_by = $3, decided_at = $4, note = $5 WHERE id = $1
     ) ${insertAudit('$6')}`,
    [id, state, decidedBy, decidedAt, note, auditRows(SYSTEM_AUDIT, [entry], by)],
  );
}
