// The console beside a large ledger, in a real browser: how long a person waits for the fleet and for a filter, and what fifty open consoles
// cost.

import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { until } from '../src/local/process/until';
import { freePort } from '../src/local/servers/ports';
import { viewerKeys } from './api';
import { fill } from './fill';
import { cpuMs, percentile } from './measures';
import { createPopulation } from './population';
import type { Stand } from './stand';

const SEED = 20261124;
const HOLDINGS = 10;
const PORTFOLIOS = 1_000_000;
const PAINTS = 10;
const CONSOLES = 50;
const CONSOLES_PER_KEY = 5;
const OPEN_MS = 60_000;

/** What a person looks for. Each is asked for several times, since the first time nothing of it is in memory. */
const FILTERS = [
  'idPrefix=p-0777',
  'symbol=S000',
  'symbol=S499',
  'status=STALE',
  'status=ACTIVE',
  'refusedCode=PRICE_MISSING',
  'staleReason=BOOKS_DIFFER',
  'accountId=p-0500000',
  'status=ACTIVE&symbol=S250&idPrefix=p-09',
];
const TIMES = 3;

export interface MeasuredConsole {
  portfolios: number;
  firstPaintP50Ms: number;
  firstPaintMaxMs: number;
  filterP50Ms: number;
  filterMaxMs: number;
  slowestFilter: string;
  consoles: number;
  /** Percent of one processor. */
  apiPercent: number;
  postgresPercent: number;
}

export async function benchConsole(stand: Stand, say: (line: string) => void): Promise<MeasuredConsole[]> {
  await fill(stand, createPopulation(SEED, HOLDINGS), 0, PORTFOLIOS);
  await setApart(stand);
  say(`${PORTFOLIOS} portfolios are in the ledger`);
  const port = await freePort(0);
  const api = await stand.start('api', 'dist/api/main.js', {
    AUTOBALANCER_API_PORT: `${port}`,
    AUTOBALANCER_API_REQUESTS_PER_MINUTE: '99999',
    DATABASE_URL: stand.apiDatabaseUrl,
  });
  const url = `http://127.0.0.1:${port}`;
  const keys = await viewerKeys(stand, CONSOLES / CONSOLES_PER_KEY);
  const isRoot = process.getuid?.() === 0;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: isRoot ? ['--no-sandbox'] : [],
  });
  try {
    const paints: number[] = [];
    for (let n = 0; n < PAINTS; n += 1) paints.push(await firstPaint(browser, url, keys[0] ?? ''));
    say(`the fleet is painted after ${paints.map(Math.round).join(', ')} ms`);
    const filters = await measureFilters(browser, url, keys[0] ?? '', say);
    const times = filters.flatMap((one) => one.times);
    const slowest = filters.reduce((a, b) => (Math.max(...b.times) > Math.max(...a.times) ? b : a));
    const open = await openConsoles(browser, url, keys, stand);
    say(`${CONSOLES} open consoles take ${open.apiPercent} % of the API, ${open.postgresPercent} % of the database`);
    return [
      {
        portfolios: PORTFOLIOS,
        firstPaintP50Ms: percentile(paints, 50),
        firstPaintMaxMs: percentile(paints, 100),
        filterP50Ms: percentile(times, 50),
        filterMaxMs: percentile(times, 100),
        slowestFilter: slowest.filter,
        consoles: CONSOLES,
        ...open,
      },
    ];
  } finally {
    await browser.close();
    await api.stop();
  }
}

/** One in a hundred is refused, one in a thousand paused, and one in ten thousand STALE: all of them alike would make a filter easy. */
async function setApart({ superuserUrl }: Stand): Promise<void> {
  const url = new URL(superuserUrl);
  url.pathname = '/autobalancer';
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    await setApartBy(client);
  } finally {
    await client.end();
  }
}

