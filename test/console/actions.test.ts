import type { Page } from 'playwright-core';
import { inBrowser } from '../support/browser';
import { seriousProblems, startTestConsole, type TestConsole } from '../support/console';
import { startSystem, type TestSystem } from '../support/system';

inBrowser('what is done to a portfolio', () => {
  let system: TestSystem;
  let console: TestConsole;
  beforeAll(async () => {
    system = await startSystem();
    console = await startTestConsole(system);
  });
  afterAll(async () => {
    await console.close();
    await system.close();
  });
  const openAt = async (id: string) => {
    const page = await console.open('operator');
    await page.goto(`${console.url}/portfolios/${id}`);
    return page;
  };
  const statusOf = async (id: string) => (await system.ledger.findPortfolio(id))?.status;

  test('a first purchase that is asked for is seen live, to its orders', async () => {
    const id = await system.createPortfolio();
    const page = await openAt(id);
    await confirm(page, 'Rebalance');
    await page.getByText('The rebalance has begun.').waitFor();
    await page.getByRole('region', { name: 'Batches' }).getByText('SUCCESS').waitFor();
    await page
      .getByRole('img', { name: /^weight 33\.\d{4} %, target 33\.3300 %, within its band$/ })
      .first()
      .waitFor();
    expect(console.complaints).toEqual([]);
  });

  test('it is paused with a reason, and resumed', async () => {
    const id = await system.createPortfolio();
    const page = await openAt(id);
    await confirm(page, 'Pause', { why: 'the customer is unsure' });
    await page.getByText('It is PAUSED.', { exact: true }).first().waitFor();
    await page.getByText('the customer is unsure').first().waitFor();
    expect(await page.getByRole('button', { name: 'Rebalance' }).getAttribute('aria-disabled')).toBe('true');
    await confirm(page, 'Resume', { why: 'the customer is sure' });
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    expect(await statusOf(id)).toBe('ACTIVE');
  });

  test('it is frozen, and released where a STALE portfolio is resolved', async () => {
    const id = await system.createPortfolio();
    const page = await openAt(id);
    await confirm(page, 'Freeze', { why: 'a complaint' });
    await page.getByRole('link', { name: 'Release' }).click();
    await page.getByRole('button', { name: 'Choose release' }).click();
    await answer(page, 'release', { why: 'the complaint is settled', typed: id });
    await page.getByText('It is no longer STALE.').waitFor();
    expect(await system.ledger.findPortfolio(id)).toMatchObject({ status: 'ACTIVE', frozen: false });
  });

  test('to close it takes its id, and it is never traded again', async () => {
    const id = await system.createPortfolio();
    const page = await openAt(id);
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel('Why').fill('the customer leaves');
    expect(await dialog.getByRole('button', { name: 'Close' }).getAttribute('aria-disabled')).toBe('true');
    expect(await seriousProblems(page)).toEqual([]);
    await answer(page, 'Close', { typed: id });
    await page.getByText('It is CLOSED.', { exact: true }).first().waitFor();
    for (const name of ['Rebalance', 'Pause', 'Freeze', 'Close'])
      expect(await page.getByRole('button', { name, exact: true }).getAttribute('aria-disabled')).toBe('true');
    expect(await statusOf(id)).toBe('CLOSED');
    expect(console.complaints).toEqual([]);
  });
});

interface Answers {
  why?: string;
  typed?: string;
}

async function confirm(page: Page, button: string, answers: Answers = {}): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
  await answer(page, button, answers);
}

async function answer(page: Page, verb: string, { why, typed }: Answers): Promise<void> {
  const dialog = page.getByRole('alertdialog');
  if (why !== undefined) await dialog.getByLabel('Why').fill(why);
  if (typed !== undefined) await dialog.getByLabel('to confirm').fill(typed);
  await dialog.getByRole('button', { name: verb, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}
