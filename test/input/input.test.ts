import { DEFAULT_POLICY } from '../../src/domain/policy';
import { changePolicy, parsePolicyPairs } from '../../src/input/policy';
import { parsePortfolio } from '../../src/input/portfolio';
import { parsePrices } from '../../src/input/prices';
import { InputRefused } from '../../src/input/refused';

const META = [{ symbol: 'META', percent: '100' }];

function refusalOf(parse: () => unknown): { code: string; message: string } {
  try {
    parse();
  } catch (error) {
    if (error instanceof InputRefused) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('it was accepted');
}

test.each([
  ['a path as id', { id: '../x', accountId: 'a', targets: META }, 'INVALID_PORTFOLIO_ID', /^id must/],
  [
    'a JSON number as percent',
    { id: 'x', accountId: 'a', targets: [{ symbol: 'META', percent: 100 }] },
    'INVALID_TARGETS',
    /META must be a decimal string/,
  ],
  [
    'NaN as percent',
    { id: 'x', accountId: 'a', targets: [{ symbol: 'META', percent: 'NaN' }] },
    'INVALID_TARGETS',
    /META must be a plain decimal/,
  ],
  [
    '1e400 as percent',
    { id: 'x', accountId: 'a', targets: [{ symbol: 'META', percent: '1e400' }] },
    'INVALID_TARGETS',
    /META must be a plain decimal/,
  ],
  [
    'a sum of 99.9999',
    { id: 'x', accountId: 'a', targets: [{ symbol: 'META', percent: '99.9999' }] },
    'INVALID_TARGETS',
    /sum to exactly 100/,
  ],
  ['an unknown field', { id: 'x', accountId: 'a', targets: META, extra: 1 }, 'INVALID_FILE', /^extra is not a field/],
  ['a list', [], 'INVALID_FILE', /must be a JSON object/],
])('a portfolio with %s is refused by name', (_what, input, code, message) => {
  expect(refusalOf(() => parsePortfolio(input))).toEqual({ code, message: expect.stringMatching(message) as string });
});

test.each([
  ['META=0', 'INVALID_PRICE', /must be more than 0/],
  ['META=-1', 'INVALID_PRICE', /must be more than 0/],
  ['META=1.00001', 'INVALID_PRICE', /at most 4 decimals/],
  ['META', 'INVALID_PRICE', /as META=450.00/],
  ['BRK/B=1', 'INVALID_SYMBOL', /^symbol must look like/],
])('the price %s is refused by name', (pair, code, message) => {
  expect(refusalOf(() => parsePrices([pair]))).toEqual({ code, message: expect.stringMatching(message) as string });
});

test('percents are kept with four decimals', () => {
  expect(parsePortfolio({ id: 'x', accountId: 'a', targets: META }).targets).toEqual([
    { symbol: 'META', percent: '100.0000' },
  ]);
});

test.each([
  ['a threshold as a number', { driftThreshold: 5 }, 'policy.driftThreshold', /must be a decimal string/],
  ['a threshold of nothing', { driftThreshold: '0' }, 'policy.driftThreshold', /from 0.0001 to 1000/],
  ['a reserve of everything', { cashReserve: '100' }, 'policy.cashReserve', /from 0 to 99.9999/],
  ['an order below the broker’s least', { minOrder: '0.99' }, 'policy.minOrder', /from 1 to/],
  ['another mode', { driftMode: 'Relative' }, 'policy.driftMode', /one of relative, absolute/],
  ['half a millisecond', { planTtlMs: 1500.5 }, 'policy.planTtlMs', /whole number/],
  ['a time as text', { lockTtlMs: '6h' }, 'policy.lockTtlMs', /whole number from 1000/],
  ['no retries at all, less', { reversalRetries: -1 }, 'policy.reversalRetries', /from 0 to 100/],
  ['a failure policy that there is not', { onFailure: 'retry' }, 'policy.onFailure', /one of rollback, complete, hold/],
  [
    'a failure policy of every object',
    { onFailure: 'toString' },
    'policy.onFailure',
    /one of rollback, complete, hold/,
  ],
  ['no failure policy', { onFailure: null }, 'policy.onFailure', /one of rollback, complete, hold/],
  ['limits as a text', { rollbackLimits: '5' }, 'policy.rollbackLimits', /must be an object with any of/],
  ['limits as a list', { rollbackLimits: [] }, 'policy.rollbackLimits', /must be an object with any of/],
  ['a limit that is none', { rollbackLimits: { residual: '1' } }, 'policy.rollbackLimits.residual', /is not a field/],
  [
    'a price move of nothing',
    { rollbackLimits: { priceMovePercent: '0' } },
    'policy.rollbackLimits.priceMovePercent',
    /from 0.0001 to 1000/,
  ],
  [
    'a price move below nothing',
    { rollbackLimits: { priceMovePercent: '-5' } },
    'policy.rollbackLimits.priceMovePercent',
    /must be/,
  ],
  [
    'a residual of nothing',
    { rollbackLimits: { residualPercent: '0.0000' } },
    'policy.rollbackLimits.residualPercent',
    /from 0.0001 to 100/,
  ],
  [
    'a residual of more than everything',
    { rollbackLimits: { residualPercent: '100.0001' } },
    'policy.rollbackLimits.residualPercent',
    /from 0.0001 to 100/,
  ],
  [
    'a session that is neither',
    { rollbackLimits: { sameSession: 'yes' } },
    'policy.rollbackLimits.sameSession',
    /one of true, false/,
  ],
  ['a residual alert of nothing', { residualAlertPercent: '0' }, 'policy.residualAlertPercent', /from 0.0001 to 100/],
  ['a cool-down below nothing', { cooldownAfterRollbackMs: -1 }, 'policy.cooldownAfterRollbackMs', /from 0 to/],
  ['a field that is none', { driftTreshold: '5' }, 'policy.driftTreshold', /is not a field: there are driftThreshold/],
  ['a field of every object', { toString: '5' }, 'policy.toString', /is not a field/],
])('a policy with %s is refused by name', (_what, policy, field, message) => {
  try {
    parsePortfolio({ id: 'x', accountId: 'a', targets: META, policy });
    throw new Error('it was accepted');
  } catch (error) {
    expect(error).toMatchObject({ code: 'INVALID_POLICY', field, message: expect.stringMatching(message) as string });
  }
});

const HOUR_MS = 3_600_000;

test.each([
  ['more time for retries than the run has', { lockTtlMs: 1_000, reversalDelayMs: HOUR_MS }, 'reversalDelayMs'],
  [
    'a retry a millisecond too late',
    { reversalRetries: 1, reversalDelayMs: HOUR_MS, lockTtlMs: HOUR_MS / 2 - 1 },
    'reversalDelayMs',
  ],
  ['a deadline beyond the step that waits for it', { orderDeadlineMs: 599_000 }, 'orderDeadlineMs'],
  ['a plan that lives a millisecond too long for its deadline', { planTtlMs: 540_001 }, 'orderDeadlineMs'],
  [
    'a rest counted by the clock and in trading days',
    { cooldownAfterSuccessMs: 1, cooldownAfterSuccessTradingDays: 1 },
    'cooldownAfterSuccessTradingDays',
  ],
])('limits that contradict each other are refused by name: %s', (_what, policy, field) => {
  const parse = () => parsePortfolio({ id: 'x', accountId: 'a', targets: META, policy });
  expect(parse).toThrow(expect.objectContaining({ code: 'POLICY_CONTRADICTS', field: `policy.${field}` }) as Error);
});

test.each([
  [{ reversalRetries: 1, reversalDelayMs: HOUR_MS, lockTtlMs: HOUR_MS / 2 }],
  [{ reversalRetries: 0, reversalDelayMs: HOUR_MS, lockTtlMs: 1_000 }],
  [{ planTtlMs: 540_000 }],
  [{ planTtlMs: 1_000, orderDeadlineMs: 599_000 }],
])('limits that just fit are taken: %j', (policy) => {
  expect(parsePortfolio({ id: 'x', accountId: 'a', targets: META, policy }).policy).toMatchObject(policy);
});

test('fields of a policy are given as FIELD=VALUE, amounts as text and counts as numbers', () => {
  expect(parsePolicyPairs(['driftThreshold=3', 'maxRunsPerDay=2', 'execution=parallel', 'lockTtlMs=60000'])).toEqual({
    driftThreshold: '3',
    maxRunsPerDay: 2,
    execution: 'parallel',
    lockTtlMs: 60_000,
  });
  expect(parsePolicyPairs(['maxRunsPerDay=null'])).toEqual({ maxRunsPerDay: null });
  expect(() => changePolicy(DEFAULT_POLICY, parsePolicyPairs(['lockTtlMs=6h']))).toThrow('whole number');
  expect(() => changePolicy(DEFAULT_POLICY, parsePolicyPairs(['nonsense=1']))).toThrow('is not a field');
  expect(() => parsePolicyPairs(['driftThreshold'])).toThrow('FIELD=VALUE');
  expect(() => parsePolicyPairs(['minOrder=2', 'minOrder=3'])).toThrow('more than once');
});

test('a policy that names a field differs from the default in it, and every field may be named', () => {
  const { policy } = parsePortfolio({ id: 'x', accountId: 'a', targets: META, policy: { driftThreshold: '2.5' } });
  expect(policy).toEqual({ ...DEFAULT_POLICY, driftThreshold: '2.5000' });
  expect(parsePortfolio({ id: 'x', accountId: 'a', targets: META, policy: { ...DEFAULT_POLICY } }).policy).toEqual(
    DEFAULT_POLICY,
  );
});
