import { parsePrincipal } from '../domain/principal';
import { InputRefused } from '../input/refused';
import { type AuditHead, type AuditRow, type FoundAuditRow, type Ledger, SYSTEM_AUDIT } from '../ledger/ledger';
import { GENESIS } from '../ledger/rules/audit-chain';
import { auditRows } from './audit-rows';
import { findPortfolio, type NotFound } from './find-portfolio';
import { nextPage, numberOf, timeAndNumber, timeOf } from './page';

export type { AuditHead, AuditRow, FoundAuditRow };
export { GENESIS, SYSTEM_AUDIT };

export interface ListAuditInput {
  portfolioId: string;
  batchId?: string | undefined;
  limit: number;
  /** The `next` of the page before. */
  after?: string | undefined;
}

/**
 * Returns a page of what was done to a portfolio, or to all of them (SYSTEM_AUDIT), the latest first; `next` is null at the end.
 *
 * @throws InputRefused
 */
export async function listAudit(
  deps: { ledger: Pick<Ledger, 'findPortfolio' | 'pageAudit'> },
  { portfolioId, batchId, limit, after }: ListAuditInput,
): Promise<{ ok: true; rows: AuditRow[]; next: string | null } | NotFound> {
  const before = after === undefined ? undefined : numberOf(after);
  const missing = portfolioId === SYSTEM_AUDIT ? undefined : await findPortfolio(deps, portfolioId);
  if (missing?.ok === false) return missing;
  const rows = await deps.ledger.pageAudit({
    portfolioId,
    limit,
    ...(batchId !== undefined && { batchId }),
    ...(before !== undefined && { before }),
  });
  return { ok: true, rows, next: nextPage(rows, limit, 'sequence') };
}

/** Those to which everything applies that is given. Times are ISO: `from` is included, `to` is not. */
export interface SearchAuditInput {
  /** Who asked: a principal. */
  actor?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  limit: number;
  /** The `next` of the page before. */
  after?: string | undefined;
}

/** Returns a page of the audit of all portfolios together, the latest first; `next` is null at the end. @throws InputRefused */
export async function searchAudit(
  { ledger }: { ledger: Pick<Ledger, 'searchAudit'> },
  { actor, from, to, limit, after }: SearchAuditInput,
): Promise<{ rows: FoundAuditRow[]; next: string | null }> {
  if (actor !== undefined && parsePrincipal(actor) === undefined)
    throw new InputRefused('INVALID_ACTOR', 'actor', `actor must be who asked, such as cli:anna@desk, not ${actor}`);
  const last = after === undefined ? undefined : timeAndNumber(after);
  const rows = await ledger.searchAudit({
    limit,
    ...(actor !== undefined && { actor }),
    ...(from !== undefined && { from: timeOf(from, 'from') }),
    ...(to !== undefined && { to: timeOf(to, 'to') }),
    ...(last && { after: { at: last.time, id: last.number } }),
  });
  return { rows, next: nextPage(rows, limit, 'at', 'id') };
}

/** Returns the whole audit, oldest first, to go through. Its last row is where it ends: its `sequence` and `hash` are kept to verify later. */
export async function exportAudit(
  deps: { ledger: Pick<Ledger, 'findPortfolio' | 'readAudit'> },
  portfolioId: string,
): Promise<{ ok: true; rows: AsyncIterable<AuditRow> } | NotFound> {
  const missing = portfolioId === SYSTEM_AUDIT ? undefined : await findPortfolio(deps, portfolioId);
  return missing?.ok === false ? missing : { ok: true, rows: auditRows(deps, portfolioId) };
}
