import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { type ConsoleFiles, readConsole } from '../../src/api/console/files';
import { startServer } from '../../src/api/server';
import { NO_CAPS } from '../../src/domain/caps';
import type { Role } from '../../src/domain/role';
import { startTestApi, type TestApi } from './api';
import { startBrowser } from './browser';
import { kept } from './kept';
import type { TestSystem } from './system';

const root = join(__dirname, '../..');

/** The console in a real browser, served by the real API over a real system. */
export interface TestConsole {
  url: string;
  api: TestApi;
  /** A window of its own, in which somebody with this role is logged in; without one nobody is. */
  open(role?: Role, options?: { width?: number; theme?: 'light' | 'dark' }): Promise<Page>;
  /** What the policy forbade, what a script threw, and what failed to load, in all windows. It should stay empty. */
  complaints: string[];
  close(): Promise<void>;
}

export async function startTestConsole(system: TestSystem, { caps = NO_CAPS } = {}): Promise<TestConsole> {
  const console = await builtConsole();
  const [api, browser] = await Promise.all([startTestApi(system, { console, caps }), startBrowser()]);
  const server = await startServer(api.fetch, { host: '127.0.0.1', port: 0 });
  const complaints: string[] = [];
  return {
    url: server.url,
    api,
    complaints,
    open: async (role, { width = 1280, theme = 'light' } = {}) => {
      const page = await newPage(browser, { width, theme }, complaints);
      await page.goto(server.url);
      if (role !== undefined) await logIn(page, api.keys[role]);
      return page;
    },
    close: async () => {
      await browser.close();
      await api.close();
      await server.close();
    },
  };
}

export async function logIn(page: Page, key: string): Promise<void> {
  await page.getByLabel('Key').fill(key);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('navigation', { name: 'Screens' }).waitFor();
}

/** What axe finds serious or worse on a page, a line each. */
export async function seriousProblems(page: Page): Promise<string[]> {
  // No frame is of another origin, so that axe may finish in the page itself instead of opening one more. Only violations are written out.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Returns the console as its build makes it. */
export async function builtConsole(): Promise<ConsoleFiles> {
  const sources = ['console', 'docs/openapi.d.ts', 'package-lock.json', 'test/support/console.ts'];
  const files = await readConsole(await kept('console', sources, buildConsole));
  if (files === undefined) throw new Error('the console was not built');
  return files;
}

async function buildConsole(folder: string): Promise<void> {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const config = join(root, 'console/vite.config.mjs');
  const args = [vite, 'build', '--config', config, '--outDir', folder, '--logLevel', 'error'];
  // Jest's own "test" would bundle the libraries as they are for development: half as large again, and slower.
  execFileSync(process.execPath, args, { env: { ...process.env, NODE_ENV: 'production' } });
}

async function newPage(
  browser: Browser,
  { width, theme }: { width: number; theme: 'light' | 'dark' },
  complaints: string[],
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: theme });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`${error}`));
  page.on('console', (line) => {
    // A refused request is said there as well; the tests look at what the page shows of it.
    if (line.type() === 'error' && !line.text().startsWith('Failed to load resource')) complaints.push(line.text());
  });
  return page;
}
