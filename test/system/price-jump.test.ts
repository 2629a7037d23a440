import { NO_CAPS } from '../../src/domain/caps';
import { command } from '../support/command-line';
import { startSystem, type TestSystem } from '../support/system';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ caps: { ...NO_CAPS, priceMovePercent: '50' } });
});
afterAll(() => system.close());

const run = (...args: string[]) => command(system, ...args, '--json');

test('a price as after a split is not traded on until somebody accepts it, and the dry run and a list say so', async () => {
  const id = await system.createPortfolio();
  await system.simulator.setPrices({ META: '440.00' });
  expect(await system.lookOnce()).toMatchObject([{ outcome: 'REBALANCED' }]);
  await system.ledger.keepPrices([{ symbol: 'META', price: '440.00', known: null }], new Date().toISOString());

  await system.simulator.setPrices({ META: '221.00' });
  const detail = 'META $440 → $221, as after a split of 2 for 1';
  expect(await system.lookOnce()).toMatchObject([{ outcome: 'REFUSED', refusal: { code: 'PRICE_JUMP', detail } }]);
  expect(await run('plan', id)).toMatchObject({ answer: { obstacle: { code: 'PRICE_JUMP' } } });
  expect(await run('price', 'jumps')).toMatchObject({
    answer: { jumps: [{ symbol: 'META', known: '440', latest: '221' }] },
  });

  expect(await run('price', 'accept', 'META=221.00', '--reason', 'news')).toMatchObject({ exit: 0 });
  expect(await run('price', 'jumps')).toMatchObject({ answer: { jumps: [] } });
  expect((await run('audit', 'show', '_system')).answer.rows).toMatchObject([
    {
      event: 'PRICE_ACCEPTED',
      actor: 'cli:tester@desk',
      detail: { symbol: 'META', from: '440', price: '221', reason: 'news' },
    },
  ]);
  expect(await system.lookOnce()).toMatchObject([{ outcome: 'REBALANCED' }]);
});
