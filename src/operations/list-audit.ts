import { type AuditHead, type AuditRow, type Ledger, SYSTEM_AUDIT } from '../ledger/ledger';
import { GENESIS } from '../ledger/rules/audit-chain';
import { findPortfolio, type NotFound } from './find-portfolio';

export type { AuditHead, AuditRow };
export { SYSTEM_AUDIT };

type AuditDeps = { ledger: Pick<Ledger, 'findPortfolio' | 'listAudit'> };

/** Returns what was done to a portfolio, or to all of them (SYSTEM_AUDIT), oldest first: the last `limit` rows, or those of a batch. */
export async function listAudit(
  deps: AuditDeps,
  { portfolioId, batchId, limit }: { portfolioId: string; batchId?: string | undefined; limit: number },
): Promise<{ ok: true; rows: AuditRow[] } | NotFound> {
  const whole = await exportAudit(deps, portfolioId);
  if (!whole.ok) return whole;
  return { ok: true, rows: whole.rows.filter((row) => batchId === undefined || row.batchId === batchId).slice(-limit) };
}

/** Returns the whole audit, and where it ends. */
export async function exportAudit(
  deps: AuditDeps,
  portfolioId: string,
): Promise<{ ok: true; rows: AuditRow[]; head: AuditHead } | NotFound> {
  const missing = portfolioId === SYSTEM_AUDIT ? undefined : await findPortfolio(deps, portfolioId);
  if (missing?.ok === false) return missing;
  const rows = await deps.ledger.listAudit(portfolioId);
  const { sequence, hash } = rows.at(-1) ?? GENESIS;
  return { ok: true, rows, head: { sequence, hash } };
}