async function setApartBy(client: Client): Promise<void> {
  await client.query('SET session_replication_role = replica');
  const some = (every: number, at: number) => `substr(id, 3)::int % ${every} = ${at}`;
  await client.query(
    `UPDATE portfolios SET refused_code = 'PRICE_MISSING', refused_detail = 'S001', refused_since = now() WHERE ${some(100, 1)}`,
  );
  await client.query(`UPDATE portfolios SET status = 'PAUSED', status_reason = 'a wish' WHERE ${some(1_000, 2)}`);
  await client.query(
    `UPDATE portfolios SET status = 'STALE', status_before = 'ACTIVE', status_reason = 'BOOKS_DIFFER', stale_since = now() WHERE ${some(10_000, 3)}`,
  );
  await client.query('VACUUM ANALYZE portfolios');
}

async function loggedIn(browser: Browser, url: string, key: string): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByLabel('Key').fill(key);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('navigation', { name: 'Screens' }).waitFor();
  return { context, page };
}

/** Milliseconds from the request for the page until the numbers of the fleet are on it, with nothing in the browser's cache. */
async function firstPaint(browser: Browser, url: string, key: string): Promise<number> {
  const { context } = await loggedIn(browser, url, key);
  const state = await context.storageState();
  await context.close();
  const fresh = await browser.newContext({ storageState: state, viewport: { width: 1280, height: 900 } });
  const next = await fresh.newPage();
  await next.addInitScript(WHEN_PAINTED);
  await next.goto(url);
  let ms: number | undefined;
  await until(async () => (ms = await next.evaluate<number | undefined>('window.paintedAt')) !== undefined, 60_000);
  await fresh.close();
  return ms ?? Number.NaN;
}

/** Runs in the page: notes when the tiles of the fleet were painted, on the clock that began with the navigation. */
const WHEN_PAINTED = `new MutationObserver((_changes, observer) => {
  if (document.querySelector('.tiles') === null) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.paintedAt = performance.now(); }));
}).observe(document, { childList: true, subtree: true });`;

async function measureFilters(browser: Browser, url: string, key: string, say: (line: string) => void) {
  const { context, page } = await loggedIn(browser, url, key);
  const measured: { filter: string; times: number[] }[] = [];
  for (const filter of FILTERS) {
    const times: number[] = [];
    for (let n = 0; n < TIMES; n += 1) {
      await page.goto(`${url}/portfolios?idPrefix=none`);
      await page.getByText('No portfolio matches.').waitFor();
      times.push(await page.evaluate<number>(whenFiltered(`/portfolios?${filter}`)));
    }
    say(`${filter}: ${times.map(Math.round).join(', ')} ms`);
    measured.push({ filter, times });
  }
  await context.close();
  return measured;
}

/** Runs in the page: goes to a filter as a link would, and returns the milliseconds until its first row is painted. */
const whenFiltered = (path: string) => `new Promise((resolve) => {
  const begunAt = performance.now();
  history.pushState(null, '', '${path}');
  dispatchEvent(new PopStateEvent('popstate', { state: null }));
  new MutationObserver((_changes, observer) => {
    if (document.querySelector('[data-row]') === null) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begunAt)));
  }).observe(document, { childList: true, subtree: true });
})`;

/** What the processors do for consoles that are open on the fleet, and that nobody touches. */
async function openConsoles(browser: Browser, url: string, keys: readonly string[], { pids }: Stand) {
  const contexts: BrowserContext[] = [];
  for (let n = 0; n < CONSOLES; n += 1)
    contexts.push((await loggedIn(browser, url, keys[Math.floor(n / CONSOLES_PER_KEY)] ?? '')).context);
  const used = () => [cpuMs(pids.api ?? 0) ?? 0, cpuMs(pids.postgres ?? 0) ?? 0] as const;
  const [before, begunAt] = [used(), performance.now()];
  await sleep(OPEN_MS);
  const [after, ms] = [used(), performance.now() - begunAt];
  const percent = (n: 0 | 1) => Math.round(((after[n] - before[n]) * 1_000) / ms) / 10;
  for (const context of contexts) await context.close();
  return { apiPercent: percent(0), postgresPercent: percent(1) };
}
