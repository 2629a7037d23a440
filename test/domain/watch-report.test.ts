import { addReports, type WatchReport } from '../../src/domain/watch-report';

const report = (some: Partial<WatchReport> = {}): WatchReport => ({
  shard: '1/1',
  at: '2026-03-02T15:00:00.000Z',
  drifts: [1, 2, 3, 4, 5],
  unjudged: 1,
  waiting: 10,
  heldBack: null,
  running: 5,
  endedPerMinute: 60,
  pricedAt: '2026-03-02T14:59:59.000Z',
  ...some,
});

test('nobody has reported', () => {
  expect(addReports([])).toBeNull();
});

test('what several monitors see is added up, with the age of the oldest', () => {
  const other = { shard: '2/2', at: '2026-03-02T15:00:04.000Z', heldBack: 'price-jump', pricedAt: null, waiting: 21 };
  expect(addReports([report({ shard: '1/2' }), report(other)])).toEqual({
    at: '2026-03-02T15:00:00.000Z',
    monitors: 2,
    drifts: [2, 4, 6, 8, 10],
    unjudged: 2,
    waiting: 31,
    heldBack: 'price-jump',
    running: 10,
    endedPerMinute: 120,
    pricedAt: '2026-03-02T14:59:59.000Z',
    secondsLeft: 16,
  });
});

test('a part that nobody watches any more is left out, unless it is the last that anybody said', () => {
  const before = report({ at: '2026-03-02T14:58:00.000Z' });
  expect(addReports([before, report({ shard: '1/2' })])).toMatchObject({ monitors: 1, drifts: [1, 2, 3, 4, 5] });
  expect(addReports([before])).toMatchObject({ monitors: 1, at: '2026-03-02T14:58:00.000Z' });
});

test('nobody knows how long those that wait take when none has ended', () => {
  expect(addReports([report({ endedPerMinute: 0 })])).toMatchObject({ secondsLeft: null });
  expect(addReports([report({ waiting: 0 })])).toMatchObject({ secondsLeft: 0 });
});
