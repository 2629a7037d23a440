import { inBrowser } from '../support/browser';
import { seriousProblems, startTestConsole, type TestConsole } from '../support/console';
import { startSystem, type TestSystem } from '../support/system';

inBrowser('webhooks', () => {
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

  test('one is made, its secret is shown once, what was sent to it is sent again, and it is removed by its id', async () => {
    const page = await console.open('admin');
    await page.goto(`${console.url}/webhooks`);
    await page.getByText('Events are sent nowhere.').waitFor();
    await page.getByLabel('URL').fill('https://127.0.0.1:1/desk');
    await page.getByLabel('Kinds of events').fill('PORTFOLIO_STALE, BATCH_ROLLED_BACK');
    await page.getByRole('button', { name: 'Make the webhook' }).click();
    const secret = (await page.getByText(/^whsec_/).textContent()) ?? '';
    expect(await seriousProblems(page)).toEqual([]);
    await page.reload();
    await page.getByRole('row', { name: /PORTFOLIO_STALE, BATCH_ROLLED_BACK/ }).waitFor();
    expect(await page.getByText(secret).count()).toBe(0);
    const [made] = await system.ledger.listWebhooks();
    const id = made?.id ?? '';
    expect(made).toMatchObject({ url: 'https://127.0.0.1:1/desk', createdBy: console.api.principals.admin });

    await page.getByRole('link', { name: id }).click();
    await page.getByText('Nothing was sent yet.').waitFor();
    const act = async (button: string, typed?: string) => {
      await page.getByRole('button', { name: button }).first().click();
      const dialog = page.getByRole('alertdialog');
      if (typed !== undefined) await dialog.getByLabel('to confirm').fill(typed);
      await dialog.getByRole('button', { name: button }).click();
      await dialog.waitFor({ state: 'detached' });
    };
    await act('Send a test');
    const row = page.getByRole('row', { name: /WEBHOOK_TEST/ });
    await row.getByText('PENDING').waitFor();
    const [sent] = await system.ledger.listDeliveries(id, { limit: 1 });
    const at = new Date().toISOString();
    const attempt = await system.ledger.beginAttempt(sent?.id ?? '', at);
    if (attempt === undefined) throw new Error('the test message is not attempted');
    const failed = { state: 'FAILED', answer: 500, problem: 'answered 500', retryAfterMs: null } as const;
    await system.ledger.endAttempt(attempt, failed, at);
    await row.getByText('answered 500').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await act('Send again');
    await row.getByText('PENDING').waitFor();
    await act('Make a new secret');
    await page.getByText(/^whsec_/).waitFor();
    await act('Disable');
    await page.getByRole('button', { name: 'Enable' }).waitFor();
    expect(await row.getByRole('button', { name: 'Send again' }).getAttribute('aria-disabled')).toBe('true');
    await act('Remove', id);
    await page.getByText('Events are sent nowhere.').waitFor();
    const rows = (await system.ledger.listAudit('_system')).filter(({ detail }) => detail.id === id);
    expect(rows.map(({ event, via }) => [event, via])).toEqual(
      ['CREATED', 'TESTED', 'RESENT', 'ROTATED', 'CHANGED', 'REMOVED'].map((what) => [`WEBHOOK_${what}`, 'console']),
    );
  });

  test('a viewer sees why nothing can be changed', async () => {
    const page = await console.open('viewer');
    await page.goto(`${console.url}/webhooks`);
    await page.getByText('This needs the role admin; yours is viewer.').waitFor();
  });
});
