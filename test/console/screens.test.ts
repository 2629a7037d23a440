import type { Page } from 'playwright-core';
import { inBrowser } from '../support/browser';
import { seriousProblems, startTestConsole, type TestConsole } from '../support/console';
import { SCREEN_CAPS, type Screens, situationOnEveryScreen } from '../support/console-screens';
import { startSystem, type TestSystem } from '../support/system';

const NAMES = [
  'fleet',
  'portfolios',
  'portfolio',
  'settings',
  'batch',
  'audit-of-one',
  'inbox',
  'stale',
  'models',
  'model',
  'start-rollout',
  'rollouts',
  'rollout',
  'activities',
  'refused',
  'batches',
  'prices',
  'approvals',
  'trading',
  'imports',
  'import',
  'audit',
  'webhooks',
  'webhook',
  'keys',
  'nowhere',
];

// A theme changes colours only and a width places only: two windows have each of both.
inBrowser('every screen', () => {
  let system: TestSystem;
  let console: TestConsole;
  let screens: Screens;
  let wide: Page;
  let narrow: Page;
  beforeAll(async () => {
    system = await startSystem();
    console = await startTestConsole(system, { caps: SCREEN_CAPS });
    screens = await situationOnEveryScreen(system, console.api);
    wide = await console.open('admin', { width: 1280, theme: 'light' });
    narrow = await console.open('admin', { width: 390, theme: 'dark' });
  });
  afterAll(async () => {
    await console.close();
    await system.close();
  });
  const show = async (page: Page, name: string) => {
    const { path, heading } = screens[name] ?? { path: '', heading: '' };
    await page.goto(`${console.url}${path}`);
    await page.getByRole('heading', { name: heading, exact: true }).waitFor();
    await page
      .getByText(/^(Loading|Verifying) …$/)
      .first()
      .waitFor({ state: 'detached' });
  };

  test('is in this list', () => {
    expect(Object.keys(screens).sort()).toEqual([...NAMES].sort());
  });

  test.each(NAMES.flatMap((name) => ['wide', 'narrow'].map((window) => [name, window] as const)))(
    '%s is as wide as a %s window, says it all to those who hear it, and breaks no policy',
    async (name, window) => {
      const page = window === 'wide' ? wide : narrow;
      await show(page, name);
      expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
      expect(await seriousProblems(page)).toEqual([]);
      expect(console.complaints).toEqual([]);
    },
    120_000,
  );

  test.each(NAMES)('%s is reached by the Tab key to its last button, and where one is can be seen', async (name) => {
    await show(wide, name);
    const all = await wide.locator(REACHED).count();
    const seen = new Set<string>();
    // What comes by the stream meanwhile may add to it, and then it is reached as well.
    for (let press = 0; press < 3 * all && seen.size < all; press += 1) {
      await wide.keyboard.press('Tab');
      const { where, isSeen } = await wide.evaluate<{ where: string; isSeen: boolean }>(FOCUSED);
      if (where === '') continue;
      expect([where, isSeen]).toEqual([where, true]);
      seen.add(where);
    }
    expect(seen.size).toBeGreaterThanOrEqual(all);
  });
});

/** What a person without a pointer has to come to. What is closed in details is not shown, and so not counted. */
const REACHED = ['a[href]', 'button:not([disabled])', 'input', 'select', 'textarea', 'summary']
  .map((one) => `${one}:visible`)
  .join(', ');

/** Runs in the page: a name for the element that has the focus, and whether it has an outline within the window. */
const FOCUSED = `(() => {
  const one = document.activeElement;
  if (one === null || one === document.body) return { where: '', isSeen: true };
  const path = [];
  for (let at = one; at !== document.body && at !== null; at = at.parentElement)
    path.unshift([...at.parentElement.children].indexOf(at));
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  const { top, bottom } = one.getBoundingClientRect();
  const isShown = bottom > 0 && top < innerHeight;
  return { where: path.join('.'), isSeen: isShown && outlineStyle !== 'none' && outlineWidth !== '0px' };
})()`;
