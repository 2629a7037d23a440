import { NO_CAPS } from '../../src/domain/caps';
import { NO_FUNDS } from '../support/bought';
import { positionsOf, startSystem, type TestSystem } from '../support/system';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ caps: { ...NO_CAPS, dayUsd: '110000.00' } });
});
afterAll(() => system.close());

test('a batch beyond the daily cap is refused before anything is sent, and the cap does not stop a rollback', async () => {
  const id = await system.createPortfolio({ policy: { cooldownAfterRollbackMs: 0 } });
  expect(await system.lookOnce()).toMatchObject([{ outcome: 'REBALANCED' }]);
  const before = await positionsOf(system, id);
  await system.simulator.addFault({
    match: { symbol: 'MSFT', operation: 'submit' },
    effect: NO_FUNDS,
    times: 1,
  });
  // $99,750 was bought, and each of these tries sells and buys $3,300: the second would pass the cap, reversals or not.
  await system.simulator.setPrices({ META: '460.00' });
  expect(await system.lookOnce()).toMatchObject([{ outcome: 'ROLLED_BACK' }]);
  expect(await positionsOf(system, id)).toBe(before);
  const sent = (await system.simulator.journal()).length;
  await system.simulator.setPrices({ META: '500.00' });
  expect(await system.lookOnce()).toMatchObject([
    { outcome: 'REFUSED', refusal: { code: 'CAP_EXCEEDED', detail: expect.stringContaining('a day') as string } },
  ]);
  expect((await system.simulator.journal()).slice(sent).filter(({ kind }) => kind === 'submit')).toEqual([]);
});
