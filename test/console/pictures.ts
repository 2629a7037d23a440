// Takes the pictures of docs/console.md: "npm run pictures". Look at each before you commit it.

import { join } from 'node:path';
import { inBrowser } from '../support/browser';
import { startTestConsole } from '../support/console';
import { SCREEN_CAPS, situationOnEveryScreen } from '../support/console-screens';
import { startSystem } from '../support/system';

const directory = process.env.PICTURES ?? join(__dirname, '../../docs/images/console');

inBrowser('pictures', () => {
  test('of every screen, in both themes and at both widths', async () => {
    const system = await startSystem();
    const console = await startTestConsole(system, { caps: SCREEN_CAPS });
    const screens = await situationOnEveryScreen(system, console.api);
    for (const theme of ['light', 'dark'] as const)
      for (const width of [1280, 390]) {
        const page = await console.open('admin', { theme, width });
        for (const [name, { path, heading }] of Object.entries(screens)) {
          await page.goto(`${console.url}${path}`);
          await page.getByRole('heading', { name: heading, exact: true }).waitFor();
          await page.waitForLoadState('networkidle');
          await page.screenshot({ path: join(directory, `${name}-${theme}-${width}.png`), fullPage: true });
        }
      }
    await console.close();
    await system.close();
  }, 300_000);
});
