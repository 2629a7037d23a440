import { type AtWork, cohortsProblem, cohortVerdict, restOf } from '../../src/domain/rollout';
import { portfolio } from '../support/situations';

test.each([
  [[1, 10, 100], undefined],
  [[100], undefined],
  [[], /100 at the end/],
  [[10, 10, 100], /larger than the one before/],
  [[0, 100], /whole percents/],
  [[1.5, 100], /whole percents/],
  [[50], /100 at the end/],
  [[100, 101], /whole percents/],
])('cohorts of %j percent', (cohorts, problem) => {
  if (problem === undefined) expect(cohortsProblem(cohorts)).toBeUndefined();
  else expect(cohortsProblem(cohorts)).toMatch(problem);
});

test('a cohort aborts as soon as more of it failed than may, and is through when all are at rest', () => {
  const of = (waiting: number, applied: number, done: number, failed: number) =>
    cohortVerdict({ waiting, applied, done, failed }, '5.0000');
  expect(of(10, 0, 0, 0)).toBe('wait');
  expect(of(0, 1, 19, 0)).toBe('wait');
  expect(of(0, 0, 19, 1)).toBe('next');
  expect(of(0, 0, 18, 2)).toBe('abort');
  // One of twenty may fail, and the second one aborts while the others are under way.
  expect(of(10, 8, 0, 2)).toBe('abort');
  expect(of(0, 0, 0, 0)).toBe('next');
});

const ACTIVE = portfolio();
const atWork = (some: Partial<AtWork>): AtWork => ({
  portfolio: ACTIVE,
  isTrading: false,
  batch: null,
  exceeds: false,
  ...some,
});
const refusedAs = (code: 'MARKET_CLOSED' | 'ORDER_UNTRADABLE') => ({ ...ACTIVE, refusal: { code, detail: '' } });

test.each<[string, Partial<AtWork>, object | undefined]>([
  ['has drifted and waits for the monitor', { exceeds: true }, undefined],
  ['trades', { isTrading: true, batch: { id: 'b', state: 'PENDING' } }, undefined],
  ['waits for the market to open', { portfolio: refusedAs('MARKET_CLOSED'), exceeds: true }, undefined],
  ['is within its threshold', {}, { state: 'DONE', code: 'WITHIN_THRESHOLD' }],
  [
    'has traded',
    { batch: { id: 'b', state: 'SUCCESS' }, exceeds: true },
    { state: 'DONE', code: 'SUCCESS', batchId: 'b' },
  ],
  ['was undone', { batch: { id: 'b', state: 'ROLLED_BACK' } }, { state: 'FAILED', code: 'ROLLED_BACK', batchId: 'b' }],
  [
    'is refused',
    { portfolio: refusedAs('ORDER_UNTRADABLE'), exceeds: true },
    { state: 'FAILED', code: 'ORDER_UNTRADABLE' },
  ],
  [
    'is STALE',
    { portfolio: { ...ACTIVE, status: 'STALE' }, isTrading: true },
    { state: 'FAILED', code: 'PORTFOLIO_STALE' },
  ],
  ['was frozen', { portfolio: { ...ACTIVE, frozen: true } }, { state: 'FAILED', code: 'PORTFOLIO_STALE' }],
  [
    'was paused meanwhile',
    { portfolio: { ...ACTIVE, status: 'PAUSED' }, exceeds: true },
    { state: 'DONE', code: 'NOT_ACTIVE' },
  ],
  ['has no price', { exceeds: null }, { state: 'FAILED', code: 'PRICE_MISSING' }],
])('a portfolio that %s', (_what, some, rest) => {
  if (rest === undefined) expect(restOf(atWork(some))).toBeUndefined();
  else expect(restOf(atWork(some))).toMatchObject(rest);
});
