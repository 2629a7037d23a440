import { type Refused, refused, refusedAs } from '../domain/refused';
import { type AuditHead, type AuditRow, type Ledger, SYSTEM_AUDIT } from '../ledger/ledger';
import { type ChainCheck, checkChain, GENESIS } from '../ledger/rules/audit-chain';
import { auditRows } from './audit-rows';
import { findPortfolio, type NotFound } from './find-portfolio';
import { everyPortfolio, listPortfolios } from './list-portfolios';

/** Where each audit ends; with `AUDIT_BROKEN`, `portfolioId` is whose audit is not what was recorded. */
export type VerifyAuditAnswer =
  | { ok: true; heads: (AuditHead & { portfolioId: string })[] }
  | NotFound
  | Refused<'AUDIT_BROKEN', { portfolioId: string }>;

interface Chain {
  portfolioId: string;
  rows: AsyncIterable<AuditRow> | Iterable<AuditRow>;
  end: AuditHead;
}

type VerifyDeps = { ledger: Pick<Ledger, 'findPortfolio' | 'listPortfolios' | 'readAudit' | 'auditHead'> };

/** Verifies the audit of one portfolio, which must still contain `head` when that is given, or every audit. */
export async function verifyAudit(
  deps: VerifyDeps,
  { portfolioId, head }: { portfolioId?: string | undefined; head?: AuditHead | undefined },
): Promise<VerifyAuditAnswer> {
  if (portfolioId === undefined) return verified(everyChain(deps));
  const missing = portfolioId === SYSTEM_AUDIT ? undefined : await findPortfolio(deps, portfolioId);
  return missing?.ok === false ? missing : verified([await chainOf(deps, portfolioId)], head);
}

/** Where the audits of a page of portfolios end, or `broken`, the first of them that is not what was recorded. */
export interface VerifiedPage {
  heads: (AuditHead & { portfolioId: string })[];
  broken: { portfolioId: string; message: string } | null;
  next: string | null;
}

/** Verifies the audits of a page of portfolios by id, and on the last page what concerns all of them; `next` is null there. */
export async function verifyAudits(
  deps: VerifyDeps,
  page: { limit: number; after?: string | undefined },
): Promise<VerifiedPage> {
  const { portfolios, next } = await listPortfolios(deps, page);
  const chains = async function* () {
    for (const { id } of portfolios) yield chainOf(deps, id);
    if (next === null) yield* systemChain(deps);
  };
  const answer = await verified(chains());
  if (answer.ok) return { heads: answer.heads, broken: null, next };
  const { portfolioId, message } = answer as Refused<'AUDIT_BROKEN', { portfolioId: string }>;
  return { heads: [], broken: { portfolioId, message }, next: null };
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
  for await (const chain of chains) {
    const { portfolioId } = chain;
    const check = checkChain([chain.end, ...(head === undefined ? [] : [head])]);
    const problem = await problemOf(chain, check);
    if (problem !== undefined)
      return refused('AUDIT_BROKEN', `the audit of ${portfolioId} was tampered with: ${problem}`, { portfolioId });
    heads.push({ portfolioId, ...check.head() });
  }
  return { ok: true, heads };
}

async function problemOf({ rows }: Chain, check: ChainCheck): Promise<string | undefined> {
  for await (const row of rows) {
    const problem = check.add(row);
    if (problem !== undefined) return problem;
  }
  return check.end();
}

async function* everyChain(deps: VerifyDeps): AsyncGenerator<Chain> {
  for await (const { id } of everyPortfolio(deps)) yield chainOf(deps, id);
  yield* systemChain(deps);
}

async function* systemChain(deps: VerifyDeps): AsyncGenerator<Chain> {
  const system = await chainOf(deps, SYSTEM_AUDIT);
  const [first] = await deps.ledger.readAudit(SYSTEM_AUDIT, 0, 1);
  if (system.end.sequence > 0 || first !== undefined) yield system;
}

/** The end is read first: rows that follow it meanwhile are as good as those before. */
async function chainOf(deps: VerifyDeps, portfolioId: string): Promise<Chain> {
  const end = await deps.ledger.auditHead(portfolioId);
  return { portfolioId, end, rows: auditRows(deps, portfolioId) };
}
