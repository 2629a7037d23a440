import { isBefore, LONG_AGO, later, msBetween } from '../../src/domain/time';

const NOON = '2026-03-02T12:00:00.000Z';

test.each([
  ['a millisecond earlier', '2026-03-02T11:59:59.999Z', true],
  ['the same moment', NOON, false],
  ['the same moment, to the nanosecond and in New York', '2026-03-02T07:00:00.000000000-05:00', false],
  ['later, although its text is smaller', '2026-03-02T08:00:00-05:00', false],
  ['earlier, although its text is larger', '2026-03-02T12:30:00+01:00', true],
  ['long ago', LONG_AGO, true],
  ['no time', '', false],
])('%s: %s', (_what, iso, before) => {
  expect(isBefore(iso, NOON)).toBe(before);
});

test('what lies between two times is what makes the later one of the earlier', () => {
  expect(msBetween(NOON, '2026-03-02T12:00:01.500Z')).toBe(1_500);
  expect(msBetween('2026-03-02T07:00:01-05:00', NOON)).toBe(-1_000);
  expect(later(NOON, 1_500)).toBe('2026-03-02T12:00:01.500Z');
  expect(later(later(NOON, 1_500), -1_500)).toBe(NOON);
});
