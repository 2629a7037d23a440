import { startTestApi } from '../support/api';
import { startSystem } from '../support/system';

test('what a rebalance needs is looked at, and what does not answer is a finding', async () => {
  const system = await startSystem();
  const api = await startTestApi(system);
  const look = async () => {
    const { data } = await api.as('operator').GET('/v1/doctor');
    return Object.fromEntries((data?.checks ?? []).map((check) => [check.name, check]));
  };
  const healthy = await look();
  for (const name of [
    'versions',
    'configuration',
    'database',
    'schema',
    'Temporal',
    'search attributes',
    'worker',
    'broker',
  ])
    expect(healthy[name]).toMatchObject({ state: 'ok', advice: '', code: null });
  expect(healthy.alerts).toMatchObject({ state: 'warning', code: null });
  const away = await startTestApi({
    ...system,
    market: { ...system.market, clock: () => Promise.reject(new Error('away, with a secret')) },
  });
  const { data } = await away.as('operator').GET('/v1/doctor');
  const broker = data?.checks.find(({ name }) => name === 'broker');
  expect(broker).toMatchObject({ state: 'problem', code: 'FAILED' });
  expect(JSON.stringify(data)).not.toContain('secret');
  await away.close();
  await api.close();
  await system.close();
});
