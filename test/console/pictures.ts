// Takes the pictures of docs/console.md: "npm run pictures". Look at each before you commit it.

import { join } from 'node:path';
import { inBrowser } from '../support/browser';
import { startTestConsole } from '../support/console';
import { rolledBack, stale } from '../support/console-situations';
import { startSystem, type TestSystem } from '../support/system';

const directory = process.env.PICTURES ?? join(__dirname, '../../docs/images/console');

const SCREENS: Record<string, string> = {
  fleet: '/',
  portfolios: '/portfolios',
  inbox: '/stale',
  refused: '/refused',
  batches: '/batches',
  prices: '/prices',
  approvals: '/approvals',
  trading: '/trading',
  keys: '/keys',
};

inBrowser('pictures', () => {
  test('of every screen, in both themes and at both widths', async () => {
    const system = await startSystem();
    const undone = await rolledBack(system);
    const [batch] = (await system.ledger.listBatches(undone)).slice(-1);
    const held = await stale(system);
    await reportWatch(system);
    const console = await startTestConsole(system);
    const screens = {
      ...SCREENS,
      portfolio: `/portfolios/${undone}`,
      batch: `/portfolios/${undone}/batches/${batch?.id}`,
      settings: `/portfolios/${undone}/settings`,
      audit: `/portfolios/${undone}/audit`,
      stale: `/stale/${held}`,
    };
    for (const theme of ['light', 'dark'] as const)
      for (const width of [1280, 390]) {
        const page = await console.open('admin', { theme, width });
        for (const [name, path] of Object.entries(screens)) {
          await page.goto(`${console.url}${path}`);
          await page.waitForLoadState('networkidle');
          await page.screenshot({ path: join(directory, `${name}-${theme}-${width}.png`), fullPage: true });
        }
      }
    await console.close();
    await system.close();
  }, 300_000);
});

/** What monitors of a larger fleet would have said. */
function reportWatch({ ledger }: TestSystem): Promise<void> {
  const at = new Date().toISOString();
  const herd = { waiting: 57, running: 40, endedPerMinute: 114, heldBack: null };
  return ledger.reportWatch({
    shard: '1/1',
    at,
    drifts: [41_200, 2_310, 48, 7, 2],
    unjudged: 3,
    ...herd,
    pricedAt: at,
  });
}
