import { until } from '../../src/local/process/until';
import { command } from '../support/command-line';
import { startSystem, type TestSystem } from '../support/system';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

const run = (...args: string[]) => command(system, ...args);

async function refused(): Promise<string> {
  const id = await system.createPortfolio();
  await system.simulator.changeAccount(id, { blocked: true });
  expect(await run('rebalance', id, '--wait', '--json')).toMatchObject({
    exit: 2,
    error: { code: 'ORDER_UNTRADABLE' },
  });
  return id;
}

test('a refused portfolio is listed, shown, watched and counted until it is traded', async () => {
  expect((await run('refused', 'list')).stdout).toBe('No portfolio is refused.\n');
  expect(await run('doctor', '--json')).toMatchObject({ answer: { checks: check('refused', 'ok') } });
  const [first, second] = [await refused(), await refused()];
  const { answer } = await run('refused', 'list', '--limit', '1', '--json');
  expect(answer).toMatchObject({
    portfolios: [
      { id: first, accountId: first, code: 'ORDER_UNTRADABLE', detail: expect.stringContaining('blocked') as string },
    ],
  });
  const next = ['refused', 'list', '--after', String(answer.next), '--json'];
  expect(await run(...next)).toMatchObject({ exit: 0, answer: { portfolios: [{ id: second }], next: null } });
  expect((await run('refused', 'list', '--code', 'PRICE_JUMP', '--json')).answer).toMatchObject({ portfolios: [] });
  const [{ since }] = answer.portfolios as [{ since: string }];
  const { stdout } = await run('refused', 'list', '--code', 'ORDER_UNTRADABLE');
  expect(stdout).toContain(`${since}  ${first}  ORDER_UNTRADABLE  the account is blocked`);
  expect(stdout).toContain('ORDER_UNTRADABLE: The broker does not take these orders');
  expect((await run('portfolio', 'list')).stdout).toMatch(new RegExp(`${first} .*refused: ORDER_UNTRADABLE`));
  expect((await run('portfolio', 'show', first)).stdout).toContain(`since ${since}: ORDER_UNTRADABLE. The broker`);
  expect(await watched(first)).toMatchObject({ refused: { code: 'ORDER_UNTRADABLE', since } });
  expect(await run('doctor', '--json')).toMatchObject({
    exit: 0,
    answer: {
      checks: check('refused', 'warning', {
        found: `2 ORDER_UNTRADABLE since ${since}`,
        advice: '"autobalancer refused list --code ORDER_UNTRADABLE" says which, and why',
      }),
    },
  });
  await system.simulator.changeAccount(first, { blocked: false });
  expect(await run('rebalance', first, '--wait', '--json')).toMatchObject({ exit: 0 });
  expect((await run('refused', 'list', '--json')).answer).toMatchObject({ portfolios: [{ id: second }] });
  expect((await run('portfolio', 'show', first, '--json')).answer).toMatchObject({
    portfolio: { refusal: null, refusedSince: null },
  });
});

test.each([
  ['a code that no row keeps', ['--code', 'PORTFOLIO_CLOSED'], 'USAGE'],
  ['a page that is none', ['--after', 'anna'], 'INVALID_PAGE'],
  ['a limit of nothing', ['--limit', '0'], 'USAGE'],
])('%s is refused', async (_what, args, code) => {
  expect(await run('refused', 'list', ...args, '--json')).toMatchObject({ exit: 2, error: { code } });
});

function check(name: string, state: string, more: object = {}): unknown {
  return expect.arrayContaining([expect.objectContaining({ name, state, ...more }) as unknown]);
}

/** The first thing that `watch` says of a portfolio. */
async function watched(id: string): Promise<unknown> {
  const stop = new AbortController();
  let seen = '';
  const onOutput = (text: string) => (seen += text);
  const running = command({ ...system, signal: stop.signal, onOutput }, 'watch', id, '--json');
  await until(async () => seen.includes('\n'), 60_000);
  stop.abort();
  await running;
  return JSON.parse(seen.split('\n')[0] ?? '');
}
