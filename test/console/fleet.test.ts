import type { Request } from 'playwright-core';
import { BREAKER } from '../../src/domain/breaker';
import { setTrading } from '../../src/operations/trading';
import { inBrowser } from '../support/browser';
import { seriousProblems, startTestConsole, type TestConsole } from '../support/console';
import { AT_TERMINAL, person } from '../support/person';
import { startProgram } from '../support/programs';
import { startSystem, type TestSystem } from '../support/system';

inBrowser('the fleet', () => {
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
  const report = (some: object = {}) =>
    system.ledger.reportWatch({
      shard: '1/1',
      at: new Date().toISOString(),
      drifts: [41_200, 2_310, 48, 7, 2],
      unjudged: 3,
      waiting: 57,
      heldBack: null,
      running: 40,
      endedPerMinute: 114,
      pricedAt: new Date().toISOString(),
      ...some,
    });

  test('without a monitor it says so', async () => {
    const page = await console.open('viewer');
    await page.getByText('No monitor has reported yet.').waitFor();
    await page.getByText('Nothing is waiting for a person.').waitFor();
    await page.getByText('No batch has been opened.').waitFor();
  });

  test('before it is painted little is asked for, and little is loaded', async () => {
    const page = await console.open('viewer');
    await page.getByRole('heading', { name: 'Fleet', exact: true }).waitFor();
    const asked: Request[] = [];
    page.on('requestfinished', (request) => asked.push(request));
    await page.reload();
    await page
      .getByRole('link', { name: /^STALE/ })
      .first()
      .waitFor();
    await page.getByText('Nothing is waiting for a person.').waitFor();
    // On a busy machine it is painted so late that it has asked again.
    const firsts = new Map([...asked].reverse().map((request) => [new URL(request.url()).pathname, request]));
    const painted = [...firsts.values()];
    const sizes = await Promise.all(painted.map((request) => request.sizes()));
    // The page, its script and its style; who one is, the fleet, batches, proposals, the switch; and the icon.
    expect(painted.length).toBeLessThanOrEqual(9);
    expect(sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0)).toBeLessThanOrEqual(200_000);
    expect([...firsts.keys()]).toContain('/v1/fleet');
  });

  test('it shows drifts in multiples of the threshold, and how long the herd takes', async () => {
    await report();
    const page = await console.open('viewer');
    await page
      .getByRole('img', { name: /^0 – 0.5 times the threshold: 41,200; .*; above 2 times the threshold: 2$/ })
      .waitFor();
    await page.getByText('3 cannot be judged: a price is missing.').waitFor();
    const herd = page.getByRole('region', { name: 'Rebalances' });
    await herd.getByText('about 30 s').waitFor();
    await herd.getByText('not tripped').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await report({ drifts: [41_257, 2_310, 0, 0, 0], waiting: 0, heldBack: 'market-closed' });
    await herd.getByText('nobody waits').waitFor();
    await herd.getByText('market closed').waitFor();
    expect(console.complaints).toEqual([]);
  });

  test('what a monitor sees is on the screen soon after it has looked', async () => {
    await system.createPortfolio();
    const monitor = startProgram('src/monitor/main.ts', { ...system.env, AUTOBALANCER_STATUS_PORT: '0' });
    const page = await console.open('viewer');
    // It has bought nothing yet: each target is as far away as can be.
    await page.getByRole('img', { name: /above 2 times the threshold: 1$/ }).waitFor({ timeout: 60_000 });
    await monitor.stop();
  });

  test('monitors that have gone silent, and a breaker that tripped, are said so', async () => {
    await report({ at: new Date(Date.now() - 90_000).toISOString() });
    const { since } = await system.ledger.trading();
    const by = { name: BREAKER, at: new Date().toISOString() };
    expect(await system.ledger.tripBreaker('300 orders in a minute', since, by)).toBe(true);
    const page = await console.open('viewer');
    await page.getByText('No monitor reports. Nobody is asked for a rebalance meanwhile.').waitFor();
    await page.getByText('Trading is halted: 300 orders in a minute').waitFor();
    await page.getByText('! tripped: trading is halted').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await setTrading({ ...system, ...AT_TERMINAL }, person('anna'), {
      position: 'halted',
      reason: 'checked',
      undo: false,
    });
  });
});
