import { inBrowser } from '../support/browser';
import { seriousProblems, startTestConsole, type TestConsole } from '../support/console';
import { activity } from '../support/portfolios';
import { startSystem, type TestSystem } from '../support/system';

inBrowser('restrictions and activities', () => {
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

  test('a symbol is restricted with a reason and a day, and the restriction is removed', async () => {
    const id = await system.createPortfolio();
    const page = await console.open('operator', { width: 390 });
    await page.goto(`${console.url}/portfolios/${id}`);
    const panel = page.getByRole('region', { name: 'Restrictions' });
    await panel.getByText('It may buy and sell everything.').waitFor();
    await panel.getByLabel('Symbol').fill('meta');
    await panel.getByLabel('What').selectOption('is not bought');
    await panel.getByLabel('Until (UTC)').fill('2099-12-12');
    await panel.getByRole('button', { name: 'Restrict' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('META is not bought from the next plan on, until 2099-12-12 00:00 UTC.').waitFor();
    await dialog.getByLabel('Why').fill('sold at a loss');
    expect(await seriousProblems(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Restrict' }).click();
    await panel.getByText('sold at a loss').waitFor();
    expect((await system.ledger.findPortfolio(id))?.restrictions).toMatchObject([
      { symbol: 'META', kind: 'no-buy', reason: 'sold at a loss', until: '2099-12-12T00:00:00.000Z' },
    ]);
    await panel.getByRole('button', { name: 'Remove META no-buy' }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await panel.getByText('It may buy and sell everything.').waitFor();
    expect((await system.ledger.findPortfolio(id))?.restrictions).toEqual([]);
  });

  test('what the broker lists is on the screen of its portfolio and on that of all, where it is filtered by state', async () => {
    const ids = [await system.createPortfolio(), await system.createPortfolio()];
    const by = { name: 'monitor', at: new Date().toISOString() };
    const listed = [
      [activity({ cash: '250.00', description: 'ACH deposit' })],
      [activity({ kind: 'UNKNOWN', type: 'OPXRC', description: 'Options exercise' })],
    ];
    for (const [n, activities] of listed.entries())
      await system.ledger.takeActivities(ids[n] ?? '', { activities, through: by.at }, by);
    const page = await console.open('viewer');
    await page.goto(`${console.url}/portfolios/${ids[0]}`);
    const panel = page.getByRole('region', { name: 'Broker activities' });
    await panel.getByText('ACH deposit').waitFor();
    expect(await panel.getByText('Options exercise').count()).toBe(0);
    await panel.getByRole('link', { name: 'All of them' }).click();
    await page.getByRole('heading', { name: `Broker activities of ${ids[0]}` }).waitFor();
    await page.goto(`${console.url}/activities`);
    await page.getByRole('row', { name: /IGNORED .*unknown OPXRC .*Options exercise/ }).waitFor();
    await page.getByText('ACH deposit').waitFor();
    await page.getByLabel('State').selectOption('IGNORED');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByText('ACH deposit').waitFor({ state: 'detached' });
    expect(page.url()).toBe(`${console.url}/activities?state=IGNORED`);
  });
});
