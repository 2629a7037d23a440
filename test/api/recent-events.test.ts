import { createRecentEvents } from '../../src/api/events/recent-events';
import type { LedgerEvent } from '../../src/operations/list-events';

const events = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ cursor: `c${from + index}` }) as LedgerEvent);
const cursors = (found: readonly LedgerEvent[] | undefined) => found?.map(({ cursor }) => cursor);

test('a reader goes on from any place that is kept, the very beginning included', () => {
  const recent = createRecentEvents('start', 3);
  expect(recent.end()).toBe('start');
  expect(recent.behind('start', 9)).toEqual([]);
  recent.add(events(1, 4));
  expect(cursors(recent.behind('start', 2))).toEqual(['c1', 'c2']);
  expect(cursors(recent.behind('c2', 9))).toEqual(['c3', 'c4']);
  expect(recent.behind('c4', 9)).toEqual([]);
  expect(recent.end()).toBe('c4');
  expect(recent.behind('elsewhere', 9)).toBeUndefined();
});

test('what is too old is forgotten, and a reader there is told that it is no place', () => {
  const recent = createRecentEvents('start', 3);
  for (let number = 1; number <= 100; number += 1) recent.add(events(number, number));
  expect(recent.behind('start', 9)).toBeUndefined();
  expect(recent.behind('c1', 9)).toBeUndefined();
  expect(cursors(recent.behind('c97', 9))).toEqual(['c98', 'c99', 'c100']);
  for (let number = 1; number <= 99; number += 1) {
    const found = cursors(recent.behind(`c${number}`, 200));
    if (found !== undefined) expect(found).toEqual(cursors(events(number + 1, 100)));
  }
});
