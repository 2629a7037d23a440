import { inBrowser } from '../support/browser';
import { seriousProblems, startTestConsole, type TestConsole } from '../support/console';
import { startSystem, type TestSystem } from '../support/system';

inBrowser('the kill switch', () => {
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

  test('when nothing answers any more, a banner says so and nothing can be done', async () => {
    const page = await console.open('operator');
    await page.goto(`${console.url}/trading`);
    const halt = page.getByRole('button', { name: 'Halt trading' });
    await halt.waitFor();
    await page.context().setOffline(true);
    await page.getByRole('alert').getByText('No answer from the API').waitFor({ timeout: 40_000 });
    expect(await halt.getAttribute('aria-disabled')).toBe('true');
    await page.context().setOffline(false);
    await page.getByText('No answer from the API').waitFor({ state: 'detached', timeout: 40_000 });
    expect(await halt.getAttribute('aria-disabled')).toBe('false');
  });

  test('the keys are listed by a question mark, and closed by Escape', async () => {
    const page = await console.open('viewer');
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('go to STALE inbox').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('a halt takes a reason only, and trading again a word and a second person as well', async () => {
    const page = await console.open('operator');
    await page.goto(`${console.url}/trading`);
    await page.getByRole('button', { name: 'Halt trading' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel('Why').fill('the broker reports outages');
    expect(await seriousProblems(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Halt', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await system.ledger.trading()).toMatchObject({ position: 'halted', reason: 'the broker reports outages' });

    await page.getByRole('button', { name: 'Trade again' }).click();
    const again = dialog.getByRole('button', { name: 'Trade again' });
    await dialog.getByLabel('Why').fill('it is over');
    await again.click({ force: true });
    expect(await system.ledger.trading()).toMatchObject({ position: 'halted' });
    await dialog.getByLabel('to confirm').fill('active');
    await again.click();
    await dialog.getByText('APPROVAL_NEEDED').waitFor();
    await dialog.getByText('A person has to propose the same').waitFor();
    expect(await system.ledger.trading()).toMatchObject({ position: 'halted' });
    expect(console.complaints).toEqual([]);
  });

  test('the rules for all plans are beside it, with what becomes of a plan that breaks one, and a preview names those', async () => {
    const id = await system.createPortfolio();
    const by = { name: 'cli:anna@desk', at: new Date().toISOString() };
    await system.ledger.setTrading({ position: 'active', reason: 'a test' }, by);
    const rule = { kind: 'restricted' as const, severity: 'warn' as const, limit: null, symbols: ['META'] };
    await system.ledger.setRules({ rules: [rule], reason: 'the committee' }, by);
    const page = await console.open('operator');
    await page.goto(`${console.url}/trading`);
    const row = page.getByRole('row').filter({ hasText: 'restricted' });
    await row.getByText('a warning').waitFor();
    await row.getByText('META').waitFor();
    await page.getByText('the committee').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.goto(`${console.url}/portfolios/${id}`);
    await page.getByRole('button', { name: 'Preview the plan' }).click();
    await page.getByText('It breaks rules that only warn: restricted META').waitFor();
    expect(console.complaints).toEqual([]);
  });
});
