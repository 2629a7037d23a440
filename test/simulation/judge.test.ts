import type { Records, Violation } from '../../src/check/records';
import type { JournalEntry } from '../../src/simulator/engine/state';
import { drawSchedule } from './draw';
import { isAccept, judge, judgeAfterLoss } from './judge';
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

test('what happens in the account counts like what fills: a dividend, a split, and what moves nothing', () => {
  const [entries, changed] = structuredClone([journal, records]) as [Loose<JournalEntry>[], Loose<Records>];
  const [holding] = changed.portfolio.holdings;
  const { accountId = '' } = fill(entries);
  const symbol = holding?.symbol ?? '';
  const quantity = holding?.quantity ?? '0';
  const happened = { at: entries.at(-1)?.at ?? '', kind: 'activity' as const, accountId };
  const brokenBy = (more: Loose<JournalEntry>) =>
    judge(changed, [...entries, more], planned.positions).map(({ invariant }) => invariant);
  expect(brokenBy({ ...happened, message: 'CSD', cash: '0.00' })).toEqual([]);
  expect(brokenBy({ ...happened, message: 'DIV', cash: '1.00', symbol })).toEqual(['I4']);
  expect(brokenBy({ ...happened, message: 'SPLIT', cash: '0.00', symbol, quantity })).toEqual(['I3']);
  if (holding !== undefined) holding.quantity = `${+quantity * 2}`;
  changed.portfolio.cash = (+changed.portfolio.cash + 1).toFixed(2);
  const both = { ...happened, message: 'SPLIT', cash: '1.00', symbol, quantity };
  expect(brokenBy(both)).toEqual([]);
});

test('what is cancelled because the lock has expired is not cancelled because of a deploy', async () => {
  const portfolios = [{ ...planned, policy: { ...planned.policy, lockTtlMs: 1_000 } }];
  const faults = [{ kind: 'deploy', at: 30_000 } as const];
  const slow = { seed: 1, fillDelayMs: 20_000, ordersPerBatch: 12, portfolios, faults };
  const { violations, outcomes, journals } = await play(slow);
  expect(outcomes).toEqual(['ROLLED_BACK TTL_EXPIRED']);
  expect(journals.flat().map(({ kind }) => kind)).toContain('cancel');
  expect(violations).toEqual([]);
});

describe('after the ledger has forgotten something', () => {
  const NEVER_SENT = { clientOrderId: 'ab-x-META-o-1' };

  function found(
    lostAt: number,
    status: 'ACTIVE' | 'STALE',
    damage: (entries: Loose<JournalEntry>[], records: Loose<Records>) => unknown,
  ): string[] {
    const [entries, damaged] = structuredClone([journal, records]) as [Loose<JournalEntry>[], Loose<Records>];
    damaged.portfolio.status = status;
    damage(entries, damaged);
    return judgeAfterLoss(damaged, entries, planned.positions, lostAt).map(({ invariant }) => invariant);
  }
  const lastAt = () => Date.parse(journal.at(-1)?.at ?? '');

  test('a portfolio that is not held has the books of the broker', () => {
    expect(found(lastAt(), 'ACTIVE', () => undefined)).toEqual([]);
    expect(found(lastAt(), 'ACTIVE', (entries) => (fill(entries).quantity = '0.000000001'))).toContain('I3');
    expect(found(lastAt(), 'ACTIVE', (_entries, { portfolio }) => (portfolio.cash = '0.01'))).toContain('I4');
    expect(found(lastAt(), 'STALE', (_entries, { portfolio }) => (portfolio.cash = '0.01'))).toEqual([]);
  });

  test('nothing is taken twice, held or not', () => {
    for (const status of ['ACTIVE', 'STALE'] as const)
      expect(found(lastAt(), status, (entries) => entries.push(accept(entries)))).toContain('I1');
  });

  test('what arrives later than what was on its way has to be recorded', () => {
    const stray = (entries: Loose<JournalEntry>[]) => entries.push({ ...accept(entries), ...NEVER_SENT });
    expect(found(lastAt(), 'ACTIVE', stray)).toEqual([]);
    expect(found(lastAt() - 60_000, 'ACTIVE', stray)).toContain('I2');
  });
});

function accept(entries: Loose<JournalEntry>[]): Loose<JournalEntry> {
  return entries.find(isAccept) as Loose<JournalEntry>;
}

function fill(entries: Loose<JournalEntry>[]): Loose<JournalEntry> {
  return entries.find(({ kind }) => kind === 'fill') as Loose<JournalEntry>;
}
