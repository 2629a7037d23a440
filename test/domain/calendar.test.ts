import fc from 'fast-check';
import { calendarDue, lastCalendarDay } from '../../src/domain/calendar';
import { decide } from '../../src/domain/decide';
import { dayAfter, exchangeDays, isExchangeDay } from '../../src/domain/exchange-days';
import { CALENDARS, type Calendar } from '../../src/domain/policy';
import { parsePolicy } from '../../src/input/policy';
import { portfolio, pricesOf, situation } from '../support/situations';

const CASES = Number(process.env.PLAN_CASES ?? '1000');

test.each([
  [2021, '01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24'],
  [2022, '01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26'],
  [2023, '01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25'],
  [2026, '01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25'],
  [2027, '01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24'],
])('the weekdays of %s without trading are the holidays that the exchange lists', (year, holidays) => {
  const closed: string[] = [];
  for (let day = `${year}-01-01`; day.startsWith(`${year}`); day = dayAfter(day, 1)) {
    const weekday = new Date(day).getUTCDay();
    if (weekday !== 0 && weekday !== 6 && !isExchangeDay(day)) closed.push(day.slice(5));
  }
  expect(closed.join(' ')).toBe(holidays);
});

test.each([
  ['monthly', 1, '2026-09-08', '2026-09-01'],
  ['monthly', 1, '2026-05-31', '2026-05-01'],
  // The first days of January are a holiday and, in other years, a weekend.
  ['monthly', 1, '2026-01-01', '2025-12-01'],
  ['monthly', 1, '2026-01-02', '2026-01-02'],
  ['monthly', 23, '2026-02-27', '2026-02-27'],
  ['quarterly', 2, '2026-07-01', '2026-04-02'],
  ['quarterly', 2, '2026-07-02', '2026-07-02'],
  ['yearly', 253, '2026-12-30', '2025-12-31'],
  ['yearly', 1, '2026-12-30', '2026-01-02'],
] as const)('%s on trading day %s: on %s the last one was %s', (calendar, calendarDay, today, last) => {
  expect(lastCalendarDay({ calendar, calendarDay }, today)).toBe(last);
});

test('a look is due once for each day of the calendar that has come: none is missed, and none is due again', () => {
  const calendars = fc.constantFrom<Exclude<Calendar, 'never'>>('monthly', 'quarterly', 'yearly');
  const drawn = fc.record({
    calendar: calendars,
    day: fc.integer({ min: 1, max: 23 }),
    start: fc.integer({ min: 0, max: 20_000 }),
    /** Days between the looks that are made: the monitor is down, or the market closed, in between. */
    gaps: fc.array(fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 400 })), { maxLength: 12 }),
  });
  fc.assert(
    fc.property(drawn, ({ calendar, day: calendarDay, start, gaps }) => {
      const policy = { calendar, calendarDay };
      let today = dayAfter('2000-01-03', start);
      let calendarDoneOn: string | null = lastCalendarDay(policy, today);
      for (const gap of gaps) {
        const before: string = today;
        today = dayAfter(today, gap);
        const due = calendarDue({ policy, calendarDoneOn }, `${today}T15:00:00.000Z`);
        // Found in words of its own: a day of the calendar came after the last look if some day in between is one.
        const came = Array.from({ length: gap }, (_none, index) => dayAfter(before, index + 1)).filter((day) =>
          isNthOrLast(day, policy),
        );
        expect(due).toBe(came.at(-1));
        calendarDoneOn = due ?? calendarDoneOn;
        expect(calendarDue({ policy, calendarDoneOn }, `${today}T20:00:00.000Z`)).toBeUndefined();
      }
    }),
    { numRuns: CASES / 10 },
  );
});

/** The trading days of each period, by its number, counted once. */
const PERIODS = { monthly: 1, quarterly: 3, yearly: 12 };
const keyOf = (day: string, length: number) =>
  `${day.slice(0, 4)} ${Math.floor((Number.parseInt(day.slice(5, 7), 10) - 1) / length)}`;
const TRADING_DAYS = exchangeDays('1999-01-01', '2070-12-31');
const DAYS_OF = new Map<string, string[]>();
for (const [calendar, length] of Object.entries(PERIODS))
  for (const day of TRADING_DAYS) {
    const key = `${calendar} ${keyOf(day, length)}`;
    const days = DAYS_OF.get(key);
    if (days === undefined) DAYS_OF.set(key, [day]);
    else days.push(day);
  }

function isNthOrLast(
  day: string,
  { calendar, calendarDay }: { calendar: keyof typeof PERIODS; calendarDay: number },
): boolean {
  const days = DAYS_OF.get(`${calendar} ${keyOf(day, PERIODS[calendar])}`) ?? [];
  return day === (days[calendarDay - 1] ?? days.at(-1));
}

