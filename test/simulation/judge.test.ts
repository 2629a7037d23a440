import type { Records, Violation } from '../../src/check/records';
import type { JournalEntry } from '../../src/simulator/engine/state';
import { drawSchedule } from './draw';
import { isAccept, judge } from './judge';
import { play } from './play';
import type { PlannedPortfolio } from './schedule';

type Loose<T> = T extends object ? { -readonly [Key in keyof T]: Loose<T[Key]> } : T;

let planned: PlannedPortfolio;
let records: Records;
let journal: readonly JournalEntry[];

beforeAll(async () => {
  const [first] = drawSchedule(1).portfolios;
  planned = first as PlannedPortfolio;
  const played = await play({ seed: 1, fillDelayMs: 20, ordersPerBatch: 12, portfolios: [planned], faults: [] });
  [records, journal] = [played.records[0] as Records, played.journals[0] as JournalEntry[]];
});

test('the journal of a portfolio that was rebalanced breaks no rule', () => {
  expect(journal.filter(isAccept).length).toBeGreaterThan(1);
  expect(judge(records, journal, planned.positions)).toEqual([]);
});

test.each<[Violation['invariant'], string, (journal: Loose<JournalEntry>[], records: Loose<Records>) => unknown]>([
  ['I1', 'an id that the broker took twice', (entries) => entries.push(accept(entries))],
  [
    'I2',
    'an order that was never recorded as sent',
    (entries) => entries.push({ ...accept(entries), clientOrderId: 'x' }),
  ],
  ['I3', 'a fill of more than was booked', (entries) => (fill(entries).quantity = '0.000000001')],
  ['I4', 'a cent that is missing', (_entries, { portfolio }) => (portfolio.cash = '0.01')],
])('%s sees %s', (invariant, _what, damage) => {
  const [entries, damaged] = structuredClone([journal, records]) as [Loose<JournalEntry>[], Loose<Records>];
  damage(entries, damaged);
  expect(judge(damaged, entries, planned.positions).map((violation) => violation.invariant)).toContain(invariant);
});

function accept(entries: Loose<JournalEntry>[]): Loose<JournalEntry> {
  return entries.find(isAccept) as Loose<JournalEntry>;
}

function fill(entries: Loose<JournalEntry>[]): Loose<JournalEntry> {
  return entries.find(({ kind }) => kind === 'fill') as Loose<JournalEntry>;
}
