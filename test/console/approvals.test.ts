import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import type { Role } from '../../src/domain/role';
import { createKey } from '../../src/operations/create-key';
import { setTrading } from '../../src/operations/trading';
import { inBrowser } from '../support/browser';
import { logIn, seriousProblems, startTestConsole, type TestConsole } from '../support/console';
import { AT_TERMINAL, person } from '../support/person';
import { startSystem, type TestSystem } from '../support/system';

inBrowser('approvals', () => {
  let system: TestSystem;
  let console: TestConsole;
  beforeAll(async () => {
    system = await startSystem();
    const halt = { position: 'halted', reason: 'the broker reports outages', undo: false } as const;
    await setTrading({ ...system, ...AT_TERMINAL }, person('anna'), halt);
    console = await startTestConsole(system);
  });
  afterAll(async () => {
    await console.close();
    await system.close();
  });

  test('what takes two people is listed, and the person who proposed it takes it back', async () => {
    const page = await console.open('operator');
    await proposeToTrade(page);
    await page.getByRole('link', { name: 'approvals', exact: true }).click();
    await page.getByText('Set trading to active in all portfolios').waitFor();
    await page.getByText('“the outage is over”').waitFor();
    await page.getByText(/^until \d{4}-\d\d-\d\d/).waitFor();
    await page.getByText('This needs the role approver; yours is operator.').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.getByText('1 proposal is waiting for a second person.').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.getByRole('button', { name: 'Withdraw' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel('Why').fill('the broker has another outage');
    expect(await seriousProblems(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Withdraw' }).click();
    await page.getByText('Nothing is waiting for a second person.').waitFor();
    await page.getByRole('link', { name: 'Decided as well' }).click();
    await page.getByText('REJECTED').waitFor();
    await page.getByText('“the broker has another outage”').waitFor();
    expect(await system.ledger.trading()).toMatchObject({ position: 'halted' });
    expect(console.complaints).toEqual([]);
  });

  test('an approver whom nobody knows reads why they may not approve it', async () => {
    await proposeToTrade(await console.open('operator'));
    const page = await console.open('approver');
    await page.goto(`${console.url}/approvals`);
    await page.getByText(/^Nobody knows which person you are/).waitFor();
    expect(await page.getByRole('button', { name: 'Approve' }).getAttribute('aria-disabled')).toBe('true');
    expect(await seriousProblems(page)).toEqual([]);
    expect(console.complaints).toEqual([]);
  });

  test('two people who only have the console let trading go on: the second one types what it is about', async () => {
    const [bob, cyn] = await Promise.all([keyOf('bob', 'anna'), keyOf('cyn', 'dave')]);
    const page = await console.open();
    await logIn(page, bob);
    await proposeToTrade(page);
    await page.goto(`${console.url}/approvals`);
    await page.getByText('You proposed it yourself, perhaps by another door.').waitFor();
    const other = await console.open();
    await logIn(other, cyn);
    await other.goto(`${console.url}/approvals`);
    await other.getByText(/^Nobody knows who proposed it/).waitFor();
    await other.getByRole('row', { name: /#bob/ }).getByRole('button', { name: 'Approve' }).click();
    const dialog = other.getByRole('alertdialog');
    const verb = dialog.getByRole('button', { name: 'Approve' });
    await dialog.getByLabel('Why').fill('I have looked as well');
    expect(await verb.getAttribute('aria-disabled')).toBe('true');
    await dialog.getByLabel('to confirm').fill('trading');
    await verb.click();
    await other.getByText('Nothing is waiting for a second person.').waitFor();
    expect(await system.ledger.trading()).toMatchObject({ position: 'active', reason: 'the outage is over' });
    expect(console.complaints).toEqual([]);
  });

  test('an admin makes a key for a person, and reads whose each key is', async () => {
    const page = await console.open();
    await logIn(page, await keyOf('fay', 'anna', 'admin'));
    await page.goto(`${console.url}/keys`);
    await page.getByLabel('Whose key it is').fill('the desk of Gus');
    await page.getByLabel('Owner').fill('gus@example.com');
    await page.getByRole('button', { name: 'Make the key' }).click();
    await page.getByText(/^owner must be a login/).waitFor();
    await page.getByLabel('Owner').fill('gus');
    await page.getByRole('button', { name: 'Make the key' }).click();
    await page.getByText('Copy it now: it is shown only once.').waitFor();
    await page.getByRole('row', { name: /the desk of Gus gus/ }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
  });

  async function keyOf(owner: string, maker: string, role: Role = 'approver'): Promise<string> {
    const deps = { ...system, ...AT_TERMINAL, randomBytes };
    return (await createKey(deps, person(maker), { role, name: `of ${owner}`, owner, days: 1 })).secret;
  }
});

/** Asks that trading goes on after a halt: the answer is that somebody else has to approve it. */
async function proposeToTrade(page: Page): Promise<void> {
  await page.goto(`${new URL(page.url()).origin}/trading`);
  await page.getByRole('button', { name: 'Trade again' }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByLabel('Why').fill('the outage is over');
  await dialog.getByLabel('to confirm').fill('active');
  await dialog.getByRole('button', { name: 'Trade again' }).click();
  await dialog.getByText('APPROVAL_NEEDED').waitFor();
}
