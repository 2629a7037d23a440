import { readFile } from 'node:fs/promises';
import { Client } from 'pg';
import type { Page } from 'playwright-core';
import { NO_CAPS } from '../../src/domain/caps';
import { inBrowser } from '../support/browser';
import { seriousProblems, startTestConsole, type TestConsole } from '../support/console';
import { startSystem, type TestSystem } from '../support/system';

const BY = { name: 'cli:anna@desk', at: '2026-11-30T10:00:00.000Z' };
const MANY = 5_000;
const AUDITED = 100_000;
const AUDITED_AT_ONCE = 1_000;

inBrowser('lists', () => {
  let system: TestSystem;
  let console: TestConsole;
  beforeAll(async () => {
    system = await startSystem();
    console = await startTestConsole(system, { caps: { ...NO_CAPS, priceMovePercent: '60' } });
  });
  afterAll(async () => {
    expect(console.complaints).toEqual([]);
    await console.close();
    await system.close();
  });
  const openAt = async (path: string, role: Parameters<TestConsole['open']>[0] = 'operator') => {
    const page = await console.open(role);
    await page.goto(`${console.url}${path}`);
    return page;
  };

  test('who is refused is listed by code, longest refused first, and a code is a filter in the URL', async () => {
    const ids = [await system.createPortfolio(), await system.createPortfolio()];
    await system.ledger.noteRefusal(ids[0] ?? '', { code: 'PRICE_MISSING', detail: 'META' }, 1, BY);
    const later = { ...BY, at: '2026-11-30T10:05:00.000Z' };
    await system.ledger.noteRefusal(ids[1] ?? '', { code: 'REVERSAL_UNFUNDED', detail: '$12.00 short' }, 1, later);
    const page = await openAt('/refused');
    await page.getByRole('link', { name: ids[1] ?? '' }).waitFor();
    const listed = await page
      .getByRole('region', { name: 'Longest refused first' })
      .getByRole('link')
      .allTextContents();
    expect(listed).toEqual(ids);
    expect(await seriousProblems(page)).toEqual([]);
    await page.getByRole('link', { name: 'REVERSAL_UNFUNDED' }).click();
    await page.getByRole('link', { name: ids[0] ?? '' }).waitFor({ state: 'detached' });
    expect(page.url()).toBe(`${console.url}/refused?code=REVERSAL_UNFUNDED`);
    await page.getByText('$12.00 short').waitFor();
  });

  test('a price that jumped is shown beside the last good one, and accepted by its symbol and a reason', async () => {
    await system.simulator.setPrices({ META: '400.00' });
    await system.ledger.keepPrices([{ symbol: 'META', price: '410', known: null }], '2026-11-30T09:00:00.000Z');
    await system.ledger.keepPrices([{ symbol: 'META', price: '400', known: '410' }], BY.at);
    await system.simulator.setPrices({ META: '900.00' });
    const page = await openAt('/prices');
    await page.getByRole('row', { name: /^META \$400\.00 .* \$900\.00 / }).waitFor();
    const chart = page.getByRole('region', { name: 'Good prices of META' });
    await chart
      .getByRole('img', {
        name: /^good prices from 2026-11-30 09:00:00 UTC to 2026-11-30 10:00:00 UTC, and the price now of \$900\.00/,
      })
      .waitFor();
    await chart.getByText('As a table').click();
    await chart.getByRole('row', { name: '2026-11-30 09:00:00 UTC $410.00' }).waitFor();
    expect(await chart.getByRole('row').count()).toBe(3);
    expect(await seriousProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Accept' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel('Why').fill('a merger was announced');
    expect(await dialog.getByRole('button', { name: 'Accept' }).getAttribute('aria-disabled')).toBe('true');
    await dialog.getByLabel('to confirm').fill('META');
    await dialog.getByRole('button', { name: 'Accept' }).click();
    await page.getByText('No price has jumped.').waitFor();
    expect(await system.ledger.knownPrices()).toMatchObject([{ symbol: 'META', price: '900' }]);
  });

  test('a key is made, its secret is shown once, and it is revoked by its id', async () => {
    const page = await openAt('/keys', 'admin');
    await page.getByLabel('Whose key it is').fill('the night desk');
    expect(await seriousProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Make the key' }).click();
    await page.getByText('Copy it now: it is shown only once.').waitFor();
    const secret = (await page.getByText(/^ab_/).last().textContent()) ?? '';
    await page.reload();
    const row = page.getByRole('row', { name: /the night desk/ });
    await row.waitFor();
    expect(await page.getByText(secret).count()).toBe(0);
    const id = (await row.getByRole('cell').first().textContent()) ?? '';
    await row.getByRole('button', { name: 'Revoke' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel('to confirm').fill(id);
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await row.getByText('revoked').waitFor();
    expect(await system.ledger.findKey(id)).toMatchObject({ revokedBy: console.api.principals.admin });
  });

  test('the audit says whether its chain is unbroken, and can be taken away as a file', async () => {
    const id = await system.createPortfolio();
    const page = await openAt(`/portfolios/${id}/audit`, 'viewer');
    await page.getByText(/chain verified up to row \d+$/).waitFor();
    await page.getByRole('cell', { name: 'PORTFOLIO_CREATED' }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export' }).click(),
    ]);
    expect(await readFile(await download.path(), 'utf8')).toContain('PORTFOLIO_CREATED');
  });

  test('an audit of a hundred thousand rows comes a page at a time, and its chain is still verified', async () => {
    const id = await system.createPortfolio();
    await writeAudit(system, id, AUDITED);
    const page = await openAt(`/portfolios/${id}/audit`, 'viewer');
    const latest = page.getByRole('region', { name: 'Latest first' });
    await latest.getByText('"note":100000').waitFor();
    expect(await rowsOf(page)).toBe(50);
    await page.getByRole('button', { name: 'Next page' }).click();
    await latest.getByText('"note":99950').waitFor();
    expect(await rowsOf(page)).toBe(50);
    await page.getByText(`chain verified up to row ${AUDITED + 1}`).waitFor({ timeout: 300_000 });
    await page.goto(`${console.url}/portfolios/${id}`);
    await page.getByRole('region', { name: 'Audit' }).getByText('"note":100000').waitFor();
  }, 600_000);

  test(`an inbox of ${MANY} STALE portfolios comes a page at a time, and is walked by keyboard`, async () => {
    const id = await system.createPortfolio();
    await system.ledger.markStale(id, { reason: 'BOOKS_DIFFER', cause: null, fills: [] }, BY);
    await copyPortfolio(system, id, MANY - 1);
    const page = await openAt('/stale');
    await page
      .getByRole('link', { name: /^copy-/ })
      .first()
      .waitFor();
    expect(await rowsOf(page)).toBe(50);
    const first = await page
      .getByRole('link', { name: /^copy-/ })
      .first()
      .textContent();
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByRole('link', { name: first ?? '', exact: true }).waitFor({ state: 'detached' });
    expect(await rowsOf(page)).toBe(50);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^copy-/ }).waitFor();
    await page.goto(`${console.url}/`);
    await page.getByText('5,000 portfolios are STALE. They are not traded until somebody resolves them.').waitFor();
  });
});

function rowsOf(page: Page): Promise<number> {
  return page.locator('[data-row]').count();
}

/** The same portfolio many times, on accounts of their own. */
async function copyPortfolio({ env }: TestSystem, id: string, copies: number): Promise<void> {
  const database = new Client({ connectionString: env.DATABASE_URL });
  await database.connect();
  await database.query(
    `INSERT INTO portfolios
     SELECT (jsonb_populate_record(p, jsonb_build_object('id', 'copy-' || n, 'account_id', 'copy-' || n))).*
       FROM portfolios p, generate_series(1, $2) n WHERE p.id = $1`,
    [id, copies],
  );
  await database.end();
}

/** Rows as the ledger writes them: the trigger chains each to the one before. */
async function writeAudit({ env }: TestSystem, id: string, rows: number): Promise<void> {
  const database = new Client({ connectionString: env.DATABASE_URL });
  await database.connect();
  // A transaction of its own for each few: the end of the chain is one row, and a transaction keeps all of its versions.
  for (let from = 1; from <= rows; from += AUDITED_AT_ONCE)
    await database.query(
      `INSERT INTO audit (portfolio_id, event, detail, actor, via, at)
       SELECT $1, 'EXTERNAL_CASH_BOOKED', jsonb_build_object('note', n), 'cli:anna@desk', 'cli', now() FROM generate_series($2::int, $3::int) n`,
      [id, from, from + AUDITED_AT_ONCE - 1],
    );
  await database.end();
}
