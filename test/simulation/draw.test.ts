import { drawSchedule } from './draw';

const SCHEDULES = Array.from({ length: 3_000 }, (_none, seed) => drawSchedule(seed));
const FAULTS = SCHEDULES.flatMap(({ faults }) => faults);

const KINDS = [
  'again',
  'asset',
  'blocked',
  'broker',
  'cash',
  'crash',
  'deploy',
  'executions',
  'freeze',
  'freeze-held',
  'keys',
  'lag',
  'ledger',
  'ledger-down',
  'limits',
  'lose-rows',
  'market-closed',
  'old-prices',
  'opening',
  'policy',
  'price',
  'price-at',
  'quote',
  'restricted',
  'slow-connect',
  'split',
  'stop',
  'stop-at',
  'trading',
  'unreachable',
  'walk',
  'worker-crash',
] as const;

test('3,000 schedules draw every kind of fault, but those that a test plants', () => {
  expect([...new Set(FAULTS.map(({ kind }) => kind))].sort()).toEqual([...KINDS].sort());
});

test('feeds walk down by a fifth each minute, with quotes that follow, stay and jump', () => {
  const walks = FAULTS.flatMap((fault) => (fault.kind === 'walk' ? [fault] : []));
  expect(walks.some(({ percent, everyMs, steps }) => percent === -20 && everyMs === 60_000 && steps >= 4)).toBe(true);
  expect(new Set(walks.map(({ quotes }) => quotes))).toEqual(new Set(['follow', 'stay', 'jump']));
});

test('halts are drawn that take orders and that refuse them', () => {
  const whats = FAULTS.flatMap((fault) => (fault.kind === 'asset' ? [fault.what] : []));
  expect(new Set(whats)).toEqual(new Set(['tradable', 'fractionable', 'ptp', 'halted', 'halt-refuses']));
});

test('where rows are lost nothing is late on its way, and nothing else strikes', () => {
  const losing = SCHEDULES.filter(({ faults }) => faults.some(({ kind }) => kind === 'lose-rows'));
  const others = losing.flatMap(({ faults }) => faults.filter(({ kind }) => kind !== 'lose-rows'));
  const effects = others.map((fault) => (fault.kind === 'broker' ? fault.fault.effect.kind : fault.kind));
  expect(new Set(effects)).toEqual(new Set(['partial-fill']));
  expect(losing.every(({ breaker }) => breaker === undefined)).toBe(true);
});
