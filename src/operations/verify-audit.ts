import { type Refused, refused, refusedAs } from '../domain/refused';
import { type AuditHead, type AuditRow, type Ledger, SYSTEM_AUDIT } from '../ledger/ledger';
import { chainProblem, GENESIS } from '../ledger/rules/audit-chain';
import { findPortfolio, type NotFound } from './find-portfolio';
import { everyPortfolio } from './list-portfolios';

/** Where each audit ends; with `AUDIT_BROKEN`, `portfolioId` is whose audit is not what was recorded. */
export type VerifyAuditAnswer =
  | { ok: true; heads: (AuditHead & { portfolioId: string })[] }
  | NotFound
  | Refused<'AUDIT_BROKEN', { portfolioId: string }>;

interface Chain {
  portfolioId: string;
  rows: readonly AuditRow[];
  end: AuditHead;
}

type VerifyDeps = { ledger: Pick<Ledger, 'findPortfolio' | 'listPortfolios' | 'listAudit' | 'auditHead'> };

/** Verifies the audit of one portfolio, which must still contain `head` when that is given, or every audit. */
export async function verifyAudit(
  deps: VerifyDeps,
  { portfolioId, head }: { portfolioId?: string | undefined; head?: AuditHead | undefined },
): Promise<VerifyAuditAnswer> {
  if (portfolioId === undefined) return verified(everyChain(deps));
  const missing = portfolioId === SYSTEM_AUDIT ? undefined : await findPortfolio(deps, portfolioId);
  return missing?.ok === false ? missing : verified([await chainOf(deps, portfolioId)], head);
}

/** The same for exported rows, by portfolio. What was exported has no end of its own but its last row. */
export async function verifyExport(
  exported: ReadonlyMap<string, readonly AuditRow[]>,
  { portfolioId, head }: { portfolioId?: string | undefined; head?: AuditHead | undefined },
): Promise<VerifyAuditAnswer> {
  const chains = [...exported].map(([id, rows]) => ({ portfolioId: id, rows, end: GENESIS }));
  if (portfolioId === undefined) return verified(chains);
  const chain = chains.find((one) => one.portfolioId === portfolioId);
  return chain === undefined ? refusedAs('PORTFOLIO_NOT_FOUND', portfolioId) : verified([chain], head);
}

async function verified(chains: AsyncIterable<Chain> | Iterable<Chain>, head?: AuditHead): Promise<VerifyAuditAnswer> {
  const heads: (AuditHead & { portfolioId: string })[] = [];
  for await (const { portfolioId, rows, end } of chains) {
    const problem = chainProblem(rows, end) ?? (head && chainProblem(rows, head));
    if (problem !== undefined)
      return refused('AUDIT_BROKEN', `the audit of ${portfolioId} was tampered with: ${problem}`, { portfolioId });
    const { sequence, hash } = rows.at(-1) ?? GENESIS;
    heads.push({ portfolioId, sequence, hash });
  }
  return { ok: true, heads };
}

async function* everyChain(deps: VerifyDeps): AsyncGenerator<Chain> {
  for await (const { id } of everyPortfolio(deps)) yield chainOf(deps, id);
  const system = await chainOf(deps, SYSTEM_AUDIT);
  if (system.end.sequence > 0 || system.rows.length > 0) yield system;
}

/** The end is read first: rows that follow it meanwhile are as good as those before. */
async function chainOf({ ledger }: VerifyDeps, portfolioId: string): Promise<Chain> {
  const end = await ledger.auditHead(portfolioId);
  return { portfolioId, end, rows: await ledger.listAudit(portfolioId) };
}
