import type { Page, Response } from 'playwright-core';
import { until } from '../../src/local/process/until';
import { freezePortfolio } from '../../src/operations/freeze-portfolio';
import { inBrowser } from '../support/browser';
import { logIn, startTestConsole, type TestConsole } from '../support/console';
import { AT_TERMINAL, person } from '../support/person';
import { startSystem, type TestSystem } from '../support/system';

inBrowser('live', () => {
  let system: TestSystem;
  let console: TestConsole;
  let id: string;
  beforeAll(async () => {
    system = await startSystem();
    id = await system.createPortfolio();
    console = await startTestConsole(system);
  });
  afterAll(async () => {
    await console.close();
    await system.close();
  });

  test('what happens is on the screen before the clock of the page has it asked for again', async () => {
    const page = await console.open('viewer');
    await page.goto(`${console.url}/portfolios/${id}`);
    await page.getByRole('heading', { name: id }).waitFor();
    await until(async () => console.api.listeners() === 1, 60_000);
    // The page's own clock moves a few milliseconds at a time, and does not come to the five seconds of the polling.
    const now = Date.now();
    await page.clock.install({ time: now });
    await page.clock.pauseAt(now + 1_000);
    await page.reload();
    await passUntil(page, async () => (await page.getByText('ACTIVE').count()) > 0);
    await until(async () => console.api.listeners() === 1, 60_000);
    const before = await page.evaluate(() => Date.now());
    await freezePortfolio({ ...system, ...AT_TERMINAL }, person('anna'), { portfolioId: id, reason: 'complaint' });
    await passUntil(page, async () => (await page.getByText('FROZEN', { exact: true }).count()) > 0);
    expect((await page.evaluate(() => Date.now())) - before).toBeLessThan(4_000);
    expect(console.complaints).toEqual([]);
  });

  test('a stream that is refused is begun again from now on', async () => {
    const page = await console.open();
    // An API of the build before does not know the place at which the stream was.
    await page.route(
      '**/v1/events',
      (route) => route.fulfill({ status: 400, contentType: 'application/problem+json', body: '{}' }),
      { times: 1 },
    );
    const isStream = (response: Response) => response.url() === `${console.url}/v1/events`;
    const refused = page.waitForResponse((response) => isStream(response) && response.status() === 400);
    const begun = page.waitForResponse((response) => isStream(response) && response.ok(), { timeout: 50_000 });
    await logIn(page, console.api.keys.viewer);
    await refused;
    await begun;
  });
});

/** Lets time pass on the page until `condition` holds. */
function passUntil(page: Page, condition: () => Promise<boolean>): Promise<void> {
  return until(async () => {
    await page.clock.runFor(5);
    return condition();
  }, 40_000);
}
