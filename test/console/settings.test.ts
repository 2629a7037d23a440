import type { Page } from 'playwright-core';
import { until } from '../../src/local/process/until';
import { inBrowser } from '../support/browser';
import { seriousProblems, startTestConsole, type TestConsole } from '../support/console';
import { startSystem, type TestSystem } from '../support/system';

const BY = { name: 'anna', at: '2026-11-30T10:00:00.000Z' };

inBrowser('the settings of a portfolio', () => {
  let system: TestSystem;
  let console: TestConsole;
  let id: string;
  beforeAll(async () => {
    system = await startSystem();
    console = await startTestConsole(system);
  });
  beforeEach(async () => {
    id = await system.createPortfolio();
  });
  afterAll(async () => {
    await console.close();
    await system.close();
  });
  const targets = async () =>
    (await system.ledger.findPortfolio(id))?.targets.map(({ symbol, percent }) => `${symbol} ${percent}`);
  const saveTargets = async (page: Page) => {
    await page.getByRole('button', { name: 'Save the targets' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Save' }).click();
  };

  test('targets are changed, with their sum shown', async () => {
    const page = await console.open('operator');
    await page.goto(`${console.url}/portfolios/${id}`);
    await page.getByRole('link', { name: 'Change settings' }).click();
    await page.getByLabel('Percent of META').fill('50');
    await page.getByText('Sum: 116.6700 %').waitFor();
    await page.getByText('The targets have to sum to 100.0000 %').waitFor();
    await page.getByLabel('Percent of AAPL').fill('16.66');
    expect(await seriousProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save the targets' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('META: 33.3300 % → 50 %').waitFor();
    expect(await dialog.getByRole('listitem').count()).toBe(2);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The targets are saved.').waitFor();
    expect(await targets()).toEqual(['AAPL 16.6600', 'META 50.0000', 'MSFT 33.3400']);
    expect(console.complaints).toEqual([]);
  });

  test('what the portfolio must not trade is shown with who set it and why', async () => {
    const noBuy = {
      symbol: 'META',
      kind: 'no-buy',
      reason: 'sold at a loss',
      until: '2999-01-01T00:00:00.000Z',
    } as const;
    await system.ledger.addRestriction(id, noBuy, BY);
    const page = await console.open('viewer');
    await page.goto(`${console.url}/portfolios/${id}`);
    await page.getByRole('heading', { name: 'Restrictions' }).waitFor();
    await page
      .getByRole('row', { name: /^META is not bought .*2999.* sold at a loss anna Remove META no-buy/ })
      .waitFor();
    expect(await seriousProblems(page)).toEqual([]);
  });

  test('the plan says what a rebalance would send, and the weights that it leads to', async () => {
    const wanted = { AAPL: '16.6600', META: '50.0000', MSFT: '33.3400' };
    const given = Object.entries(wanted).map(([symbol, percent]) => ({ symbol, percent }));
    await system.ledger.setTargets(id, given, BY);
    const page = await console.open('operator');
    await page.goto(`${console.url}/portfolios/${id}`);
    await page.getByRole('button', { name: 'Preview the plan' }).click();
    await page.getByText('It would send these orders.').waitFor();
    await page.getByRole('row', { name: /^BUY META \$[\d,]+\.\d\d \$[\d.]+ \$[\d,.]+$|^BUY META [\d.]+ \$/ }).waitFor();
    await page.getByRole('row', { name: /^META 0\.0000 % (49\.99\d\d|50\.0000) % 50\.0000 %$/ }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    expect(console.complaints).toEqual([]);
  });

  test('a plan that would be refused says why, and what it would be otherwise', async () => {
    await system.ledger.setStatus(id, { from: ['ACTIVE'], to: 'PAUSED', reason: 'complaint' }, BY);
    const page = await console.open('viewer');
    await page.goto(`${console.url}/portfolios/${id}`);
    await page.getByRole('button', { name: 'Preview the plan' }).click();
    await page.getByText('Nothing: it would be refused.').waitFor();
    const preview = page.getByRole('region', { name: 'What a rebalance would do' });
    await preview.getByText('PORTFOLIO_PAUSED').waitFor();
    await page.getByText('Without that, it would send these orders.').waitFor();
  });

  test('what a target may not be is said in the dialog, and nothing is changed', async () => {
    const page = await console.open('operator');
    await page.goto(`${console.url}/portfolios/${id}/settings`);
    await page.getByRole('button', { name: 'Add a symbol' }).click();
    await page.getByText('A symbol is missing').waitFor();
    await page.getByLabel('Symbol 4', { exact: true }).fill('nosuch');
    await page.getByLabel('Percent of nosuch').fill('33.34');
    await page.getByRole('button', { name: 'Remove MSFT' }).click();
    await saveTargets(page);
    await page.getByRole('alertdialog').getByText('UNKNOWN_SYMBOL').waitFor();
    expect(await targets()).toEqual(['AAPL 33.3300', 'META 33.3300', 'MSFT 33.3400']);
  });

  test('fields of the policy are changed with a reason, and a bound that is broken is named', async () => {
    const page = await console.open('operator');
    await page.goto(`${console.url}/portfolios/${id}/settings`);
    await page.getByLabel('Drift threshold, %').fill('2.5');
    await page.getByLabel('Batches a day').fill('4');
    await page.getByRole('button', { name: 'Save the policy' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('Batches a day: no limit → 4').waitFor();
    await dialog.getByLabel('Why').fill('the customer wants it tighter');
    expect(await seriousProblems(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The fields are saved.').waitFor();
    expect(await system.ledger.findPortfolio(id)).toMatchObject({
      policyVersion: 2,
      policy: { driftThreshold: '2.5000', maxRunsPerDay: 4 },
    });
    await page.getByLabel('Drift threshold, %').fill('-1');
    await page.getByRole('button', { name: 'Save the policy' }).click();
    await dialog.getByLabel('Why').fill('a slip');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('INVALID_POLICY').waitFor();
    expect(console.complaints).toEqual([]);
  });

  test('what somebody else changes meanwhile is looked at again before anything is saved', async () => {
    const page = await console.open('operator');
    await page.goto(`${console.url}/portfolios/${id}/settings`);
    await page.getByLabel('Percent of META').fill('33.34');
    await page.getByLabel('Percent of MSFT').fill('33.33');
    await changeTargets();
    await page.getByText('Somebody has changed the settings since you began.').waitFor();
    const save = page.getByRole('button', { name: 'Save the targets' });
    expect(await save.getAttribute('aria-disabled')).toBe('true');
    await page.getByRole('button', { name: 'Look again' }).click();
    expect(await page.getByLabel('Percent of META').inputValue()).toBe('40.0000');
    await page.getByText('Nothing is changed').first().waitFor();
    expect(await seriousProblems(page)).toEqual([]);
  });

  test('a change that the page has not heard of yet is refused by the API, and said so', async () => {
    const page = await console.open('operator');
    await page.goto(`${console.url}/portfolios/${id}/settings`);
    await page.getByLabel('Percent of META').fill('33.34');
    await page.getByLabel('Percent of MSFT').fill('33.33');
    // The page's own clock does not come to where it asks again.
    const now = Date.now();
    await page.clock.install({ time: now });
    await page.clock.pauseAt(now + 1_000);
    await changeTargets();
    await saveTargets(page);
    await until(async () => {
      await page.clock.runFor(5);
      return (await page.getByText('SETTINGS_CHANGED').count()) > 0;
    }, 60_000);
    expect(await targets()).toEqual(['AAPL 30.0000', 'META 40.0000', 'MSFT 30.0000']);
  });

  async function changeTargets(): Promise<void> {
    const others = [
      { symbol: 'AAPL', percent: '30.0000' },
      { symbol: 'META', percent: '40.0000' },
      { symbol: 'MSFT', percent: '30.0000' },
    ];
    await system.ledger.setTargets(id, others, BY);
  }
});
