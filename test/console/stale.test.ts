import { inBrowser } from '../support/browser';
import { seriousProblems, startTestConsole, type TestConsole } from '../support/console';
import { stale } from '../support/console-situations';
import { startSystem, type TestSystem } from '../support/system';

inBrowser('a STALE portfolio', () => {
  let system: TestSystem;
  let console: TestConsole;
  let id: string;
  beforeAll(async () => {
    system = await startSystem();
    id = await stale(system);
    console = await startTestConsole(system);
  });
  afterAll(async () => {
    await console.close();
    await system.close();
  });

  test('is found from the fleet, explained, and fixed by a person who confirms it', async () => {
    const page = await console.open('operator');
    await page.getByText('1 portfolio is STALE. It is not traded until somebody resolves it.').waitFor();
    await page.getByRole('link', { name: 'Inbox', exact: true }).click();
    await page.getByRole('heading', { name: 'STALE inbox' }).waitFor();
    await page.getByRole('link', { name: id }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByText('REVERSAL_EXHAUSTED').first().waitFor();
    // What the batch sold is with neither of them, so that the books agree.
    await page.getByRole('row', { name: /^META [\d.]+ [\d.]+ same$/ }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);

    const release = page.getByRole('region', { name: 'release', exact: true });
    expect(await release.getByRole('button').getAttribute('aria-disabled')).toBe('true');
    await release.getByText('its batch is open').waitFor();

    await system.simulator.clearFaults();
    await page.getByRole('button', { name: 'Choose retry-reversal' }).click();
    const dialog = page.getByRole('alertdialog');
    const verb = dialog.getByRole('button', { name: 'retry-reversal' });
    expect(await verb.getAttribute('aria-disabled')).toBe('true');
    await dialog.getByLabel('Why').fill('the account has cash again');
    await dialog.getByLabel('to confirm').fill(id);
    expect(await seriousProblems(page)).toEqual([]);
    await verb.click();
    await page.getByText('It is no longer STALE.').waitFor();
    expect(await system.ledger.findPortfolio(id)).toMatchObject({ status: 'ACTIVE' });
    const asked = (await system.ledger.listAudit(id)).find(({ event }) => event === 'RESOLVE_REQUESTED');
    expect(asked).toMatchObject({ via: 'console', actor: console.api.principals.operator });
    expect(console.complaints).toEqual([]);
  });

  test('its batch is shown with each order, its ids and its reversal', async () => {
    const page = await console.open('viewer');
    await page.goto(`${console.url}/portfolios/${id}`);
    await page.getByRole('link', { name: /batch/ }).first().click();
    await page.getByText('ROLLED BACK').first().waitFor();
    await page.getByText('↩').first().waitFor();
    await page.getByText('Ids and fills').first().click();
    await page
      .getByText(/^ab-.*-o-1$/)
      .first()
      .waitFor();
    expect(await seriousProblems(page)).toEqual([]);
  });

  test('a viewer sees what can be done, and why it is not for them', async () => {
    const page = await console.open('viewer');
    await page.goto(`${console.url}/portfolios/${id}`);
    await page.getByText('This needs the role operator; yours is viewer.').first().waitFor();
  });
});
