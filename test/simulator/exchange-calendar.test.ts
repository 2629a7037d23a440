import {
  sessionAfter,
  sessionBefore,
  sessionsBetween,
  timeInNewYork,
} from '../../src/simulator/engine/exchange-calendar';

// As the New York Stock Exchange publishes them.
const CLOSED: [year: number, days: string][] = [
  [2021, '01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24'],
  [2022, '01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26'],
  [2023, '01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25'],
  [2024, '01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25'],
  [2025, '01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25'],
  [2026, '01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25'],
  [2027, '01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24'],
];

test.each(CLOSED)('in %i the exchange is closed on its holidays and on no other weekday', (year, days) => {
  const open = new Set(sessionsOf(year).map(({ date }) => date));
  const weekdays = daysOf(year).filter((date) => ![0, 6].includes(new Date(date).getUTCDay()));
  expect(weekdays.filter((date) => !open.has(date)).map((date) => date.slice(5))).toEqual(days.split(' '));
  expect([...open].every((date) => weekdays.includes(date))).toBe(true);
});

const HALF_DAYS: [year: number, days: string[]][] = [
  [2021, ['11-26']],
  [2023, ['07-03', '11-24']],
  [2024, ['07-03', '11-29', '12-24']],
  [2025, ['07-03', '11-28', '12-24']],
  [2026, ['11-27', '12-24']],
];

test.each(HALF_DAYS)('in %i its half days end at 13:00, and all others at 16:00', (year, days) => {
  const hours = sessionsOf(year).map(({ date, closesAt }) => [date.slice(5), timeInNewYork(closesAt).slice(11, 16)]);
  expect(hours.filter(([, hour]) => hour === '13:00').map(([date]) => date)).toEqual(days);
  expect(new Set(hours.map(([, hour]) => hour))).toEqual(new Set(['13:00', '16:00']));
});

test('every session opens at 9:30 in New York, in winter and in summer', () => {
  const [winter, summer] = [
    sessionAfter(Date.parse('2026-03-06T22:00:00Z')),
    sessionBefore(Date.parse('2026-03-09T20:00:00Z')),
  ];
  expect(winter.date).toBe('2026-03-09');
  expect(winter).toEqual(summer);
  expect(new Date(winter.opensAt).toISOString()).toBe('2026-03-09T13:30:00.000Z');
  expect(timeInNewYork(Date.parse('2026-03-06T14:30:00Z'))).toBe('2026-03-06T09:30:00.000-05:00');
  expect(timeInNewYork(Date.parse('2026-11-02T14:30:00Z'))).toBe('2026-11-02T09:30:00.000-05:00');
});

function sessionsOf(year: number) {
  return sessionsBetween(`${year}-01-01`, `${year}-12-31`);
}

function daysOf(year: number): string[] {
  const days: string[] = [];
  for (let at = Date.parse(`${year}-01-01`); at < Date.parse(`${year + 1}-01-01`); at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}
