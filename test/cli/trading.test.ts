import { command } from '../support/command-line';
import { createTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const run = (...args: string[]) => command({ env: { DATABASE_URL: database.appUrl } }, ...args, '--json');

test('the switch is shown, set with a reason, and audited where what concerns all portfolios is', async () => {
  expect(await run('trading', 'show')).toMatchObject({ exit: 0, answer: { trading: { position: 'active' } } });
  const halted = { position: 'halted', reason: 'odd fills', actor: 'cli:tester@desk' };
  expect(await run('trading', 'set', 'halted', '--reason', 'odd fills')).toMatchObject({ answer: { trading: halted } });
  expect(await run('trading', 'show')).toMatchObject({ answer: { trading: halted } });
  expect((await run('audit', 'show', '_system')).answer.rows).toMatchObject([
    { event: 'TRADING_SET', actor: 'cli:tester@desk', detail: { from: 'active', to: 'halted', reason: 'odd fills' } },
  ]);
  expect(await run('audit', 'verify')).toMatchObject({ exit: 0, answer: { heads: [{ portfolioId: '_system' }] } });
});

test.each([
  ['a position that is none', ['trading', 'set', 'stopped', '--reason', 'x'], 'stopped'],
  ['a position without a reason', ['trading', 'set', 'halted'], '--reason'],
])('%s is wrong usage', async (_what, args, field) => {
  const { exit, error } = await run(...args);
  expect({ exit, code: error.code, field: error.field }).toEqual({ exit: 2, code: 'USAGE', field });
});
