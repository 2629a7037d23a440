import type { Page } from 'playwright-core';
import { inBrowser } from '../support/browser';
import { seriousProblems, startTestConsole, type TestConsole } from '../support/console';
import { startSystem, type TestSystem } from '../support/system';

const BY = { name: 'cli:anna@desk', at: '2026-11-30T10:00:00.000Z' };

inBrowser('many portfolios at once', () => {
  let system: TestSystem;
  let console: TestConsole;
  let ids: string[];
  beforeAll(async () => {
    system = await startSystem();
    console = await startTestConsole(system);
  });
  beforeEach(async () => {
    ids = [await system.createPortfolio(), await system.createPortfolio(), await system.createPortfolio()].sort();
  });
  afterAll(async () => {
    expect(console.complaints).toEqual([]);
    await console.close();
    await system.close();
  });
  const open = async (role: 'viewer' | 'operator', search = '') => {
    const page = await console.open(role);
    await page.goto(`${console.url}/portfolios${search}`);
    await page.getByRole('link', { name: ids[0] ?? '' }).waitFor();
    return page;
  };
  const statusesOf = async () =>
    (await Promise.all(ids.map((id) => system.ledger.findPortfolio(id)))).map((one) => one?.status);

  test('those that are selected are paused with one reason, after their number is typed, and what is refused says why', async () => {
    await system.ledger.setStatus(ids[1] ?? '', { from: ['ACTIVE'], to: 'CLOSED', reason: 'the customer left' }, BY);
    const page = await open('operator');
    await page.getByText('Select portfolios first').last().waitFor();
    for (const id of ids) await page.getByRole('checkbox', { name: `Select ${id}` }).check();
    await page.getByText('3 selected').waitFor();
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('Pause 3 portfolios?').waitFor();
    await dialog.getByLabel('Why').fill('the model is reviewed');
    const verb = dialog.getByRole('button', { name: 'Pause' });
    await dialog.getByLabel('to confirm').fill('2');
    expect(await verb.getAttribute('aria-disabled')).toBe('true');
    await dialog.getByLabel('to confirm').fill('3');
    expect(await seriousProblems(page)).toEqual([]);
    await verb.click();
    const results = page.getByRole('region', { name: 'Pause: “the model is reviewed”' });
    await results.getByText('2 of 3 paused, 1 not').waitFor();
    await results
      .getByRole('row', { name: new RegExp(`^${ids[1]} not done .* NOT_ACTIVE|^${ids[1]} not done .*CLOSED`) })
      .waitFor();
    await results.getByText(/request [0-9a-f-]{36}/).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.getByText('0 selected').waitFor();
    expect(await statusesOf()).toEqual(['PAUSED', 'CLOSED', 'PAUSED']);
    const said = (await system.ledger.listAudit(ids[0] ?? '')).at(-1);
    expect(said).toMatchObject({ via: 'console', actor: console.api.principals.operator });
  });

  test('what got no answer is sent again under the key that it had, and done once', async () => {
    const page = await open('operator');
    const keys: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().includes('/pause'))
        keys.push(request.headers()['idempotency-key'] ?? 'none');
    });
    // The first answer is lost on its way: the API has done what it was asked for.
    let lost = 0;
    await page.route('**/v1/portfolios/*/pause', async (route) => {
      if (lost++ > 0) return route.continue();
      await route.fetch();
      await route.abort();
    });
    await select(page, ids[0] ?? '', 'Pause', '1');
    const results = page.getByRole('region', { name: 'Pause: “a test”' });
    await results.getByText('0 of 1 paused, 1 not').waitFor();
    await results.getByRole('button', { name: 'Send those again' }).click();
    await results.getByText('1 of 1 paused').waitFor();
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
    const paused = (await system.ledger.listAudit(ids[0] ?? '')).filter(({ detail }) =>
      JSON.stringify(detail).includes('a test'),
    );
    expect(paused).toHaveLength(1);
    await page.unroute('**/v1/portfolios/*/pause');
    await results.getByRole('button', { name: 'Hide' }).click();
    await select(page, ids[0] ?? '', 'Resume', '1');
    await page.getByText('1 of 1 resumed').waitFor();
    expect(await statusesOf()).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE']);
  });

  test('a page is selected at once, and a viewer reads why nothing can be done', async () => {
    const page = await open('viewer');
    await page.getByRole('button', { name: 'Select this page' }).click();
    await page.getByText(/^([3-9]|\d\d) selected$/).waitFor();
    await page.getByText('This needs the role operator; yours is viewer.').last().waitFor();
    await page.getByRole('button', { name: 'Select none' }).click();
    await page.getByText('0 selected').waitFor();
  });

  test('filters are saved as a view in this browser, which says so, and comes back', async () => {
    await system.ledger.setStatus(ids[2] ?? '', { from: ['ACTIVE'], to: 'PAUSED', reason: 'complaint' }, BY);
    await system.ledger.noteRefusal(ids[1] ?? '', { code: 'PRICE_MISSING', detail: 'META' }, 1, BY);
    const page = await open('viewer');
    await page.getByLabel('Status').selectOption('PAUSED');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByRole('link', { name: ids[0] ?? '' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Save this view' }).click();
    await page.getByText('It is kept in this browser only.').waitFor();
    await page.keyboard.type('Paused ones');
    expect(await seriousProblems(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Paused ones' }).waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('link', { name: ids[0] ?? '' }).waitFor();
    await page.getByLabel('Refused').selectOption('PRICE_MISSING');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByRole('link', { name: ids[0] ?? '' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: ids[1] ?? '' }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Paused ones' }).click();
    await page.waitForURL(`${console.url}/portfolios?status=PAUSED`);
    await page.getByRole('link', { name: ids[2] ?? '' }).waitFor();
    await page.getByRole('button', { name: 'Remove the view Paused ones' }).click();
    await page.getByRole('link', { name: 'Paused ones' }).waitFor({ state: 'detached' });
  });
});

async function select(page: Page, id: string, deed: string, typed: string): Promise<void> {
  await page.getByRole('checkbox', { name: `Select ${id}` }).check();
  await page.getByRole('button', { name: deed, exact: true }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByLabel('Why').fill('a test');
  await dialog.getByLabel('to confirm').fill(typed);
  await dialog.getByRole('button', { name: deed }).click();
  await dialog.waitFor({ state: 'detached' });
}
