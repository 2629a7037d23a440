import type { ConsoleFiles } from '../../src/api/console/files';
import { createDoors } from '../../src/api/doors';
import { createRateLimits } from '../../src/api/rate-limits';
import { builtConsole } from '../support/console';

const SIZE_MAX = 200_000;

let files: ConsoleFiles;
beforeAll(async () => {
  files = await builtConsole();
});

test('to open the console costs at most 200 kB', () => {
  const all = [files.page, ...files.assets.values()];
  const size = all.reduce((sum, { zipped }) => sum + zipped.byteLength, 0);
  expect(size).toBeLessThanOrEqual(SIZE_MAX);
});

test('its page has no script and no style of its own, and loads nothing from elsewhere', () => {
  const page = new TextDecoder().decode(files.page.plain);
  expect(page).not.toMatch(/<script(?![^>]* src="\/assets\/)|<style|style=|javascript:|https?:\/\//);
  const text = [...files.assets.values()].map(({ plain }) => new TextDecoder().decode(plain)).join('\n');
  expect(text).not.toMatch(/@import|url\(["']?https?:|import\(["']https?:/);
});

test('the page is asked for again each time, and what it loads is kept', async () => {
  const fetch = createDoors({
    deps: { ledger: { findSession: async () => undefined }, now: () => '2026-03-02T15:00:00.000Z' } as never,
    authenticate: async () => ({ ok: false, refusal: 'KEY_UNKNOWN', message: '' }),
    limits: createRateLimits(1_000),
    addressOf: () => '',
    log: { info: () => undefined } as never,
    monotonicMs: () => 0,
    events: {} as never,
    console: files,
  });
  const get = (path: string, headers: Record<string, string>) =>
    fetch(new Request(`http://127.0.0.1:7500${path}`, { headers }));
  const page = await get('/portfolios/p-1', { Accept: 'text/html,*/*' });
  expect([page.status, page.headers.get('Cache-Control')]).toEqual([200, 'no-cache']);
  expect(page.headers.get('Content-Security-Policy')).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self';/,
  );
  expect(page.headers.get('Content-Security-Policy')).not.toMatch(/unsafe|data:|\*/);
  expect(page.headers.get('X-Content-Type-Options')).toBe('nosniff');
  const [name = ''] = files.assets.keys();
  const asset = await get(`/assets/${name}`, { 'Accept-Encoding': 'gzip, br' });
  expect([asset.headers.get('Cache-Control'), asset.headers.get('Content-Encoding')]).toEqual([
    'public, max-age=31536000, immutable',
    'gzip',
  ]);
  const none = { '/assets/nothing.js': '*/*', '/portfolios/p-1': 'application/json', '/v1': 'text/html' };
  for (const [path, accept] of Object.entries(none))
    expect((await get(path, { Accept: accept })).headers.get('Content-Type')).toBe('application/problem+json');
});
