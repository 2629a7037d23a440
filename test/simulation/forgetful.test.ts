import { createForgetfulLedger } from './forgetful';

const BY = { name: 'test', at: '2026-03-02T15:00:00.000Z' };

test('it knows what was committed before the moment, and nothing since', async () => {
  let now = 1;
  const { ledger, loseSince } = createForgetfulLedger(() => now);
  await ledger.setTrading({ position: 'halted', reason: 'kept' }, BY);
  now = 2;
  await ledger.setTrading({ position: 'active', reason: 'lost' }, BY);
  loseSince(2);
  expect(await ledger.trading()).toMatchObject({ position: 'halted', reason: 'kept' });
  await ledger.setTrading({ position: 'reduce-only', reason: 'later' }, BY);
  expect(await ledger.trading()).toMatchObject({ position: 'reduce-only' });
  expect((await ledger.listAudit('_system')).map(({ detail }) => detail.reason)).toEqual(['kept', 'later']);
});
