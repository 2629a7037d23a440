import { inBrowser } from '../support/browser';
import { logIn, seriousProblems, startTestConsole, type TestConsole } from '../support/console';
import { startSystem, type TestSystem } from '../support/system';

inBrowser('the login', () => {
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

  test('a person logs in with a key, is named, and logs out', async () => {
    const page = await console.open();
    expect(await seriousProblems(page)).toEqual([]);
    await logIn(page, console.api.keys.operator);
    expect(await page.getByText(console.api.principals.operator).textContent()).toBe(console.api.principals.operator);
    expect(await page.evaluate('document.cookie')).toBe('');
    expect(await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })')).not.toContain('ab_live');
    await page.reload();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Key').waitFor();
    await page.reload();
    await page.getByLabel('Key').waitFor();
    expect(console.complaints).toEqual([]);
  });

  test('a key that is refused is said so, with its code and the id of the request', async () => {
    const page = await console.open();
    await page.getByLabel('Key').fill(console.api.keys.revoked);
    await page.keyboard.press('Enter');
    const alert = page.getByRole('alert');
    await alert.getByText('KEY_REVOKED').waitFor();
    expect(await alert.textContent()).toMatch(/was revoked.*Code KEY_REVOKED, request [0-9a-f-]{36}/s);
  });

  test('a session that has ended leads back to the login', async () => {
    const page = await console.open('viewer');
    await page.context().clearCookies();
    await page.getByLabel('Key').waitFor();
  });

  test('a path that is none says so, in the console', async () => {
    const page = await console.open('viewer');
    await page.goto(`${console.url}/nowhere`);
    await page.getByRole('heading', { name: 'There is no such screen' }).waitFor();
  });
});
