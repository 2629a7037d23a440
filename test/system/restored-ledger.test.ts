// A ledger that was restored from an older backup: the broker knows of orders that it does not.

import { createReadEvidence } from '../../src/activities/stale/read-evidence';
import { checkPortfolio } from '../../src/check/check-portfolio';
import { until } from '../../src/local/process/until';
import { type Backup, takeBackup } from '../support/database';
import { BELIEVED_AT_ONCE, booksOf, startSystem, type TestSystem } from '../support/system';

let system: TestSystem;
let backup: Backup | undefined;
beforeEach(async () => {
  system = await startSystem();
});
afterEach(async () => {
  await Promise.allSettled([backup?.drop()]);
  backup = undefined;
  await system.close();
});

const found = (id: string) =>
  checkPortfolio({ ...system, whatRuns: system.client.whatRuns }, id, '2020-01-01T00:00:00.000Z');

async function submits(): Promise<number> {
  return (await system.simulator.journal()).filter(({ kind }) => kind === 'submit').length;
}

async function bought(): Promise<string> {
  const id = await system.createPortfolio({ policy: BELIEVED_AT_ONCE });
  expect(await system.lookOnce()).toMatchObject([{ outcome: 'REBALANCED' }]);
  return id;
}

test('a rebalance that it does not know of is no reason to trade: a person adopts what the broker holds', async () => {
  const id = await bought();
  backup = await takeBackup(system.env.DATABASE_URL ?? '');
  await system.simulator.setPrices({ META: '450.00' });
  expect(await system.lookOnce()).toMatchObject([{ outcome: 'REBALANCED' }]);
  await backup.restore();

  const sent = await submits();
  expect(await found(id)).toMatchObject({
    violations: expect.arrayContaining([
      expect.objectContaining({ invariant: 'I2' }),
      expect.objectContaining({ invariant: 'I3' }),
    ]) as unknown,
  });
  expect(await system.lookOnce()).toMatchObject([{ outcome: 'STALE', reason: 'BOOKS_DIFFER' }]);
  expect(await submits()).toBe(sent);
  const { hash } = await createReadEvidence(system)({ portfolioId: id });
  const resolve = { action: 'adopt-positions', actor: 'jo', note: 'an older backup', evidence: hash ?? '' } as const;
  expect(await system.client.resolve(id, resolve)).toMatchObject({ ok: true, verdict: { status: 'ACTIVE' } });
  expect(await found(id)).toMatchObject({ violations: [], note: null });

  await system.simulator.setPrices({ META: '400.00' });
  expect(await system.lookOnce()).toMatchObject([{ outcome: 'REBALANCED' }]);
  expect(await found(id)).toMatchObject({ violations: [], note: null });
});

test('a batch whose end it does not know is settled with the orders that the broker has', async () => {
  const id = await bought();
  await system.simulator.setSettings({ fillDelayMs: 5_000 });
  await system.simulator.setPrices({ META: '450.00' });
  const looking = system.lookOnce();
  await until(
    async () =>
      ((await system.ledger.findOpenBatch(id))?.orders ?? []).filter(({ sentAt }) => sentAt !== null).length === 3,
    10_000,
  );
  backup = await takeBackup(system.env.DATABASE_URL ?? '');
  expect(await looking).toMatchObject([{ outcome: 'REBALANCED' }]);
  const sent = await submits();
  await backup.restore();

  expect(await system.ledger.findOpenBatch(id)).toMatchObject({ state: 'PENDING' });
  await system.lookOnce();
  await until(async () => (await system.ledger.findOpenBatch(id)) === undefined, 60_000);
  expect((await system.ledger.listBatches(id)).map(({ state }) => state)).toEqual(['SUCCESS', 'SUCCESS']);
  expect(await submits()).toBe(sent);
  const books = await booksOf(system, id);
  expect(books.ledger).toEqual(books.broker);
  expect(await found(id)).toMatchObject({ violations: [], note: null });
});
