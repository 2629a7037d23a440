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

test('a rule that blocks keeps a plan from the broker, its portfolio is heard of, and one that warns is in the audit of the batch', async () => {
  const by = { name: 'cli:anna@desk', at: new Date().toISOString() };
  const rule = { kind: 'restricted' as const, limit: null, symbols: ['META'] };
  await system.ledger.setRules({ rules: [{ ...rule, severity: 'block' }], reason: 'a test' }, by);
  await system.simulator.setPrices({ META: '400.00' });
  const id = await system.createPortfolio();
  const sent = (await system.simulator.journal()).length;
  const rebalance = async () => {
    const asked = await system.client.requestRebalance({ id, lockTtlMs: 3_600_000 }, 'anna');
    return asked.ok ? asked.rebalance.result() : asked;
  };
  expect(await rebalance()).toMatchObject({ outcome: 'REFUSED', refusal: { code: 'RULE_BROKEN' } });
  expect((await system.ledger.findPortfolio(id))?.refusal?.detail).toContain('restricted: META would be bought for $');
  expect((await system.simulator.journal()).slice(sent).filter(({ kind }) => kind === 'submit')).toEqual([]);

  const set = await system.ledger.setRules({ rules: [{ ...rule, severity: 'warn' }], reason: 'a test' }, by);
  expect(await rebalance()).toMatchObject({ outcome: 'REBALANCED' });
  expect((await system.ledger.findPortfolio(id))?.refusal).toBeNull();
  const [opened] = (await system.ledger.listAudit(id)).filter(({ event }) => event === 'BATCH_OPENED');
  const version = set.ok && set.set.version;
  expect(opened?.detail.rules).toMatchObject({ version, findings: [{ rule: 'restricted', symbol: 'META' }] });
});
