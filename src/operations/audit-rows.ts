// An audit may have a hundred thousand rows: what goes through it has a page of them at a time.

import type { AuditRow, Ledger } from '../ledger/ledger';

const PAGE = 500;

/** Goes through the rows of a portfolio, oldest first; those that are written meanwhile come too. */
export async function* auditRows(
  { ledger }: { ledger: Pick<Ledger, 'readAudit'> },
  portfolioId: string,
): AsyncGenerator<AuditRow> {
  for (let after = 0, isMore = true; isMore; ) {
    const page = await ledger.readAudit(portfolioId, after, PAGE);
    yield* page;
    after = page.at(-1)?.sequence ?? after;
    isMore = page.length === PAGE;
  }
}

/** The same, the latest first. */
export async function* latestAuditRows(
  { ledger }: { ledger: Pick<Ledger, 'pageAudit'> },
  portfolioId: string,
): AsyncGenerator<AuditRow> {
  for (let before = Number.MAX_SAFE_INTEGER, isMore = true; isMore; ) {
    const page = await ledger.pageAudit({ portfolioId, before, limit: PAGE });
    yield* page;
    before = page.at(-1)?.sequence ?? 0;
    isMore = page.length === PAGE;
  }
}
