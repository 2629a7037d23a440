// A broker that is sick for some accounts: it takes their requests and does not answer. The others go on, and people are heard.

import { until } from '../../src/local/process/until';
import { startSystem, type TestSystem } from '../support/system';

jest.setTimeout(240_000);

/** So few that the sick ones alone would take them all. */
const SLOTS = { workflows: 4, activities: 6 };
const HANGS = { kind: 'delay', ms: 120_000 } as const;
const HEALTHY = 12;
const LOCK = { lockTtlMs: 3_600_000 };
const ANSWERED_WITHIN_MS = 10_000;

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ slots: SLOTS });
});
afterAll(() => system.close());

const portfolios = (count: number) => Promise.all(Array.from({ length: count }, () => system.createPortfolio()));
const start = (id: string) => system.client.priceChanged({ id, ...LOCK }, { symbols: ['META'] });
const freeze = async (id: string) => {
  await system.client.freeze({ id, ...LOCK }, { actor: 'anna', reason: 'a drill' });
  await until(async () => (await system.client.whatRuns(id)) === 'hold', ANSWERED_WITHIN_MS);
};

test('accounts that hang stop neither the trading of others nor freezes and resolves by people', async () => {
  const [cannotBeRead, cannotTrade, healthy] = [await portfolios(4), await portfolios(4), await portfolios(HEALTHY)];
  const [held, idle] = [await system.createPortfolio(), await system.createPortfolio()];
  await freeze(held);
  const sick = [
    ...cannotBeRead.map((id) => [id, 'read'] as const),
    ...cannotTrade.map((id) => [id, 'submit'] as const),
  ];
  for (const [accountId, operation] of sick) {
    await system.simulator.addFault({ match: { accountId, operation }, effect: HANGS, times: 100_000 });
    if (operation === 'submit')
      await system.simulator.addFault({ match: { accountId, operation: 'lookup' }, effect: HANGS, times: 100_000 });
  }
  const hanging = await Promise.all(sick.map(([id]) => start(id)));
  // Every one of them has asked, and waits.
  await until(async () => {
    const asked = new Set((await system.simulator.journal()).map(({ accountId }) => accountId));
    return sick.every(([id]) => asked.has(id));
  }, 60_000);

  const trading = Promise.all(healthy.map(async (id) => (await start(id)).result()));
  const askedAt = performance.now();
  await freeze(idle);
  const release = { action: 'release', actor: 'anna', note: 'the drill is over' } as const;
  expect(await system.client.resolve(held, release)).toMatchObject({ ok: true, verdict: { status: 'ACTIVE' } });
  expect(performance.now() - askedAt).toBeLessThan(2 * ANSWERED_WITHIN_MS);
  expect((await trading).map(({ outcome }) => outcome)).toEqual(healthy.map(() => 'REBALANCED'));
  // All that while nothing of the sick ones has ended.
  for (const id of cannotTrade) expect(await system.ledger.findOpenBatch(id)).toBeDefined();

  await system.simulator.clearFaults();
  const ended = await Promise.all(hanging.map((one) => one.result()));
  expect(ended.map(({ outcome }) => outcome)).not.toContain('STALE');
});
