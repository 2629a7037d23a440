import {
  maximumDrawdown,
  returnsOf,
  showStatistic,
  trackingError,
  yearlyDeviation,
  yearlyTurnover,
} from '../../../src/local/lab/statistics';

test('deviations are those of a sample, for a year of 252 days', () => {
  // Worked out by hand: the returns 10 % and -10 % have a sample deviation of 14.142 %.
  expect(returnsOf([100, 110, 99]).map(showStatistic)).toEqual(['0.1000', '-0.1000']);
  expect(yearlyDeviation([0.1, -0.1])).toBeCloseTo(14.1421 * Math.sqrt(252), 2);
  expect(yearlyDeviation([0.02, 0.02, 0.02])).toBeCloseTo(0);
});

test('a portfolio that is always at its targets has no tracking error', () => {
  expect(trackingError([0.1, -0.05, 0.02], [0.1, -0.05, 0.02])).toBe(0);
  expect(trackingError([0.1, -0.1], [0, 0])).toBe(yearlyDeviation([0.1, -0.1]));
});

test('a drawdown is from a peak to the lowest close after it', () => {
  expect(maximumDrawdown([100, 120, 90, 130, 117])).toBeCloseTo(25);
  expect(maximumDrawdown([1, 2, 3])).toBe(0);
});

test('turnover is half of what was traded, against the mean value, for a year', () => {
  const values = Array.from({ length: 253 }, () => 1_000);
  expect(yearlyTurnover(1_000, values)).toBeCloseTo(50);
});
