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

  test('what one was worth is a line over time, which is read by pointer, by keyboard and as a table', async () => {
    const id = ids[0] ?? '';
    const days = { '2026-11-23': '100000.00', '2026-11-24': '100250.10', '2026-11-27': '99800.00' };
    for (const [day, value] of Object.entries(days)) await system.ledger.noteValue(id, { day, value, cash: '12.34' });
    const page = await console.open('viewer');
    await page.goto(`${console.url}/portfolios/${id}`);
    const panel = page.getByRole('region', { name: 'Value over time' });
    await panel.getByRole('img', { name: /^value from 2026-11-23 to 2026-11-27;/ }).waitFor();
    const slider = panel.getByRole('slider', { name: 'Point in time' });
    expect(await slider.getAttribute('aria-valuetext')).toBe('2026-11-27: $99,800.00');
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    await panel.getByText('$100,250.10').first().waitFor();
    await panel.getByText('As a table').click();
    await panel.getByRole('row', { name: '2026-11-24 $100,250.10 $12.34' }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.goto(`${console.url}/portfolios/${ids[1]}`);
    await page.getByText('No day is known yet.').waitFor();
    expect(console.complaints).toEqual([]);
  });

  test('a portfolio that is not there is said so', async () => {
    const page = await console.open('viewer');
    await page.goto(`${console.url}/portfolios/nobody`);
    await page.getByRole('alert').getByText('PORTFOLIO_NOT_FOUND').waitFor();
  });
});
