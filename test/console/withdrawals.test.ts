import { until } from '../../src/local/process/until';
import { inBrowser } from '../support/browser';
import { seriousProblems, startTestConsole, type TestConsole } from '../support/console';
import { startSystem, type TestSystem } from '../support/system';

inBrowser('money that is taken out, at the console', () => {
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
  const states = async () =>
    (await system.ledger.listWithdrawals({ portfolioId: id, limit: 9 })).map(
      ({ amount, state }) => `${amount} ${state}`,
    );

  test('an operator sets money aside, is refused what is too much, and cancels it', async () => {
    const page = await console.open('operator');
    await page.goto(`${console.url}/portfolios/${id}`);
    await page.getByRole('heading', { name: 'Withdrawals' }).waitFor();
    const takeOut = page.getByRole('button', { name: 'Take out' });
    expect(await takeOut.getAttribute('aria-disabled')).toBe('true');
    await page.getByLabel('USD to take out').fill('99999999');
    await page.getByLabel('What for').fill('a house');
    await takeOut.click();
    await page.getByText('WITHDRAWAL_TOO_LARGE').waitFor();
    await page.getByLabel('USD to take out').fill('1500');
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: /\$1,500\.00 may leave .*a house/ }).waitFor();
    expect(await states()).toEqual(['1500.00 OPEN']);
    expect(await seriousProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel $1,500.00' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel it' }).click();
    await until(async () => (await states()).join() === '1500.00 CANCELLED', 60_000);
    await page.getByRole('row', { name: /1,500/ }).waitFor({ state: 'detached' });
    expect(console.complaints).toEqual([]);
  });

  test('a viewer sees it, and may not end it', async () => {
    const withdrawal = { id: 'k2v7pq3d', amount: '20.00', reason: 'a car', until: null, most: '100.00' };
    await system.ledger.requestWithdrawal(id, withdrawal, { name: 'anna', at: new Date().toISOString() });
    const page = await console.open('viewer');
    await page.goto(`${console.url}/portfolios/${id}`);
    const cancel = page.getByRole('button', { name: 'Cancel $20.00' });
    await cancel.waitFor();
    expect(await cancel.getAttribute('aria-disabled')).toBe('true');
    expect(await page.getByRole('button', { name: 'Take out' }).getAttribute('aria-disabled')).toBe('true');
  });

  test('an operator has the cash invested', async () => {
    const page = await console.open('operator', { width: 390 });
    await page.goto(`${console.url}/portfolios/${id}`);
    await page.getByRole('button', { name: 'Invest cash' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Invest' }).click();
    await page.getByText('The investment has begun.').waitFor();
    await until(async () => (await system.ledger.listBatches(id)).length > 0, 60_000);
  });
});
