import fc from 'fast-check';
import { restAfterSuccess } from '../../src/domain/cool-down';
import { dayAfter, exchangeDays } from '../../src/domain/exchange-days';
import { tradingDayOf } from '../../src/domain/trading-day';

const tradingDays = (days: number, closedAt: string) =>
  restAfterSuccess({ cooldownAfterSuccessMs: 0, cooldownAfterSuccessTradingDays: days }, closedAt);

test.each([
  ['a Monday', '2026-03-02T15:00:00.000Z', 1, '2026-03-03T05:00:00.000Z'],
  ['a Friday', '2026-03-06T20:00:00.000Z', 1, '2026-03-09T04:00:00.000Z'],
  ['the evening of a Friday, which is Saturday in UTC', '2026-03-07T00:30:00.000Z', 1, '2026-03-09T04:00:00.000Z'],
  ['a Saturday', '2026-03-07T15:00:00.000Z', 1, '2026-03-09T04:00:00.000Z'],
  ['the day before Good Friday', '2026-04-02T15:00:00.000Z', 1, '2026-04-06T04:00:00.000Z'],
  [
    'the day before Thanksgiving, with the half day after it',
    '2026-11-25T15:00:00.000Z',
    1,
    '2026-11-27T05:00:00.000Z',
  ],
  ['the last Friday of summer time', '2026-10-30T15:00:00.000Z', 1, '2026-11-02T05:00:00.000Z'],
  ['the turn of the year', '2026-12-31T15:00:00.000Z', 2, '2027-01-05T05:00:00.000Z'],
])('a rest in trading days after %s ends where the next batch may come', (_name, closedAt, days, end) => {
  expect(tradingDays(days, closedAt)).toBe(end);
});

const anyTime = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2035-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());

test('a rest ends as the n-th trading day after it begins, to the millisecond', () => {
  fc.assert(
    fc.property(anyTime, fc.oneof(fc.integer({ min: 1, max: 25 }), fc.constant(260)), (closedAt, days) => {
      const end = tradingDays(days, closedAt) ?? '';
      const [from, to] = [tradingDayOf(closedAt), tradingDayOf(end)];
      expect(exchangeDays(from, to).filter((day) => day > from)).toHaveLength(days);
      expect(exchangeDays(to, to)).toEqual([to]);
      expect(tradingDayOf(new Date(Date.parse(end) - 1).toISOString()) < to).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('without days the clock counts, and without either nothing rests', () => {
  const closedAt = '2026-03-06T20:00:00.000Z';
  const byClock = { cooldownAfterSuccessMs: 90_000, cooldownAfterSuccessTradingDays: 0 };
  expect(restAfterSuccess(byClock, closedAt)).toBe('2026-03-06T20:01:30.000Z');
  expect(tradingDays(0, closedAt)).toBeNull();
});

test('23 trading days are never fewer than 31 days, as the policies page says', () => {
  for (const day of exchangeDays('2024-01-01', '2024-12-31')) {
    const end = tradingDays(23, `${day}T16:00:00.000Z`) ?? '';
    expect(tradingDayOf(end) >= dayAfter(day, 31)).toBe(true);
  }
});
