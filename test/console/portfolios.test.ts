import { inBrowser } from '../support/browser';
import { seriousProblems, startTestConsole, type TestConsole } from '../support/console';
import { startSystem, type TestSystem } from '../support/system';

inBrowser('portfolios', () => {
  let system: TestSystem;
  let console: TestConsole;
  let ids: string[];
  beforeAll(async () => {
    system = await startSystem();
    ids = [await system.createPortfolio(), await system.createPortfolio()].sort();
    await system.lookOnce();
    console = await startTestConsole(system);
  });
  afterAll(async () => {
    await console.close();
    await system.close();
  });

  test('they are listed by id, and a filter is in the URL', async () => {
    const page = await console.open('viewer');
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.getByRole('heading', { name: 'Portfolios', exact: true }).waitFor();
    await page.getByRole('link', { name: ids[0] ?? '' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type(ids[1] ?? '');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: ids[0] ?? '' }).waitFor({ state: 'detached' });
    expect(page.url()).toBe(`${console.url}/portfolios?idPrefix=${ids[1]}`);
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('link', { name: ids[0] ?? '' }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
  });

  test('the search is one key away from every screen', async () => {
    const page = await console.open('viewer');
    await page.keyboard.press('/');
    await page.getByRole('heading', { name: 'Portfolios', exact: true }).waitFor();
    await page.keyboard.type(ids[1] ?? '');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${console.url}/portfolios?idPrefix=${ids[1]}`);
    await page.getByRole('link', { name: ids[1] ?? '' }).waitFor();
  });

  test('j and k go through the rows, and Enter opens one', async () => {
    const page = await console.open('viewer');
    await page.goto(`${console.url}/portfolios`);
    await page.getByRole('link', { name: ids[0] ?? '' }).waitFor();
    for (const key of ['j', 'j', 'k', 'j', 'Enter']) await page.keyboard.press(key);
    await page.getByRole('heading', { name: ids[1] ?? '' }).waitFor();
  });

  test('one shows its weights against its targets, to the last decimal, and how old they are', async () => {
    const page = await console.open('viewer');
    await page.goto(`${console.url}/portfolios/${ids[0]}`);
    await page.getByRole('cell', { name: 'META', exact: true }).waitFor();
    const portfolio = await system.ledger.findPortfolio(ids[0] ?? '');
    const meta = portfolio?.holdings.find(({ symbol }) => symbol === 'META')?.quantity ?? '?';
    await page.getByRole('cell', { name: meta, exact: true }).waitFor();
    await page
      .getByRole('img', { name: /^weight 33\.\d{4} %, target 33\.3300 %, within its band$/ })
      .first()
      .waitFor();
    expect(await page.getByText(/^as of (now|\d+ s ago)$/).count()).toBeGreaterThan(1);
    expect(await seriousProblems(page)).toEqual([]);
    expect(console.complaints).toEqual([]);
  });

  test('a portfolio that is not there is said so', async () => {
    const page = await console.open('viewer');
    await page.goto(`${console.url}/portfolios/nobody`);
    await page.getByRole('alert').getByText('PORTFOLIO_NOT_FOUND').waitFor();
  });
});
