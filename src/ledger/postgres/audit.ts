// L1: an audit row is written by the statement that writes the change it records. L7: a trigger chains it.

import type { Actor, AuditHead, AuditRow, Ledger } from '../ledger';
import { GENESIS } from '../rules/audit-chain';
import { refused, storableJson, storableText } from '../rules/canonical';
import type { AuditEntry } from '../rules/closing';
import { isBatchId } from '../rules/creation';
import { changeOnce } from './change-once';
import type { Database } from './connection';

/** `$n` is what `auditRows` gives. Usable as the last part of a WITH. */
export function insertAudit(parameter: string): string {
  return `INSERT INTO audit (portfolio_id, batch_id, event, detail, actor, via, at)
    SELECT portfolio_id, batch_id, event, detail, actor, via, at
      FROM jsonb_to_recordset(${parameter}::jsonb)
        AS a(portfolio_id text, batch_id uuid, event text, detail jsonb, actor text, via text, at timestamptz)`;
}

export function auditRows(portfolioId: string, entries: readonly AuditEntry[], by: Actor): string {
  return JSON.stringify(
    entries.map(({ event, batchId, detail }) => ({
      portfolio_id: portfolioId,
      batch_id: batchId,
      event,
      detail: storableJson(detail),
      actor: storableText(by.name),
      via: by.via ?? null,
      at: by.at,
    })),
  );
}

export const AUDIT_COLUMNS = `
  sequence, encode(hash, 'hex') AS hash, portfolio_id AS "portfolioId", batch_id AS "batchId", event, detail, actor, via, at`;

export function auditMethods(db: Database): Pick<Ledger, 'audit' | 'listAudit' | 'readAudit' | 'auditHead'> {
  return {
    audit: async (portfolioId, batchId, event, detail, by) => {
      if (batchId !== null && !isBatchId(batchId)) throw refused(`not a batch id: ${JSON.stringify(batchId)}`);
      const rows = [auditRows(portfolioId, [{ event, batchId, detail }], by)];
      if (by.request === undefined) await db.query(insertAudit('$1'), rows);
      else await changeOnce(db, by, `audit ${event}`, (query) => query(insertAudit('$1'), rows));
    },
    listAudit: (portfolioId) =>
      db.query<AuditRow>(`SELECT ${AUDIT_COLUMNS} FROM audit WHERE portfolio_id = $1 ORDER BY sequence`, [portfolioId]),
    readAudit: (portfolioId, after, limit) =>
      db.query<AuditRow>(
        `SELECT ${AUDIT_COLUMNS} FROM audit WHERE portfolio_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3`,
        [portfolioId, after, limit],
      ),
    auditHead: async (portfolioId) => {
      const [head] = await db.query<AuditHead>(
        `SELECT sequence, encode(hash, 'hex') AS hash FROM audit_heads WHERE portfolio_id = $1`,
        [portfolioId],
      );
      return head ?? GENESIS;
    },
  };
}
