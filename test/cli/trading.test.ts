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
  ['a position that is none, without a reason', ['trading', 'set', 'stopped'], 'stopped'],
  ['a position without a reason', ['trading', 'set', 'halted'], '--reason'],
])('%s is wrong usage', async (_what, args, field) => {
  const { exit, error } = await run(...args);
  expect({ exit, code: error.code, field: error.field }).toEqual({ exit: 2, code: 'USAGE', field });
});

test('after a halt a second person approves what the first one proposed', async () => {
  await run('trading', 'set', 'halted', '--reason', 'odd fills');
  const proposed = await run('trading', 'set', 'active', '--reason', 'solved');
  expect(proposed).toMatchObject({ exit: 2, error: { code: 'APPROVAL_NEEDED' } });
  const [{ id }] = proposed.error.approvals as [{ id: string }];
  expect((await run('approvals', 'list')).answer).toMatchObject({
    approvals: [{ id, subject: 'trading' }],
    next: null,
  });
  expect((await run('approvals', 'approve', id, '--note', 'me again')).error).toMatchObject({
    code: 'APPROVAL_BY_SAME_PERSON',
  });
  expect(await run('trading', 'show')).toMatchObject({ answer: { trading: { position: 'halted' } } });
  const approved = await run('--actor', 'lee', 'approvals', 'approve', id, '--note', 'seen');
  expect(approved).toMatchObject({ exit: 0, answer: { approval: { id, state: 'APPROVED' } } });
  expect(await run('trading', 'show')).toMatchObject({
    answer: { trading: { position: 'active', reason: 'solved', actor: 'cli:lee@desk' } },
  });
  expect((await run('approvals', 'list')).answer).toMatchObject({ approvals: [] });
  expect((await run('approvals', 'list', '--all')).answer).toMatchObject({ approvals: [{ id, state: 'APPROVED' }] });
  expect(await run('approvals', 'reject', 'nothing', '--note', 'x')).toMatchObject({
    exit: 4,
    error: { code: 'APPROVAL_NOT_FOUND' },
  });
});
