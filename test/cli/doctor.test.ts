import { command } from '../support/command-line';
import { startSystem, type TestSystem } from '../support/system';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

interface Check {
  name: string;
  state: string;
  found: string;
  advice: string;
}
const checksOf = (answer: Record<string, unknown>) =>
  Object.fromEntries((answer.checks as Check[]).map((check) => [check.name, check]));

test('a healthy system has no problem, and its weak settings are noted', async () => {
  const { exit, answer } = await command(system, 'doctor', '--json');
  expect(exit).toBe(0);
  const checks = checksOf(answer);
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
    expect(checks[name]).toMatchObject({ state: 'ok', advice: '' });
  expect(checks.alerts).toMatchObject({
    state: 'warning',
    advice: expect.stringContaining('SLACK_WEBHOOK_URL') as string,
  });
  // The tests' database gives durability up for speed.
  expect(checks.durability).toMatchObject({
    state: 'warning',
    found: expect.stringContaining('fsync is off') as string,
    advice: expect.stringContaining('synchronous_standby_names') as string,
  });
  expect(checks.database?.found).toMatch(/^Postgres \d+.*clock [+-]\d+ ms$/);
});

test('a worker queue without pollers is noted', async () => {
  const { exit, answer } = await command({ ...system, taskQueue: 'nobody-polls' }, 'doctor', '--json');
  expect(exit).toBe(0);
  expect(checksOf(answer).worker).toMatchObject({
    state: 'warning',
    advice: expect.stringContaining('autobalancer worker') as string,
  });
});

test('a kill switch that is not active is noted, with who set it and why', async () => {
  await command(system, 'trading', 'set', 'halted', '--reason', 'odd fills');
  const { exit, answer } = await command(system, 'doctor', '--json');
  expect(exit).toBe(0);
  expect(checksOf(answer).trading).toMatchObject({ state: 'warning', found: 'halted, by cli:tester@desk: odd fills' });
  const proposed = await command(system, 'trading', 'set', 'active', '--reason', 'solved', '--json');
  const [{ id }] = proposed.error.approvals as [{ id: string }];
  await command(system, 'approvals', 'approve', id, '--note', 'seen', '--actor', 'lee');
});

test('a clock that differs by seconds is noted', async () => {
  await system.simulator.setClock({ now: '2026-01-05T15:00:00.000Z' });
  const { answer } = await command(system, 'doctor', '--json');
  expect(checksOf(answer).broker).toMatchObject({ state: 'warning', advice: expect.stringContaining('NTP') as string });
  await system.simulator.setClock({ now: new Date().toISOString() });
});

test.each([
  ['the database', { DATABASE_URL: 'postgres://a:b@127.0.0.1:1/x' }, 'database', 'DATABASE_URL'],
  ['Temporal', { TEMPORAL_ADDRESS: '127.0.0.1:1' }, 'Temporal', 'TEMPORAL_ADDRESS'],
  ['the broker', { AUTOBALANCER_BROKER_URL: 'http://127.0.0.1:1' }, 'broker', 'AUTOBALANCER_BROKER_URL'],
])('%s that is away is a problem of its own, and the rest is looked at', async (_what, env, name, variable) => {
  const { exit, error } = await command({ ...system, env: { ...system.env, ...env } }, 'doctor', '--json');
  expect({ exit, code: error.code }).toEqual({ exit: 1, code: 'UNHEALTHY' });
  const checks = checksOf(error);
  expect(checks[name]).toMatchObject({ state: 'problem', advice: expect.stringContaining(variable) as string });
  expect(checks.versions).toMatchObject({ state: 'ok' });
});

test('a setting that is wrong has the exit code of configuration, and people see the whole table', async () => {
  const env = { ...system.env, AUTOBALANCER_NONSENSE: '1' };
  const { exit, stdout, stderr } = await command({ ...system, env }, 'doctor');
  expect(exit).toBe(78);
  expect(stdout).toMatch(/FAIL +configuration +AUTOBALANCER_NONSENSE/);
  expect(stderr).toMatch(/^autobalancer: .*AUTOBALANCER_NONSENSE/);
});
