import { type DoctorDeps, runChecks } from '../../src/operations/doctor';

const NOW = '2026-03-02T15:00:00.000Z';

test('the database is asked once for all that is checked about it', async () => {
  let asked = 0;
  const deps: DoctorDeps<'AWAY'> = {
    version: process.versions.node,
    brokerKind: () => 'simulator',
    databaseHealth: async () => {
      asked += 1;
      return { version: '18.4', now: NOW, mayLose: 'fsync is off' };
    },
    ledger: () => Promise.reject(new Error('away')),
    temporalHealth: () => Promise.reject(new Error('away')),
    market: () => ({ clock: () => Promise.reject(new Error('away')) }),
    isAlerting: () => true,
    now: () => NOW,
    explain: () => ({ code: 'AWAY', message: 'away' }),
  };
  const found = new Map((await runChecks(deps)).map(({ name, found }) => [name, found]));
  expect([found.get('database'), found.get('durability')]).toEqual(['Postgres 18.4, clock +0 ms', 'fsync is off']);
  expect(asked).toBe(1);
});
