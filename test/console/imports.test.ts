import type { Page } from 'playwright-core';
import { inBrowser } from '../support/browser';
import { seriousProblems, startTestConsole, type TestConsole } from '../support/console';
import { startSystem, type TestSystem } from '../support/system';

const line = (id: string, cash = '100.00') =>
  JSON.stringify({ id, accountId: `account-${id}`, cash, targets: [{ symbol: 'META', percent: '100' }] });

inBrowser('imports', () => {
  let system: TestSystem;
  let console: TestConsole;
  beforeAll(async () => {
    system = await startSystem();
    console = await startTestConsole(system);
  });
  afterAll(async () => {
    expect(console.complaints).toEqual([]);
    await console.close();
    await system.close();
  });
  const open = async (role: 'viewer' | 'operator' | 'admin') => {
    const page = await console.open(role);
    await page.goto(`${console.url}/imports`);
    await page.getByRole('heading', { name: 'Imports', exact: true }).waitFor();
    return page;
  };

  test('a file is stored whole, and the audit has what it stored', async () => {
    const page = await open('admin');
    await page.getByText('Choose a file first').waitFor();
    await send(page, 'customers.ndjson', [line('whole-1'), line('whole-2')].join('\n'));
    await page.getByText('It is done: 2 stored.').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    expect(await system.ledger.findPortfolio('whole-2')).toMatchObject({ status: 'ACTIVE', cash: '100.00' });
    await page.getByRole('link', { name: 'What it stored, in the audit' }).click();
    await page.getByRole('heading', { name: 'Audit', exact: true }).waitFor();
    for (const id of ['whole-1', 'whole-2']) await page.getByRole('link', { name: id, exact: true }).waitFor();
    expect(await page.getByRole('cell', { name: 'PORTFOLIO_CREATED' }).count()).toBe(2);
    expect(await seriousProblems(page)).toEqual([]);
  });

  test('when lines are wrong nothing is stored, and each is told with its field and rule', async () => {
    const page = await open('operator');
    const rows = [
      'id,accountId,cash,targets',
      'csv-1,account-csv-1,100.00,META=100',
      'csv-2,account-csv-2,1.234,META=99',
    ];
    await send(page, 'customers.csv', rows.join('\n'));
    await page.getByText('Nothing was stored, because 1 line is wrong.').waitFor();
    await page.getByRole('region', { name: 'Lines that are wrong: 1' }).waitFor();
    await page.getByRole('row', { name: /^3 (cash|targets) .* INVALID_(HOLDINGS|TARGETS)$/ }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    expect(await system.ledger.findPortfolio('csv-1')).toBeUndefined();
  });

  test('what is right is stored beside what is wrong, when somebody asks for that, and many lines come in pages', async () => {
    const page = await open('operator');
    await page.getByLabel('Store what is right').check();
    const wrong = Array.from({ length: 60 }, (_, n) => line(`wrong-${n}`, '1.234'));
    await send(page, 'some.ndjson', [line('right'), ...wrong].join('\n'));
    await page.getByText('It is done: 1 stored, 60 lines left out because they are wrong.').waitFor();
    await page
      .getByRole('region', { name: 'Lines that are wrong: 60' })
      .getByRole('cell', { name: '2', exact: true })
      .waitFor();
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByRole('cell', { name: '61', exact: true }).waitFor();
    expect(await system.ledger.findPortfolio('right')).toMatchObject({ status: 'ACTIVE' });
    await page.getByRole('link', { name: 'All imports' }).click();
    await page.getByRole('row', { name: /DONE 61 1 0 ! 60/ }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
  });

  test('an import that has stored nothing is cancelled, and is gone with its lines', async () => {
    const by = { name: 'cli:anna@desk', via: 'cli' as const, at: new Date().toISOString() };
    // Its file never ends, so that it waits for somebody.
    const id = await system.ledger.beginImport(false, by);
    const page = await console.open('operator');
    await page.goto(`${console.url}/imports/${id}`);
    await page.getByRole('button', { name: 'Cancel the import' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('Nothing of it is stored').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel the import' }).click();
    await page.getByRole('heading', { name: 'Imports', exact: true }).waitFor();
    expect(await system.ledger.findImport(id)).toBeUndefined();
    expect(await page.getByRole('row', { name: /RECEIVING/ }).count()).toBe(0);
  });

  test('a viewer reads why they may not, and what is no file of portfolios is refused', async () => {
    const page = await open('viewer');
    await page.getByText('This needs the role operator; yours is viewer.').waitFor();
    const other = await open('operator');
    await send(other, 'nothing.ndjson', 'this is no portfolio');
    await other.getByRole('row', { name: /^1 line .* INVALID_FILE$/ }).waitFor();
  });
});

async function send(page: Page, name: string, text: string): Promise<void> {
  const mimeType = name.endsWith('.csv') ? 'text/csv' : 'application/x-ndjson';
  await page.getByLabel('File').setInputFiles({ name, mimeType, buffer: Buffer.from(text) });
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('button', { name: 'Import' }).click();
  await dialog.waitFor({ state: 'detached' });
}
