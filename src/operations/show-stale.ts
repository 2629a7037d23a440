import { createReadEvidence } from '../activities/stale/read-evidence';
import type { AuditEvent } from '../domain/audit-events';
import type { Cause } from '../domain/batch';
import type { Portfolio } from '../domain/portfolio';
import { type Refused, refused } from '../domain/refused';
import { type Evidence, frozenBy, parseFreeze, type Unreversed, unreversedOf } from '../domain/stale';
import { type WayOut, waysOut } from '../domain/stale-choices';
import type { StaleHold } from '../domain/steps';
import type { AuditRow, Ledger } from '../ledger/ledger';
import { latestAuditRows } from './audit-rows';
import type { OperationDeps } from './deps';
import { findPortfolio, type NotFound } from './find-portfolio';
import { everyPortfolio } from './list-portfolios';

type EvidenceDeps = Pick<OperationDeps, 'ledger' | 'broker' | 'market' | 'caps'>;

/** Returns the STALE portfolios by id; only those whose reason is `reason` when that is given. */
export async function listStale(
  deps: { ledger: Pick<Ledger, 'listPortfolios'> },
  reason?: string,
): Promise<Portfolio[]> {
  const found: Portfolio[] = [];
  const which = { status: 'STALE' as const, ...(reason !== undefined && { staleReason: reason }) };
  for await (const portfolio of everyPortfolio(deps, which)) found.push(portfolio);
  return found;
}

/** Returns why a portfolio is STALE, with what the ledger and the broker have of it, read now. */
export async function showStale(
  deps: EvidenceDeps,
  portfolioId: string,
): Promise<
  { ok: true; evidence: Evidence; unreversed: Unreversed[]; waysOut: WayOut[] } | NotFound | Refused<'NOT_STALE'>
> {
  const found = await findPortfolio(deps, portfolioId);
  if (!found.ok) return found;
  const { portfolio } = found;
  if (portfolio.status !== 'STALE') return notStale(portfolio);
  const read = await createReadEvidence(deps)({ portfolioId });
  const evidence = { ...read, cause: read.cause ?? (await auditedCause(deps, portfolio)) };
  return { ok: true, evidence, unreversed: unreversedOf(evidence), waysOut: waysOut(evidence) };
}

/** Returns the evidence hash of each STALE portfolio of `reason`, for deciding about all of them as they are now. */
export async function staleEvidence(
  deps: EvidenceDeps,
  reason: string,
): Promise<{ portfolioId: string; evidence: string | undefined }[]> {
  const hashes: { portfolioId: string; evidence: string | undefined }[] = [];
  for (const { id } of await listStale(deps, reason)) {
    const { hash } = await createReadEvidence(deps)({ portfolioId: id });
    hashes.push({ portfolioId: id, evidence: hash ?? undefined });
  }
  return hashes;
}

export function notStale({ id, status }: Pick<Portfolio, 'id' | 'status'>): Refused<'NOT_STALE'> {
  return refused('NOT_STALE', `portfolio ${id} is ${status}, not STALE`);
}

/** Without an open batch the ledger's row says the reason only; what caused it, and who froze it, is in the audit. */
async function auditedCause(
  deps: { ledger: Pick<Ledger, 'pageAudit'> },
  { id, statusReason }: Portfolio,
): Promise<Cause | null> {
  if (statusReason === 'FROZEN') {
    const frozen = await lastOf(deps, id, 'PORTFOLIO_FROZEN');
    if (frozen !== undefined) return frozenBy(parseFreeze(frozen.detail));
  }
  const began = (await lastOf(deps, id, 'PORTFOLIO_STALE'))?.detail as Partial<StaleHold> | undefined;
  return began?.reason === statusReason ? (began?.cause ?? null) : null;
}

async function lastOf(
  deps: { ledger: Pick<Ledger, 'pageAudit'> },
  portfolioId: string,
  event: AuditEvent,
): Promise<AuditRow | undefined> {
  for await (const row of latestAuditRows(deps, portfolioId)) if (row.event === event) return row;
  return undefined;
}
