import { drawSchedule } from './draw';
import { type Played, play } from './play';
import { shrink } from './shrink';

const SEEDS = Array.from({ length: 100 }, (_none, index) => 3_100 + index);

describe('over many schedules', () => {
  let played: Played[];

  beforeAll(async () => {
    played = [];
    for (const seed of SEEDS) played.push(await play(drawSchedule(seed)));
  });

  test('whatever fails, every portfolio ends rebalanced, rolled back or STALE with its reason', () => {
    const broken = played.flatMap(({ violations }, index) => violations.map((violation) => [SEEDS[index], violation]));
    expect(broken).toEqual([]);
  });

  test('the faults strike: steps crash and freeze, runs are lost, ledger and broker fail', () => {
    const kinds = new Set(played.flatMap(({ hits }) => [...hits.keys()]));
    expect([...kinds]).toEqual(
      expect.arrayContaining([
        'crash attempt',
        'crash freeze',
        'run lost',
        'ledger down',
        'broker refuse',
        'unreachable',
      ]),
    );
  });

  test('they end in every way there is', () => {
    const ends = new Set(played.flatMap(({ outcomes }) => outcomes.map((outcome) => outcome.split(' ')[0])));
    expect([...ends].sort()).toEqual([
      'ADJUSTED',
      'NOT_NEEDED',
      'REBALANCED',
      'REFUSED',
      'RELEASED',
      'RESOLVED',
      'ROLLED_BACK',
      'STALE',
    ]);
  });
});

test('the same schedule plays the same way twice', async () => {
  const [once, again] = [await play(drawSchedule(42)), await play(drawSchedule(42))];
  expect(once.records).toEqual(again.records);
  expect(once.events).toBe(again.events);
});

test('a schedule that breaks a rule is shrunk to the fault and the portfolio that break it', async () => {
  const schedule = drawSchedule(10);
  const [victim] = schedule.portfolios;
  // A broker that takes shares away and gives nothing back is no fault of the product: some rule has to see it.
  const damage = {
    kind: 'positions' as const,
    portfolio: victim?.id ?? '',
    at: 30 * 60_000,
    symbol: 'META',
    shares: '7',
  };
  const damaged = { ...schedule, faults: [...schedule.faults, damage] };
  const broken = await play(damaged);
  expect(broken.violations.map(({ invariant }) => invariant)).toContain('I3');
  const smallest = await shrink(damaged, broken);
  expect(smallest.schedule.faults).toEqual([damage]);
  expect(smallest.schedule.portfolios.map(({ id }) => id)).toEqual([victim?.id]);
});
