import { command, withFile } from '../support/command-line';
import { startSystem, type TestSystem, THIRDS } from '../support/system';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

const run = (...args: string[]) => command(system, ...args);
const WHY = ['--reason', 'the customer asked for it', '--json'];

test('fields of a policy are changed under a new version, and the history says who, when and why', async () => {
  const id = await system.createPortfolio();
  const fields = ['driftThreshold=3', 'maxRunsPerDay=1'];
  expect(await run('policy', 'set', id, ...fields, ...WHY)).toMatchObject({
    exit: 0,
    answer: { id, version: 2, policy: { driftThreshold: '3.0000', maxRunsPerDay: 1, cashReserve: '0.2500' } },
  });
  expect((await run('policy', 'set', id, 'driftThreshold=0.1', '--reason', 'as they wish')).stdout).toBe(
    `Policy 3 of ${id}: driftThreshold 3.0000 → 0.1000.\nWarning: driftThreshold 0.1000 is below 0.5 %: the noise of prices alone can trade it all day.\n`,
  );
  expect((await run('policy', 'set', id, 'driftThreshold=0.1', '--reason', 'again')).stdout).toContain(
    'Nothing changes',
  );
  const { stdout } = await run('policy', 'show', id, '--history');
  expect(stdout).toMatch(/^version +3$/m);
  expect(stdout).toMatch(/^maxRunsPerDay +1$/m);
  expect(stdout).toMatch(/^ *1 +\S+Z +test +created$/m);
  expect(stdout).toMatch(
    /2 +\S+Z +cli:tester@desk +the customer asked for it +driftThreshold 5\.0000 → 3\.0000, maxRunsPerDay null → 1/,
  );
  expect((await run('policy', 'show', id, '--history', '--json')).answer).toMatchObject({
    version: 3,
    policy: { driftThreshold: '0.1000' },
    versions: [{ version: 1 }, { version: 2, actor: 'cli:tester@desk' }, { version: 3, reason: 'as they wish' }],
  });
});

test('the next batch is planned by the new policy, and says so', async () => {
  const id = await system.createPortfolio();
  await run('policy', 'set', id, 'cashReserve=10', ...WHY);
  expect(await run('rebalance', id, '--wait', '--json')).toMatchObject({ exit: 0, answer: { outcome: 'REBALANCED' } });
  expect(await system.ledger.listBatches(id)).toMatchObject([{ policyVersion: 2 }]);
  const { cash } = (await system.ledger.findPortfolio(id)) ?? {};
  // A tenth of $100,000 stays in cash, but for what the spread took.
  expect(cash).toMatch(/^99\d\d\./);
});

test('a change based on an older version is refused, and so is any change of a CLOSED portfolio', async () => {
  const id = await system.createPortfolio();
  await run('policy', 'set', id, 'driftThreshold=3', ...WHY);
  expect(await run('policy', 'set', id, 'driftThreshold=4', '--if-version', '1', ...WHY)).toMatchObject({
    exit: 2,
    error: { code: 'POLICY_CHANGED', version: 2 },
  });
  await run('portfolio', 'pause', id);
  expect(await run('policy', 'set', id, 'driftThreshold=4', '--if-version', '2', ...WHY)).toMatchObject({ exit: 0 });
  await run('portfolio', 'close', id);
  expect(await run('policy', 'set', id, 'driftThreshold=5', ...WHY)).toMatchObject({
    exit: 2,
    error: { code: 'PORTFOLIO_CLOSED' },
  });
  expect(await run('policy', 'set', 'nobody', 'driftThreshold=5', ...WHY)).toMatchObject({
    exit: 4,
    error: { code: 'PORTFOLIO_NOT_FOUND' },
  });
});

test.each([
  ['a field that is none', 'driftTreshold=3', 'INVALID_POLICY', 'policy.driftTreshold'],
  ['a value out of its range', 'cashReserve=100', 'INVALID_POLICY', 'policy.cashReserve'],
  ['a failure policy that there is not', 'onFailure=retry', 'INVALID_POLICY', 'policy.onFailure'],
  [
    'a limit of nothing',
    'rollbackLimits.priceMovePercent=0',
    'INVALID_POLICY',
    'policy.rollbackLimits.priceMovePercent',
  ],
  [
    'a limit below nothing',
    'rollbackLimits.residualPercent=-1',
    'INVALID_POLICY',
    'policy.rollbackLimits.residualPercent',
  ],
  ['a limit that is none', 'rollbackLimits.residual=1', 'INVALID_POLICY', 'policy.rollbackLimits.residual'],
  ['a limit beyond the step', 'orderDeadlineMs=86400000', 'INVALID_POLICY', 'policy.orderDeadlineMs'],
  [
    'limits that contradict each other',
    'reversalRetries=100 reversalDelayMs=3600000',
    'POLICY_CONTRADICTS',
    'policy.reversalDelayMs',
  ],
  ['limits that contradict those that are there', 'planTtlMs=590000', 'POLICY_CONTRADICTS', 'policy.orderDeadlineMs'],
])('%s is refused, and nothing is stored', async (_what, fields, code, field) => {
  const id = await system.createPortfolio();
  expect(await run('policy', 'set', id, ...fields.split(' '), ...WHY)).toMatchObject({
    exit: 2,
    error: { code, field },
  });
  expect(await system.ledger.findPortfolio(id)).toMatchObject({ version: 1, policyVersion: 1 });
});

test('a policy of an earlier build whose limits contradict each other is read, and is fixed in one change', async () => {
  const id = await system.createPortfolio({ policy: { orderDeadlineMs: 86_400_000 } });
  expect((await run('policy', 'show', id)).stdout).toMatch(/orderDeadlineMs +86400000/);
  expect(await run('policy', 'set', id, 'driftThreshold=3', ...WHY)).toMatchObject({
    exit: 2,
    error: { code: 'POLICY_CONTRADICTS' },
  });
  expect(await run('policy', 'set', id, 'driftThreshold=3', 'orderDeadlineMs=60000', ...WHY)).toMatchObject({
    exit: 0,
  });
});

test('a portfolio whose limits contradict each other is not created', async () => {
  await system.simulator.createAccount({ id: 'contrary', cash: '100.00', margin: true });
  const policy = { lockTtlMs: 1_000, reversalDelayMs: 3_600_000 };
  const portfolio = { id: 'contrary', accountId: 'contrary', targets: THIRDS, policy };
  expect(await withFile(portfolio, (file) => run('portfolio', 'create', file, '--json'))).toMatchObject({
    exit: 2,
    error: { code: 'POLICY_CONTRADICTS', field: 'policy.reversalDelayMs' },
  });
  expect(await system.ledger.findPortfolio('contrary')).toBeUndefined();
});