test.each([
  [{ calendar: 'monthly', calendarDay: 24 }, 'policy.calendarDay must be at most 23'],
  [{ calendar: 'quarterly', calendarDay: 65 }, 'policy.calendarDay must be at most 64'],
  [{ calendar: 'yearly', calendarDay: 254 }, 'policy.calendarDay must be a whole number from 1 to 253'],
  [{ calendar: 'monthly', destination: 'band-edge' }, 'policy.calendar needs the destination "target"'],
  [{ calendar: 'weekly' }, 'policy.calendar must be one of never, monthly, quarterly, yearly'],
])('a calendar on a day that never comes, or that could move nothing, is refused: %j', (fields, message) => {
  expect(() => parsePolicy(fields)).toThrow(message);
});

test('no period has more trading days than a calendar may count', () => {
  for (const [calendar, calendarDay] of [
    ['monthly', 23],
    ['quarterly', 64],
    ['yearly', 253],
  ] as const) {
    expect(parsePolicy({ calendar, calendarDay })).toMatchObject({ calendar, calendarDay });
    const days = Array.from({ length: 60 }, (_none, index) =>
      lastCalendarDay({ calendar, calendarDay }, `${2020 + index}-12-31`),
    );
    // On some day it is the n-th itself, and not only the last one.
    expect(days.every(isExchangeDay)).toBe(true);
  }
  expect(Object.keys(CALENDARS)).toEqual(['never', 'monthly', 'quarterly', 'yearly']);
});

// The market of the situation is on Monday, 2026-01-05; the first trading day of that month is Friday, the 2nd.
const DUE = '2026-01-02';
const within = pricesOf({ AAPL: '190', META: '408', MSFT: '420' });
const onCalendar = (some: Parameters<typeof portfolio>[0] = {}) =>
  portfolio({ ...some, policy: { calendar: 'monthly', ...some.policy } });

describe('decide', () => {
  test('a portfolio within its bands is brought to its targets when its calendar is due, once', () => {
    expect(decide(situation({ portfolio: portfolio(), prices: within })).kind).toBe('not-needed');
    const due = decide(situation({ portfolio: onCalendar(), prices: within }));
    expect(due).toMatchObject({ kind: 'trade', calendarDay: DUE });
    expect(decide(situation({ portfolio: onCalendar({ calendarDoneOn: DUE }), prices: within }))).toEqual({
      kind: 'not-needed',
      drift: '1.3363',
    });
    expect(decide(situation({ portfolio: onCalendar({ calendarDoneOn: '2026-01-01' }), prices: within })).kind).toBe(
      'trade',
    );
  });

  test('a look that finds nothing to trade is done, and one that may not trade stays due', () => {
    const small = onCalendar({ policy: { minOrder: '100000.00' } });
    expect(decide(situation({ portfolio: small, prices: within }))).toMatchObject({
      kind: 'not-needed',
      calendarDay: DUE,
    });
    const nothingGained = onCalendar({ policy: { minImprovement: '5.0000' } });
    expect(decide(situation({ portfolio: nothingGained, prices: within }))).toMatchObject({ calendarDay: DUE });
    const trading = { position: 'halted', reason: 'drill' } as const;
    expect(decide(situation({ portfolio: onCalendar(), prices: within, trading })).kind).toBe('refused');
    // What drifted as well is refused as ever.
    expect(decide(situation({ portfolio: onCalendar({ policy: { minImprovement: '50.0000' } }) }))).toMatchObject({
      refusal: { code: 'UNFIXABLE_DRIFT' },
    });
  });

  test('the look is done by the batch that ends it: one that is cut leaves the rest to the next one', () => {
    const cut = decide(situation({ portfolio: onCalendar({ policy: { maxTurnover: '0.2000' } }), prices: within }));
    expect(cut.kind).toBe('trade');
    expect(cut).not.toHaveProperty('calendarDay');
    const invested = decide(situation({ portfolio: onCalendar({ cash: '5000.00' }), prices: within }), 'invest_cash');
    expect(invested).not.toHaveProperty('calendarDay');
  });

  test('a look beside dust trades everything, and not the dust alone', () => {
    const holdings = [...portfolio().holdings, { symbol: 'Z', quantity: '0.1' }];
    const prices = new Map([...within, ...pricesOf({ Z: '10' })]);
    const assets = new Map([...situation().assets, ['Z', { tradable: true, fractionable: true }] as const]);
    const about = onCalendar({ holdings, policy: { untargeted: 'sell' } });
    const decision = decide(situation({ portfolio: about, prices, assets }));
    expect(decision.kind === 'trade' && decision.orders.length).toBeGreaterThan(1);
  });
});
