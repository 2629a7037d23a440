import { isStillKnown } from '../../src/domain/known-asset';

const META = { symbol: 'META', tradable: true, fractionable: true, ptp: false };

test.each([
  ['for the rest of the day in New York', true, '2026-03-02T14:00:00.000Z', '2026-03-03T04:59:59.000Z', true],
  ['not on the next day', true, '2026-03-02T14:00:00.000Z', '2026-03-03T05:00:01.000Z', false],
  ['for a minute when it is not traded', false, '2026-03-02T14:00:00.000Z', '2026-03-02T14:00:59.999Z', true],
  [
    'no longer than a minute when it is not traded',
    false,
    '2026-03-02T14:00:00.000Z',
    '2026-03-02T14:01:00.000Z',
    false,
  ],
])('an asset is known %s', (_how, tradable, readAt, now, isKnown) => {
  expect(isStillKnown({ ...META, tradable, readAt }, now)).toBe(isKnown);
});
