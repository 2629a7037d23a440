import { type BreakerLimits, breakerProblem, type Pace } from '../../src/domain/breaker';

const LIMITS: BreakerLimits = { batchesPerMinute: 100, usdPerMinute: '1000000.00', rollbackPercent: '50' };
const calm: Pace = { batches: 100, usd: '1000000.00', ended: 20, rolledBack: 10 };

test.each<[string, Partial<Pace>, string | undefined]>([
  ['what is at its limits', {}, undefined],
  ['too many batches', { batches: 101 }, '101 batches began within a minute, at most 100'],
  ['too much money', { usd: '1000000.01' }, 'batches of $1000000.01 began within a minute, at most $1000000.00'],
  ['too many rollbacks', { rolledBack: 11 }, '11 of the 20 batches of ten minutes were rolled back, at most 50 %'],
  ['too few batches to judge by', { ended: 19, rolledBack: 19 }, undefined],
  ['nothing that has ended', { ended: 0, rolledBack: 0 }, undefined],
])('%s', (_what, some, problem) => {
  expect(breakerProblem({ ...calm, ...some }, LIMITS)).toBe(problem);
});

test('without limits nothing trips it', () => {
  const none = { batchesPerMinute: null, usdPerMinute: null, rollbackPercent: null };
  expect(breakerProblem({ batches: 1e6, usd: '999999999999.00', ended: 1e6, rolledBack: 1e6 }, none)).toBeUndefined();
});
