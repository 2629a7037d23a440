import { randomUUID } from 'node:crypto';
import { NO_OVERRIDES } from '../../src/domain/model';
import type { Target } from '../../src/domain/portfolio';
import { inBrowser } from '../support/browser';
import { seriousProblems, startTestConsole, type TestConsole } from '../support/console';
import { startSystem, type TestSystem, THIRDS } from '../support/system';

const V2: Target[] = [
  { symbol: 'META', percent: '0.0000' },
  { symbol: 'AAPL', percent: '50.0000' },
  { symbol: 'MSFT', percent: '50.0000' },
];
const by = () => ({ name: 'cli:anna@desk', at: new Date().toISOString() });

inBrowser('models and roll-outs', () => {
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

  /** Growth has two versions, and three portfolios follow it: one stays at version 1, and one has no MSFT. */
  const growth = async () => {
    const modelId = `growth-${randomUUID().slice(0, 8)}`;
    await system.ledger.createModel({ id: modelId, name: 'Growth', targets: THIRDS, policy: null }, by());
    const ids: string[] = [];
    for (const some of [{}, { pinned: 1 }, { overrides: { ...NO_OVERRIDES, exclude: ['MSFT'] } }]) {
      const id = await system.createPortfolio({ cash: '10000.00' });
      await system.ledger.subscribe(id, { modelId, pinned: null, overrides: NO_OVERRIDES, ...some }, by());
      ids.push(id);
    }
    await system.ledger.addModelVersion(modelId, { targets: V2, policy: null, reason: 'META goes' }, by());
    return { modelId, ids };
  };

  test('a model shows its versions side by side, who is pinned, and in what each portfolio differs', async () => {
    const { modelId, ids } = await growth();
    const page = await console.open('viewer');
    await page.goto(`${console.url}/models`);
    await page.getByRole('link', { name: modelId }).click();
    await page.getByRole('heading', { name: modelId, exact: true }).waitFor();
    const [follows = '', pinned = '', differs = ''] = ids;
    await page.getByRole('row', { name: `${follows} 1 follows nothing` }).waitFor();
    await page.getByRole('row', { name: `${pinned} 1 stays at 1 nothing` }).waitFor();
    await page.getByRole('row', { name: `${differs} 1 follows without MSFT` }).waitFor();
    // Version 2 beside version 1, which is the current one.
    await page.getByRole('row', { name: 'META 0.0000 % (changed) 33.3300 %' }).waitFor();
    await page.getByRole('columnheader', { name: 'Version 1, current' }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 900 });
    expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
    expect(await seriousProblems(page)).toEqual([]);
    // The portfolio's own page says which model it follows, and leads back to it.
    await page.goto(`${console.url}/portfolios/${pinned}`);
    await page.getByText(`${modelId}, version 1, pinned`).waitFor();
    await page.goto(`${console.url}/portfolios/${differs}`);
    await page.getByText('without MSFT').waitFor();
    await page.getByRole('region', { name: 'Now' }).getByRole('link', { name: modelId }).click();
    await page.getByRole('heading', { name: modelId, exact: true }).waitFor();
    await page.getByRole('link', { name: 'Roll out a version' }).click();
    await page.getByText('This needs the role operator; yours is viewer.').waitFor();
    await page.getByText('This needs the role approver; yours is viewer.').waitFor();
  });

  test('a roll-out is previewed before it can be started, and by keyboard alone it is started, paused, and aborted', async () => {
    const { modelId } = await growth();
    const page = await console.open('approver');
    await page.goto(`${console.url}/models/${modelId}/rollout`);
    await page.getByRole('heading', { name: `Roll out ${modelId}` }).waitFor();
    await page.getByText('Preview it first').waitFor();
    await page.getByRole('button', { name: 'Preview' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('3 portfolios follow the model, at latest prices and by the books.').waitFor();
    await page.getByText('2 portfolios, with 3 orders').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    // Another version has another preview.
    await page.getByLabel('Version').fill('1');
    await page.getByText('Preview it first').waitFor();
    await page.getByLabel('Version').fill('2');
    await page.getByRole('button', { name: 'Preview' }).press('Enter');
    await page.getByLabel('Cohorts, up to %').fill('50, 100');

    const confirm = async (button: string, verb: string, asked: { typed?: string; why?: string }) => {
      await page.getByRole('button', { name: button, exact: true }).press('Enter');
      const dialog = page.getByRole('alertdialog');
      if (asked.why !== undefined) await dialog.getByLabel('Why').fill(asked.why);
      if (asked.typed !== undefined) {
        await dialog.getByText(`Type ${asked.typed} first`).waitFor();
        await dialog.getByLabel('to confirm').fill(asked.typed);
      }
      await dialog.getByRole('button', { name: verb, exact: true }).press('Enter');
      await dialog.waitFor({ state: 'detached' });
    };
    await page.getByText('Preview it first').waitFor({ state: 'detached' });
    await confirm('Start the roll-out', 'Start', { typed: modelId });
    await page.getByRole('heading', { name: 'Roll-out', exact: true }).waitFor();
    await page.getByText('Cohort 1 of 2 is under way.').waitFor();
    await page.getByRole('row', { name: /^1, up to 50 %/ }).waitFor();
    const [started] = await system.ledger.listRollouts({ modelId, limit: 1 });
    expect(started).toMatchObject({ version: 2, cohorts: [50, 100], startedBy: console.api.principals.approver });

    await confirm('Pause', 'Pause', { why: 'a customer called' });
    await page.getByText('It is paused: a customer called. No other portfolio gets the version.').waitFor();
    await confirm('Go on', 'Go on', { why: 'it was nothing', typed: modelId });
    await page.getByText('Cohort 1 of 2 is under way.').waitFor();
    // What somebody else does is seen by the stream of events.
    const id = started?.id ?? '';
    await system.ledger.setRolloutState(id, { to: 'PAUSED', reason: 'from the command line' }, by());
    await page.getByText('It is paused: from the command line.').waitFor();
    await confirm('Abort', 'Abort', { why: 'the version is wrong', typed: modelId });
    await page.getByText('It was aborted: the version is wrong.').waitFor();
    expect(await page.getByRole('button', { name: 'Abort' }).count()).toBe(0);
    await page.getByRole('link', { name: 'All roll-outs' }).click();
    await page.getByRole('row', { name: new RegExp(`${modelId}, version 2 .*ABORTED`) }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
  });

  test('a roll-out that aborted itself says by which rule, and which portfolios ended badly', async () => {
    const { modelId, ids } = await growth();
    const id = randomUUID();
    const plan = { version: 2, cohorts: [100], abortPercent: '5', perMinute: 600 };
    await system.ledger.startRollout({ id, modelId, ...plan }, by());
    const at = by().at;
    await system.ledger.applyRollout(id, 10, at);
    const [failed = ''] = ids;
    const rest = { portfolioId: failed, state: 'FAILED', code: 'PRICE_MISSING', batchId: null } as const;
    await system.ledger.settleMembers(id, [rest], at);
    await system.ledger.judgeRollout(id, { name: 'rollout', at });
    const page = await console.open('viewer', { theme: 'dark' });
    await page.goto(`${console.url}/rollouts/${id}`);
    await page.getByRole('heading', { name: 'Roll-out', exact: true }).waitFor();
    await page.getByText(/^It was aborted: .*of cohort 1/).waitFor();
    await page.getByText('its own rule').waitFor();
    await page.getByText('when more than 5.0000 % of a cohort end badly').waitFor();
    await page.getByLabel('State').selectOption('FAILED');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByRole('row', { name: new RegExp(`^${failed} 1 .*FAILED PRICE_MISSING`) }).waitFor();
    await page.setViewportSize({ width: 390, height: 900 });
    expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
    expect(await seriousProblems(page)).toEqual([]);
  });
});
