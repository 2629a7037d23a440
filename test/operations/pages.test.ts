import { listAudit, SYSTEM_AUDIT, searchAudit } from '../../src/operations/list-audit';
import { listBatches } from '../../src/operations/list-batches';
import { listPortfolios } from '../../src/operations/list-portfolios';
import { listRefused } from '../../src/operations/list-refused';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { actor, newBatch, newPortfolio } from '../support/portfolios';

const BY = actor();

/** Three portfolios, each with a batch that is open. */
async function ledgerOfThree() {
  const ledger = createMemoryLedger();
  for (const id of ['a', 'b', 'c']) {
    await ledger.createPortfolio(newPortfolio({ id }), BY);
    await ledger.openBatch(newBatch({ portfolioId: id }), BY);
  }
  return ledger;
}

/** Goes on with the `next` of each page until there is none. */
async function walked<Page extends { next: string | null }>(
  page: (after: string | undefined) => Promise<Page>,
): Promise<Page[]> {
  const pages: Page[] = [];
  for (let after: string | undefined | null; after !== null; after = pages.at(-1)?.next ?? null)
    pages.push(await page(after));
  return pages;
}

test('the `next` of a page leads to the one behind it, until there is none', async () => {
  const ledger = await ledgerOfThree();
  const portfolios = await walked((after) => listPortfolios({ ledger }, { limit: 2, after }));
  expect(portfolios.map((page) => page.portfolios.map(({ id }) => id))).toEqual([['a', 'b'], ['c']]);
  const batches = await walked(async (after) => {
    const page = await listBatches({ ledger }, { limit: 2, after });
    if (!page.ok) throw new Error(page.message);
    return page;
  });
  expect(batches.map((page) => page.batches.map(({ portfolioId }) => portfolioId))).toEqual([['c', 'b'], ['a']]);
  const rows = await walked((after) => searchAudit({ ledger }, { limit: 4, after }));
  expect(rows.map((page) => page.rows.map(({ id }) => id))).toEqual([
    [6, 5, 4, 3],
    [2, 1],
  ]);
  const audit = await walked(async (after) => {
    const page = await listAudit({ ledger }, { portfolioId: 'a', limit: 1, after });
    if (!page.ok) throw new Error(page.message);
    return page;
  });
  expect(audit.map((page) => page.rows.map(({ event }) => event))).toEqual([
    ['BATCH_OPENED'],
    ['PORTFOLIO_CREATED'],
    [],
  ]);
});

test('batches and audit are those of a portfolio that exists, or of all', async () => {
  const ledger = await ledgerOfThree();
  const nobody = { ok: false, refusal: 'PORTFOLIO_NOT_FOUND' };
  expect(await listBatches({ ledger }, { portfolioId: 'nobody', limit: 1 })).toMatchObject(nobody);
  expect(await listAudit({ ledger }, { portfolioId: 'nobody', limit: 1 })).toMatchObject(nobody);
  expect(await listAudit({ ledger }, { portfolioId: SYSTEM_AUDIT, limit: 1 })).toEqual({
    ok: true,
    rows: [],
    next: null,
  });
});

test.each<[string, string]>([
  ['INVALID_PAGE', 'yesterday'],
  ['INVALID_PAGE', '2026-03-02T15:00:02.000Z'],
  ['INVALID_PAGE', '2026-03-02T15:00:02.000Z/'],
  ['INVALID_PAGE', '2026-03-02T15:00:02.000Z/1/2'],
  ['INVALID_PAGE', '2026-13-02T15:00:02.000Z/1'],
  ['INVALID_PAGE', "2026-03-02T15:00:02.000Z/1'"],
  ['INVALID_PAGE', '2026-03-02T15:00:02.000Z/\0'],
])('%s: no page is behind %j', async (code, after) => {
  const ledger = createMemoryLedger();
  const no = { name: 'InputRefused', code, field: 'after' };
  await expect(listBatches({ ledger }, { limit: 1, after })).rejects.toMatchObject(no);
  await expect(searchAudit({ ledger }, { limit: 1, after })).rejects.toMatchObject(no);
  await expect(listAudit({ ledger }, { portfolioId: SYSTEM_AUDIT, limit: 1, after })).rejects.toMatchObject(no);
  await expect(listPortfolios({ ledger }, { limit: 1, after: `${after}/` })).rejects.toMatchObject(no);
  await expect(listRefused({ ledger }, { limit: 1, after: `${after}/` })).rejects.toMatchObject(no);
});

test.each([
  ['INVALID_PORTFOLIO_ID', { idPrefix: '_' }],
  ['INVALID_PORTFOLIO_ID', { idPrefix: '' }],
  ['INVALID_ACCOUNT', { accountId: 'a\0' }],
  ['INVALID_SYMBOL', { symbol: 'meta' }],
  ['INVALID_REASON', { staleReason: 'why?' }],
])('%s: no portfolio is asked for by %j', async (code, which) => {
  const ledger = createMemoryLedger();
  await expect(listPortfolios({ ledger }, { limit: 1, ...which })).rejects.toMatchObject({
    code,
    field: Object.keys(which)[0],
  });
});

test.each([
  ['INVALID_ACTOR', { actor: 'anna' }],
  ['INVALID_TIME', { from: '2026-03-02' }],
  ['INVALID_TIME', { to: 'now' }],
])('%s: no audit is searched by %j', async (code, which) => {
  const ledger = createMemoryLedger();
  await expect(searchAudit({ ledger }, { limit: 1, ...which })).rejects.toMatchObject({
    code,
    field: Object.keys(which)[0],
  });
});
